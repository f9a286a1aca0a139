import { isBuiltin } from 'node:module'
import { posix } from 'node:path'
import * as rules from './layers.ts'
import { type Arrow, readModule, type SourceModule } from './source-module.ts'

/**
 * Every breach of the layer rules in a set of files, sorted, each a line that says where and what instead. Paths are
 * relative to src/. Tests beside the source obey the arrows but may do I/O and use any package.
 */
export function layerFaults(files: ReadonlyMap<string, string>): readonly string[] {
  const modules = [...files].map(([path, source]) => readModule(path, source))
  const faults = modules.flatMap((module) => [
    ...module.arrows.flatMap((arrow) => arrowFaults(module, arrow, files).map(at(module, arrow.line))),
    ...(isTest(module.path) ? [] : useFaults(module)),
    ...barrelFaults(module),
  ])
  return [...faults, ...cycleFaults(modules.filter(({ path }) => !isTest(path)))].sort()
}

function arrowFaults(
  module: SourceModule,
  arrow: Arrow,
  files: ReadonlyMap<string, string>,
): readonly string[] {
  const { specifier } = arrow
  if (specifier === undefined) return ['imports a computed name; write the specifier as a literal']
  if (!specifier.startsWith('.')) return isTest(module.path) ? [] : packageFaults(module, specifier, arrow)
  const target = resolve(module, specifier)
  if (target.startsWith('../')) return isTest(module.path) ? [] : outsideFault(module.path, target)
  if (!files.has(target) && target.endsWith('.ts')) return [`imports ${target}, which does not exist`]
  return internalFault(module.path, target)
}

function outsideFault(from: string, to: string): readonly string[] {
  const outside = rules.OUTSIDE.find(({ folder }) => to.startsWith(folder))
  if (outside === undefined) return [`imports ${to}, which is outside src/ and so outside the build`]
  if (outside.importedBy.includes(moduleOf(from))) return []
  return [`imports ${to}; only ${outside.importedBy.join(', ')} may import ${outside.folder}`]
}

function internalFault(from: string, to: string): readonly string[] {
  const [source, target] = [moduleOf(from), moduleOf(to)]
  if (source === target) return source === 'core' ? coreFault(from, to) : []
  const [here, there] = [rankOf(source), rankOf(target)]
  if (here === undefined)
    return [`is in ${source}, which test/house/layers.ts does not know; give it a layer`]
  if (there === undefined) return [`imports ${to}, but ${target} has no layer in test/house/layers.ts`]
  const own = rules.SPECIAL[source]
  if (own !== undefined)
    return own.imports.includes(target)
      ? []
      : [`imports ${to}; ${source} may import only ${own.imports.join(', ')}`]
  const guarded = rules.SPECIAL[target]
  if (guarded !== undefined)
    return guarded.importedBy.includes(source)
      ? []
      : [`imports ${to}; only ${guarded.importedBy.join(' and ')} may import ${target}`]
  if (there < here) return []
  return [
    there > here
      ? `imports up: ${source} is below ${target} (${to}); declare a port here and let compose.ts pass it in`
      : `imports across: ${source} and ${target} are siblings (${to}); move what both need down a layer`,
  ]
}

function coreFault(from: string, to: string): readonly string[] {
  const [source, target] = [partOf(from), partOf(to)]
  const order = (part: string): number => rules.CORE_ORDER.findIndex((line) => line.includes(part))
  const unknown = [source, target].find((part) => order(part) < 0)
  if (unknown !== undefined) return [`needs core/${unknown} in CORE_ORDER of test/house/layers.ts`]
  if (order(target) <= order(source)) return []
  return [`imports against the order of core: ${source} comes before ${target} (${to})`]
}

