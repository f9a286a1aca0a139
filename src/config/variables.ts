import type { Fault } from './fault.ts'
import type { ConfigFile } from './schema.ts'

/** Answers an environment variable; `undefined` and `''` both mean that it is not set. */
export type Lookup = (name: string) => string | undefined

/**
 * The file with every `${NAME}` in its provider URLs replaced. Names that are not set, and texts that are no URL
 * of the right kind once replaced, are faults; their values are never shown.
 */
export function expandVariables(
  file: ConfigFile,
  lookup: Lookup,
): { readonly file: ConfigFile; readonly faults: readonly Fault[] } {
  const faults: Fault[] = []
  const expand = (path: string, url: string, schemes: readonly string[]): string => {
    const names = [...url.matchAll(PLACEHOLDER)].flatMap(([, name]) => name ?? [])
    const missing = names.filter((name) => isUnset(lookup(name)))
    for (const name of missing)
      faults.push({
        path,
        wrong: `uses \${${name}}, which is not set`,
        expected: `the variable ${name} in the environment`,
      })
    const expanded = url.replace(PLACEHOLDER, (_, name: string) => lookup(name) ?? '')
    if (missing.length === 0 && !schemes.includes(schemeOf(expanded)))
      faults.push({
        path,
        wrong: wordsFor(names),
        expected: `a URL that begins with ${schemes.join('// or ')}//`,
      })
    return expanded
  }
  const chains = file.chains.map((chain, c) => ({
    ...chain,
    rpcUrls: chain.rpcUrls.map((url, i) => expand(`$.chains[${c}].rpcUrls[${i}]`, url, ['http:', 'https:'])),
    ...(chain.wsUrls && {
      wsUrls: chain.wsUrls.map((url, i) => expand(`$.chains[${c}].wsUrls[${i}]`, url, ['ws:', 'wss:'])),
    }),
  }))
  return { file: { ...file, chains }, faults }
}

const PLACEHOLDER = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g

function isUnset(value: string | undefined): boolean {
  return value === undefined || value === ''
}

function schemeOf(url: string): string {
  return !url.includes('${') && URL.canParse(url) ? new URL(url).protocol : ''
}

function wordsFor(names: readonly string[]): string {
  return names.length === 0 ? 'is not a URL' : `is not a URL once ${names.join(' and ')} is put in`
}
