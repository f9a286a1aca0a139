const SOURCES = '/src/'

/**
 * Where a thread finds a module's JavaScript. Beside the asking module when that is JavaScript already; for one that
 * runs from the sources, which plain Node does not read, at the same place in dist/, which is laid out as they are.
 * `name` has no ending.
 */
export function threadFile(name: string, asking: string): URL {
  const beside = new URL(`./${name}.js`, asking)
  if (!asking.endsWith('.ts')) return beside
  const at = beside.pathname.lastIndexOf(SOURCES)
  beside.pathname = `${beside.pathname.slice(0, at)}/dist${beside.pathname.slice(at)}`
  return beside
}
