import type { Socket } from 'node:net'
import type { FastifyInstance } from 'fastify'

/** How long requests under way may go on once the service closes, in ms. */
const GRACE_MS = 10_000

/**
 * Closing ends every connection that has no request under way at once. Node leaves those open that never had one, as
 * browsers make them ahead of need, and then waits for them for ever; what is under way has some seconds.
 */
export function gracefulClose(app: FastifyInstance): void {
  const underWay = new Map<Socket, number>()
  const add = (socket: Socket, count: number): void => {
    const now = underWay.get(socket)
    if (now !== undefined) underWay.set(socket, now + count)
  }
  app.server.on('connection', (socket) => {
    underWay.set(socket, 0)
    socket.once('close', () => underWay.delete(socket))
  })
  app.server.on('request', ({ socket }, response) => {
    add(socket, 1)
    response.once('close', () => add(socket, -1))
  })
  let timer: NodeJS.Timeout | undefined
  app.addHook('preClose', async () => {
    for (const [socket, requests] of underWay) if (requests === 0) socket.destroy()
    timer = setTimeout(() => app.server.closeAllConnections(), GRACE_MS)
  })
  app.addHook('onClose', async () => clearTimeout(timer))
}
