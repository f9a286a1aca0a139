import { readdir, readFile } from 'node:fs/promises'
import { UsageError } from '../core/errors.ts'
import { readConfigFile, toNetwork } from './network.ts'
import type { NetworkConfig } from './normalise.ts'
import type { ConfigFile } from './schema.ts'
import type { Lookup } from './variables.ts'

/** Presets by name, and the providers that the command line brings for them. */
export type PresetChoice = {
  /** At least one. */
  readonly presets: readonly string[]
  /** Of one preset all of its providers; of several one each, in the same order. None: those that the files name. */
  readonly rpcUrls: readonly string[]
}

const FOLDER = new URL('../../config/presets/', import.meta.url)

/**
 * The configuration that presets make together. The first one's reference chain counts for all of them.
 * @throws UsageError `unknown_preset`, `repeated_preset`, `rpc_mismatch`; ConfigError `invalid_config`.
 */
export async function loadPresets(
  { presets, rpcUrls }: PresetChoice,
  lookup: Lookup,
): Promise<NetworkConfig> {
  requireDistinct(presets)
  requireRpcs(presets, rpcUrls)
  const choices = await presetNames()
  const files = await Promise.all(presets.map((name) => readPreset(name, choices)))
  return toNetwork(together(files.map((file, i) => withProviders(file, of(presets, rpcUrls, i)))), {
    file: `preset ${presets.join(', ')}`,
    lookup,
  })
}

async function presetNames(): Promise<readonly string[]> {
  const files = await readdir(FOLDER)
  return files.map((file) => file.replace(/\.json$/, '')).sort()
}

async function readPreset(name: string, choices: readonly string[]): Promise<ConfigFile> {
  if (!choices.includes(name))
    throw new UsageError({
      code: 'unknown_preset',
      happened: `There is no preset "${name}".`,
      remedy: `There are: ${choices.join(', ')}. For another chain write a config file and give --config FILE.`,
      context: { preset: name },
    })
  return readConfigFile(await readFile(new URL(`${name}.json`, FOLDER), 'utf8'), `preset ${name}`)
}

function requireDistinct(presets: readonly string[]): void {
  const repeated = presets.find((name, i) => presets.indexOf(name) !== i)
  if (repeated === undefined) return
  throw new UsageError({
    code: 'repeated_preset',
    happened: `The preset "${repeated}" is named twice.`,
    remedy: 'Name it once; several --rpc after a single --preset are several providers of its chain.',
    context: { preset: repeated },
  })
}

/** Of several presets nobody could say whose a URL is unless there is one for each. */
function requireRpcs(presets: readonly string[], rpcUrls: readonly string[]): void {
  if (presets.length === 1 || rpcUrls.length === 0 || rpcUrls.length === presets.length) return
  throw new UsageError({
    code: 'rpc_mismatch',
    happened: `${presets.length} presets are named, and ${rpcUrls.length} --rpc.`,
    remedy:
      'Give one --rpc for each --preset in the same order, or none and set the variables of the presets.',
    context: { presets: presets.length, rpcUrls: rpcUrls.length },
  })
}

const of = (presets: readonly string[], rpcUrls: readonly string[], index: number): readonly string[] =>
  presets.length === 1 ? rpcUrls : rpcUrls.slice(index, index + 1)

function withProviders(file: ConfigFile, rpcUrls: readonly string[]): ConfigFile {
  if (rpcUrls.length === 0) return file
  return { ...file, chains: file.chains.map((chain) => ({ ...chain, rpcUrls: [...rpcUrls] })) }
}

function together(files: readonly ConfigFile[]): ConfigFile {
  const chains = files.flatMap((file) => file.chains)
  const drivers = Object.assign({}, ...files.map((file) => file.drivers))
  const scenarios = Object.assign({}, ...files.map((file) => file.scenarios))
  return { referenceChain: files[0]?.referenceChain ?? 1, chains, drivers, scenarios }
}
