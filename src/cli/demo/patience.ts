import { RedlineError } from '../../core/errors.ts'
import type { DemoService, ServiceStanding } from '../demo-service.ts'
import type { CliPorts } from '../ports.ts'

/** Between two looks at how far the service is. */
const LOOK_MS = 20
/** Longer than any step takes on a slow machine; after it something is wrong that will not pass. */
const PATIENCE_MS = 120_000

/** Waits that end when the person at the terminal wants to. */
export type Patience = {
  /** @throws DemoError `demo_interrupted`. */
  readonly goOn: () => Promise<void>
  /** Until the service's standing is as wanted. @throws DemoError `demo_interrupted`, `demo_service_behind`. */
  readonly until: (service: DemoService, holds: (standing: ServiceStanding) => boolean) => Promise<void>
}

export function patienceOf({ interrupted, now }: Pick<CliPorts, 'interrupted' | 'now'>): Patience {
  const pause = async (ms: number): Promise<void> => {
    if (await interrupted(ms)) throw interruptedDemo()
  }
  return {
    goOn: () => pause(0),
    async until(service, holds) {
      const since = now()
      for (;;) {
        const standing = await service.standing()
        if (holds(standing)) return
        if (now() - since > PATIENCE_MS) throw serviceBehind(standing)
        await pause(LOOK_MS)
      }
    },
  }
}

/** The demo ended before everything was compared. */
export class DemoError extends RedlineError {
  override readonly name = 'DemoError'
}

const interruptedDemo = (): DemoError =>
  new DemoError({
    code: 'demo_interrupted',
    happened: 'The demo was ended before everything was compared.',
    remedy: 'Start it again and let it run.',
  })

const serviceBehind = ({ stage, block, failure }: ServiceStanding): DemoError =>
  new DemoError({
    code: 'demo_service_behind',
    happened: 'The service does not come up with the local chain.',
    remedy: 'Try again on a machine with less to do; if that does not help, please report it.',
    context: { stage, block, failure },
  })
