import { spawn } from 'node:child_process'
import { mkdtemp, open, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { RedlineError } from '../../core/errors.ts'

/** A contract as solc's standard JSON output gives it, restricted to what is asked for. */
export type CompiledContract = {
  readonly abi: readonly unknown[]
  readonly evm: {
    readonly bytecode: {
      readonly object: string
      readonly linkReferences: Readonly<
        Record<
          string,
          Readonly<Record<string, readonly { readonly start: number; readonly length: number }[]>>
        >
      >
    }
  }
}

/** Compiled contracts by source unit and name. */
export type SolcOutput = Readonly<Record<string, Readonly<Record<string, CompiledContract>>>>

type StandardOutput = {
  readonly errors?: readonly { readonly severity: string; readonly formattedMessage: string }[]
  readonly contracts?: SolcOutput
}

/**
 * Runs solc's own command line on a standard JSON input, in a process of its own: it is busy for some ten
 * seconds and would stop everything else here. Input and output pass through files because a pipe of megabytes
 * may be cut off when the compiler ends itself.
 * @throws SolcError `solc_failed` with the compiler's messages.
 */
export async function runSolc(root: string, input: string): Promise<SolcOutput> {
  const folder = await mkdtemp(join(tmpdir(), 'redline-solc-'))
  try {
    await writeFile(join(folder, 'in.json'), input)
    const exit = await runCommandLine(root, folder)
    const text = await readFile(join(folder, 'out.json'), 'utf8')
    if (exit.code !== 0) throw new SolcError(`${exit.stderr || text}`.trim() || `exit code ${exit.code}`)
    return contractsOf(text)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function runCommandLine(
  root: string,
  folder: string,
): Promise<{ readonly code: number | null; readonly stderr: string }> {
  const stdin = await open(join(folder, 'in.json'), 'r')
  const stdout = await open(join(folder, 'out.json'), 'w')
  try {
    const modules = join(root, 'node_modules')
    const arguments_ = [join(modules, 'solc/solc.js'), '--standard-json', '--base-path', modules]
    const child = spawn(process.execPath, arguments_, { stdio: [stdin.fd, stdout.fd, 'pipe'] })
    let stderr = ''
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-4_000)
    })
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject).once('close', resolve)
    })
    return { code, stderr }
  } finally {
    await Promise.all([stdin.close(), stdout.close()])
  }
}

/** solc prints a remark about solvers before its answer: the answer is the last line. */
function contractsOf(text: string): SolcOutput {
  const line = text.trimEnd().split('\n').at(-1) ?? ''
  if (!line.startsWith('{')) throw new SolcError(`no answer: ${text.slice(-500)}`)
  const output: StandardOutput = JSON.parse(line)
  const errors = (output.errors ?? []).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new SolcError(errors.map((error) => error.formattedMessage.trim()).join('\n'))
  return output.contracts ?? {}
}

/** The Solidity compiler refused the sources or did not answer. */
export class SolcError extends RedlineError {
  override readonly name = 'SolcError'
  constructor(messages: string) {
    super({
      code: 'solc_failed',
      happened: `The Solidity compiler did not compile the contracts of the local chain:\n${messages}\n`,
      remedy: 'Correct src/devnet/contracts, or run "npm ci" if a package of node_modules was changed.',
      context: { messages },
    })
  }
}
