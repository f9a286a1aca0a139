/** A running service. */
export type Serving = {
  /** Where its HTTP side answers. */
  readonly url: string
  /** Finishes the segments under way, then closes everything in order. */
  readonly stop: () => Promise<void>
}
