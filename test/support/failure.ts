/** The error that a reading ends with; a value in its place fails the test. */
export async function failureOf(read: () => Promise<unknown>): Promise<unknown> {
  const answer = await read().then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  )
  if ('value' in answer) throw new Error(`gave a value in spite of the fault: ${String(answer.value)}`)
  return answer.error
}

/** All text that an error carries, its causes' and their stacks' included. */
export function everythingIn(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error) ?? ''
  const own = Object.entries(error).map(([name, value]) =>
    name === 'cause' ? '' : `${name} ${String(value)}`,
  )
  const context = 'context' in error ? Object.values(error.context as object).map(String) : []
  return [error.message, error.stack, ...own, ...context, everythingIn(error.cause)].join('\n')
}
