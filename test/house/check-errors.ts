import { type Expression, parseSync, Visitor } from 'oxc-parser'

const BARE = /^(?:Aggregate|Eval|Range|Reference|Syntax|Type|URI)?Error$/
const SUPPRESSION = /@ts-(?:ignore|expect-error|nocheck)|biome-ignore|(?:eslint|oxlint)-disable/
/** The one class that may extend the language's own. */
const BASE = 'core/errors.ts'

/**
 * Every place where an error has no code, where text goes to the console, or where a check is switched off; tests are
 * free to. Paths are relative to src/.
 */
export function errorFaults(files: ReadonlyMap<string, string>): readonly string[] {
  return [...files]
    .filter(([path]) => !/\.(?:test|bench)\.ts$/.test(path))
    .flatMap(([path, source]) => {
      const { program, comments } = parseSync(path, source)
      const faults: string[] = []
      const report = (start: number, fault: string): void => {
        faults.push(`src/${path}:${source.slice(0, start).split('\n').length} ${fault}`)
      }
      const bare = ({ callee, start }: { readonly callee: Expression; readonly start: number }): void => {
        if (callee.type === 'Identifier' && BARE.test(callee.name))
          report(start, `makes a bare ${callee.name}; extend RedlineError beside the code that throws it`)
      }
      const subclass = ({ superClass }: { readonly superClass: Expression | null }): void => {
        if (superClass?.type === 'Identifier' && BARE.test(superClass.name) && path !== BASE)
          report(superClass.start, `extends ${superClass.name}; extend RedlineError`)
      }
      new Visitor({
        NewExpression: bare,
        CallExpression: bare,
        ClassDeclaration: subclass,
        ClassExpression: subclass,
        ThrowStatement({ argument, start }) {
          if (
            argument.type === 'Literal' ||
            argument.type === 'TemplateLiteral' ||
            argument.type === 'ObjectExpression'
          )
            report(start, 'throws something that is not an error')
        },
        MemberExpression({ object, start, end }) {
          if (object.type === 'Identifier' && object.name === 'console')
            report(
              start,
              `uses ${source.slice(start, end)}; print through the command, log through telemetry`,
            )
        },
        TSAsExpression({ expression, start }) {
          if (expression.type === 'TSAsExpression' && expression.typeAnnotation.type === 'TSUnknownKeyword')
            report(start, 'casts through unknown; narrow the value instead')
        },
      }).visit(program)
      for (const { value, start } of comments)
        if (SUPPRESSION.test(value)) report(start, 'suppresses a check')
      return faults
    })
}
