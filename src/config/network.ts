import { readFile } from 'node:fs/promises'
import { check } from './check.ts'
import { inconsistencies } from './consistency.ts'
import { ConfigError, type Fault } from './fault.ts'
import { parseJson } from './json.ts'
import { type NetworkConfig, normalise } from './normalise.ts'
import { ConfigFile } from './schema.ts'
import { expandVariables, type Lookup } from './variables.ts'

/**
 * Reads a config file.
 * @throws ConfigError `config_not_found`; `invalid_config` with every fault of the file, before anything starts.
 */
export async function loadNetwork(file: string, lookup: Lookup): Promise<NetworkConfig> {
  const text = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new ConfigError({
      code: 'config_not_found',
      subject: file,
      faults: [{ path: file, wrong: 'cannot be read', expected: 'a config file' }],
      remedy: 'Name a file that exists; config/example.json shows the form.',
      cause,
    })
  })
  return parseNetwork(text, file, lookup)
}

/**
 * The same for a text; `file` only names it in messages.
 * @throws ConfigError `invalid_config`
 */
export function parseNetwork(text: string, file: string, lookup: Lookup): NetworkConfig {
  return toNetwork(readConfigFile(text, file), { file, lookup })
}

/**
 * A text as a config file of the right form, its variables not yet replaced.
 * @throws ConfigError `invalid_config`
 */
export function readConfigFile(text: string, file: string): ConfigFile {
  const json = parseJson(text)
  if ('fault' in json) {
    const path = `line ${json.fault.line}, column ${json.fault.column}`
    throw invalid(file, [{ path, wrong: 'is where the text stops being JSON', expected: 'valid JSON' }])
  }
  const { value } = json
  if (!isConfigFile(value)) throw invalid(file, check(ConfigFile, value))
  return value
}

/**
 * A config file of the right form as the configuration; `file` only names it in messages.
 * @throws ConfigError `invalid_config`
 */
export function toNetwork(
  value: ConfigFile,
  { file, lookup }: { readonly file: string; readonly lookup: Lookup },
): NetworkConfig {
  // A provider that was put in from outside has not been looked at with the file.
  if (!isConfigFile(value)) throw invalid(file, check(ConfigFile, value))
  const expanded = expandVariables(value, lookup)
  const faults = [...inconsistencies(value), ...expanded.faults]
  if (faults.length > 0) throw invalid(file, faults)
  return normalise(expanded.file)
}

function isConfigFile(value: unknown): value is ConfigFile {
  return check(ConfigFile, value).length === 0
}

function invalid(file: string, faults: readonly Fault[]): ConfigError {
  const remedy = 'Correct the file and start again; config/redline.schema.json describes every setting.'
  return new ConfigError({ code: 'invalid_config', subject: file, faults, remedy })
}
