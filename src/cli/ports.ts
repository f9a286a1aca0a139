import type { Finding } from '../pipeline/doctor/finding.ts'
import type { BookFiles } from './book/book-files.ts'
import type { DemoServicePort } from './demo-service.ts'
import type { DevnetPort } from './devnet-port.ts'
import type { OpenScope, Scope } from './open-market.ts'
import type { Output } from './output.ts'
import type { RiskPort } from './risk/risk-port.ts'
import type { RunningService } from './running-service.ts'
import type { Serving } from './serving.ts'

/** What commands need from outside; the composition root fills it. */
export type CliPorts = {
  readonly output: Output
  /** Milliseconds since 1970. */
  readonly now: () => number
  /** Opens the markets in scope; chains are asked for nothing but their id. */
  readonly open: (scope: Scope) => Promise<OpenScope>
  readonly examine: (scope: Scope) => Promise<readonly Finding[]>
  readonly devnet: DevnetPort
  readonly demoService: DemoServicePort
  /** Names of the migrations that were applied. */
  readonly migrate: () => Promise<readonly string[]>
  /** The service that has this data folder open, if there is one to be asked. */
  readonly running: () => Promise<RunningService | undefined>
  readonly risk: RiskPort
  readonly bookFiles: BookFiles
  readonly serve: (scope: Scope) => Promise<Serving>
  /** Told of an error that nobody raised on purpose, before it is printed: its stack belongs into the log. */
  readonly fault: (error: unknown) => void
  /** Waits so many milliseconds; answers true at once when the person at the terminal wants to end. */
  readonly interrupted: (ms: number) => Promise<boolean>
}
