/** Notes of work in parts, so that it goes on where it was when the process ended. */
export type ProgressPort = {
  readonly get: (chainId: number, name: string) => Promise<string | undefined>
  readonly put: (chainId: number, name: string, value: string) => Promise<void>
  readonly drop: (chainId: number, name: string) => Promise<void>
}
