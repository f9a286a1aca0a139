import { createRequire } from 'node:module'
import { RedlineError } from '../core/errors.ts'

const ARCHITECTURES: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' }

/**
 * The path of the anvil binary for this machine. It is run directly: the JavaScript wrapper around it costs
 * 0.4 s.
 * @throws AnvilBinaryError `anvil_binary_missing` when there is none for the platform or npm left it out.
 */
export function anvilBinary(
  platform: string = process.platform,
  architecture: string = process.arch,
  resolve: (specifier: string) => string = createRequire(import.meta.url).resolve,
): string {
  const packageName = `@foundry-rs/anvil-${platform}-${ARCHITECTURES[architecture] ?? architecture}`
  try {
    return resolve(`${packageName}/bin/anvil${platform === 'win32' ? '.exe' : ''}`)
  } catch (cause) {
    throw new AnvilBinaryError(packageName, cause)
  }
}

/** The local chain's program is not installed for this machine. */
export class AnvilBinaryError extends RedlineError {
  override readonly name = 'AnvilBinaryError'
  constructor(packageName: string, cause: unknown) {
    super({
      code: 'anvil_binary_missing',
      happened: `The local chain's program is not installed: no package ${packageName}.`,
      remedy:
        'Run "npm ci" without --omit=optional. Linux and macOS (x64, arm64) and Windows (x64) are supported.',
      context: { package: packageName },
      cause,
    })
  }
}
