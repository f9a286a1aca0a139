/** A bell that is not missed: a ring between two waits is heard by the next one. */
export type Wake = ReturnType<typeof createWake>

/** Makes one for a single listener. A ring may name the block that it is about. */
export function createWake() {
  let rung: { readonly hash: string | undefined } | undefined
  let answer: () => void = () => undefined
  return {
    ring: (hash?: string): void => {
      rung = { hash }
      answer()
    },
    /** Called before a look: what rang until now is answered by it. */
    reset: (): void => {
      rung = undefined
    },
    /** Resolves at a ring since the last reset that is not about this block, which is known already. */
    heard: (known: string): Promise<void> =>
      new Promise((resolve) => {
        answer = () => {
          if (rung !== undefined && rung.hash !== known) resolve()
        }
        answer()
      }),
  }
}
