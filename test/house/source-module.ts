import {
  type Expression,
  parseSync,
  type StaticExportEntry,
  type StaticImportEntry,
  Visitor,
} from 'oxc-parser'

/** One arrow: an import, an export-from, a dynamic import or an `import('…')` type. */
export type Arrow = {
  /** `undefined` where a dynamic import computes it. */
  readonly specifier: string | undefined
  /** Names taken as values; `*` for all of them, or for the effect of loading. Empty when only types are taken. */
  readonly values: readonly string[]
  readonly line: number
}

/** A global that the code touches: `Date.now`, `process.env`, `fetch`, or a bare `process`. */
export type Use = { readonly name: string; readonly line: number }

/** What the house rules ask about a file of src/. */
export type SourceModule = {
  readonly path: string
  readonly arrows: readonly Arrow[]
  readonly uses: readonly Use[]
  /** Whether the file does nothing but hand on other files' exports. */
  readonly barrel: boolean
}

const WATCHED = ['Date', 'Math', 'performance', 'crypto', 'process', 'globalThis', 'console']

/**
 * Reads one file, its path relative to src/ with `/`.
 * @throws SyntaxError when the file cannot be parsed: a rule that cannot see a file must not pass it.
 */
export function readModule(path: string, source: string): SourceModule {
  const { program, module, errors } = parseSync(path, source)
  const failure = errors.find(({ severity }) => severity === 'Error')
  if (failure !== undefined) throw new SyntaxError(`src/${path}: ${failure.message}`)

  const lineAt = (offset: number): number => source.slice(0, offset).split('\n').length
  const arrows: Arrow[] = []
  const uses: Use[] = []
  for (const { moduleRequest, entries, start } of module.staticImports)
    arrows.push({ specifier: moduleRequest.value, values: importedValues(entries), line: lineAt(start) })
  for (const { entries, start } of module.staticExports)
    for (const entry of entries)
      if (entry.moduleRequest !== null)
        arrows.push({
          specifier: entry.moduleRequest.value,
          values: exportedValues(entry),
          line: lineAt(start),
        })

  const use = (name: string, start: number): void => {
    uses.push({ name, line: lineAt(start) })
  }
  new Visitor({
    ImportExpression({ source: from, start }) {
      arrows.push({ specifier: literal(from), values: ['*'], line: lineAt(start) })
    },
    TSImportType({ source: from, start }) {
      arrows.push({ specifier: literal(from), values: [], line: lineAt(start) })
    },
    MemberExpression({ object, property, start }) {
      if (object.type !== 'Identifier' || !WATCHED.includes(object.name)) return
      const member = property.type === 'Identifier' ? property.name : literal(property)
      use(`${object.name}.${member ?? '[computed]'}`, start)
    },
    CallExpression({ callee, start }) {
      if (callee.type === 'Identifier') use(callee.name, start)
    },
    NewExpression({ callee, arguments: args, start }) {
      if (callee.type === 'Identifier' && callee.name === 'Date' && args.length === 0) use('new Date', start)
    },
    VariableDeclarator({ init }) {
      if (init?.type === 'Identifier' && WATCHED.includes(init.name)) use(init.name, init.start)
    },
  }).visit(program)

  const statements = program.body.filter(({ type }) => type !== 'ImportDeclaration')
  return {
    path,
    arrows,
    uses,
    barrel:
      statements.length > 0 &&
      statements.every(
        (node) =>
          node.type === 'ExportAllDeclaration' ||
          (node.type === 'ExportNamedDeclaration' && node.source !== null),
      ),
  }
}

function importedValues(entries: readonly StaticImportEntry[]): readonly string[] {
  if (entries.length === 0) return ['*']
  return entries.filter(({ isType }) => !isType).map(({ importName }) => nameOf(importName))
}

function exportedValues({ isType, importName }: StaticExportEntry): readonly string[] {
  return isType ? [] : [nameOf(importName)]
}

function nameOf({ kind, name }: { readonly kind: string; readonly name: string | null }): string {
  return kind === 'Default' ? 'default' : (name ?? '*')
}

function literal(node: Expression | { readonly type: string }): string | undefined {
  return 'value' in node && typeof node.value === 'string' ? node.value : undefined
}
