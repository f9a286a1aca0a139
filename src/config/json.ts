/** Where a text stops being JSON: line and column count from 1. */
export type JsonFault = { readonly line: number; readonly column: number }

/** Reads JSON, or says where it breaks. The engine's own messages often leave the place out. */
export function parseJson(text: string): { readonly value: unknown } | { readonly fault: JsonFault } {
  const json = text.replace(/^\uFEFF/, '')
  try {
    return { value: JSON.parse(json) }
  } catch {
    const before = json.slice(0, firstFault(json)).split('\n')
    return { fault: { line: before.length, column: (before.at(-1)?.length ?? 0) + 1 } }
  }
}

const SPACE = /[ \t\r\n]*/y
const SCALAR =
  /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/uy
const STRING = /"(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[\da-fA-F]{4}))*"/uy

/** Offset of the first character that no JSON text could have there; the length when the text merely ends early. */
function firstFault(text: string): number {
  let at = 0
  const accept = (pattern: RegExp): boolean => {
    pattern.lastIndex = at
    const found = pattern.test(text)
    if (found) at = pattern.lastIndex
    return found
  }
  const token = (char: string): boolean => {
    accept(SPACE)
    if (text[at] !== char) return false
    at += 1
    return true
  }
  const value = (): boolean => {
    if (token('{'))
      return token('}') || members(() => accept(SPACE) && accept(STRING) && token(':') && value(), '}')
    if (token('[')) return token(']') || members(value, ']')
    return accept(SPACE) && accept(SCALAR)
  }
  const members = (member: () => boolean, end: string): boolean => {
    do if (!member()) return false
    while (token(','))
    return token(end)
  }
  value()
  accept(SPACE)
  return at
}
