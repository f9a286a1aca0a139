import { Agent, get } from 'node:http'
import fastify from 'fastify'
import { apiOn, newRig } from '../http/api-rig.ts'
import { type Figure, timed } from './figure.ts'

const PATH = '/v1/risk/totals?btcPrice=88000&scenario=market'
/** Requests of a round, and how many are under way at a time. */
const REQUESTS = 2_000
const AT_ONCE = 16
const ROUNDS = 5
/** What share of a bare route's rate is wanted. */
const SHARE = 0.8

/**
 * How often totals that are known already are given out over HTTP, beside a bare Fastify route that sends the same bytes.
 * Rounds of both take turns, so that whatever else the machine does meets both.
 */
export async function requestFigures(): Promise<readonly Figure[]> {
  const api = apiOn(newRig())
  const bare = fastify()
  const agent = new Agent({ keepAlive: true, maxSockets: AT_ONCE })
  try {
    const { rawPayload } = await api.inject(PATH)
    bare.get('/', (_, reply) => reply.type('application/json; charset=utf-8').send(rawPayload))
    const own = `${await api.listen({ port: 0 })}${PATH}`
    const rival = await bare.listen({ port: 0 })
    const rates: { readonly own: number; readonly bare: number }[] = []
    for (let round = 0; round <= ROUNDS; round++) {
      const bareRate = await rateOf(rival, agent)
      rates.push({ bare: bareRate, own: await rateOf(own, agent) })
    }
    // The first round warms both up.
    const middle = rates.slice(1).sort((a, b) => a.own / a.bare - b.own / b.bare)[ROUNDS >> 1]
    const { own: rate, bare: bareRate } = middle ?? { own: 0, bare: 1 }
    return [
      {
        name: `totals over HTTP, ${rawPayload.length} bytes`,
        value: rate,
        unit: 'requests/s',
        least: SHARE * bareRate,
        rival: { name: 'a bare route with the same bytes', value: bareRate },
      },
      {
        name: 'totals over HTTP, share of a bare route',
        value: rate / bareRate,
        unit: 'times',
        least: SHARE,
      },
    ]
  } finally {
    agent.destroy()
    await api.close()
    await bare.close()
  }
}

async function rateOf(url: string, agent: Agent): Promise<number> {
  let left = REQUESTS
  const work = async (): Promise<void> => {
    while (left-- > 0) await asked(url, agent)
  }
  const { seconds } = await timed(() => Promise.all(Array.from({ length: AT_ONCE }, work)))
  return REQUESTS / seconds
}

const asked = (url: string, agent: Agent): Promise<void> =>
  new Promise((resolve, reject) => {
    get(url, { agent }, (response) => {
      if (response.statusCode !== 200) reject(new Error(`${url} answered ${response.statusCode}`))
      response.once('end', resolve).once('error', reject).resume()
    }).once('error', reject)
  })