function packageFaults(module: SourceModule, specifier: string, { values }: Arrow): readonly string[] {
  const home = rules.PACKAGES_WITH_A_HOME.find(({ packages }) => packages.test(specifier))
  if (home !== undefined && !isAt(module.path, home.homes))
    return [`imports ${specifier}; its only place is ${home.homes.join(', ') || 'a test'}`]
  if (/^(?:node:)?process$/.test(specifier) && values.some((name) => name !== 'default'))
    return [
      `imports ${values.join(', ')} from ${specifier}; use the global process, which this test can follow`,
    ]
  if (!rules.PURE.includes(moduleOf(module.path)) || values.length === 0) return []
  if (isBuiltin(specifier)) return [`imports ${specifier}; ${moduleOf(module.path)} does no I/O`]
  if (rules.PURE_PACKAGES.test(specifier)) return []
  if (specifier !== 'viem') return [`imports values of ${specifier}; pure modules take values from viem only`]
  return values
    .filter((name) => !rules.PURE_VIEM.includes(name))
    .map((name) => `imports ${name} from viem, which is not among the pure functions of test/house/layers.ts`)
}

function useFaults(module: SourceModule): readonly string[] {
  const pure = rules.PURE.includes(moduleOf(module.path))
  return module.uses.flatMap(({ name, line }) => {
    const place = at(module, line)
    if (pure && rules.IMPURE_USES.some((use) => use.test(name)))
      return [place(`uses ${name}; pass the value in, ${moduleOf(module.path)} is pure`)]
    const home = rules.USES_WITH_A_HOME.find(({ use }) => use.test(name))
    if (home === undefined || isAt(module.path, home.homes)) return []
    const instead = home.homes.join(', ')
    return [
      place(
        instead === ''
          ? `takes ${name} apart; write ${name}.member`
          : `uses ${name}; its only place is ${instead}`,
      ),
    ]
  })
}

function barrelFaults({ path, barrel }: SourceModule): readonly string[] {
  const isIndex = posix.basename(path) === 'index.ts'
  if (isIndex ? rules.BARREL.test(path) : !barrel) return []
  return [`src/${path} is a barrel; only a layer and a protocol adapter may have one, named index.ts`]
}

/** Types may refer to each other, except in core, whose order is strict. */
function cycleFaults(modules: readonly SourceModule[]): readonly string[] {
  const arrows = new Map(
    modules.map((module) => [
      module.path,
      module.arrows.flatMap(({ specifier, values }) =>
        specifier?.startsWith('.') && (values.length > 0 || moduleOf(module.path) === 'core')
          ? [resolve(module, specifier)]
          : [],
      ),
    ]),
  )
  const done = new Set<string>()
  const visit = (path: string, trail: readonly string[]): readonly string[] => {
    const start = trail.indexOf(path)
    if (start >= 0) return [`src/${path} is in a cycle: ${[...trail.slice(start), path].join(' → ')}`]
    if (done.has(path)) return []
    const faults = (arrows.get(path) ?? []).flatMap((next) => visit(next, [...trail, path]))
    done.add(path)
    return faults
  }
  return modules.flatMap(({ path }) => visit(path, []))
}

function at({ path }: SourceModule, line: number): (fault: string) => string {
  return (fault) => `src/${path}:${line} ${fault}`
}

function resolve({ path }: SourceModule, specifier: string): string {
  return posix.normalize(posix.join(posix.dirname(path), specifier))
}

function moduleOf(path: string): string {
  return (path.split('/')[0] ?? '').replace(/(?:\.(?:test|bench))?\.ts$/, '')
}

function partOf(path: string): string {
  return (path.split('/')[1] ?? '').replace(/(?:\.(?:test|bench))?\.ts$/, '')
}

function rankOf(name: string): number | undefined {
  if (rules.SPECIAL[name] !== undefined) return 0
  const rank = rules.LAYERS.findIndex((line) => line.includes(name))
  return rank < 0 ? undefined : rank
}

function isTest(path: string): boolean {
  return /\.(?:test|bench)\.ts$/.test(path)
}

function isAt(path: string, homes: readonly string[]): boolean {
  return homes.some((home) => (home.endsWith('/') ? path.startsWith(home) : path === home))
}
