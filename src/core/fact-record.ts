/**
 * A fact as books and databases keep it: what it is about, and its value in canonical text. Two facts are the same
 * statement exactly when their records have the same text.
 */
export type FactRecord = {
  readonly market: string
  readonly kind: string
  /** The subject within market and kind: `ACCOUNT/ASSET` for a leg, `ASSET` for a price, empty for the market itself. */
  readonly key: string
  /** Canonical text; see `factValue`. */
  readonly value: string
}

/** A record that replaces another: what undoing it needs. `before` is absent where the subject was unknown. */
export type FactChange = FactRecord & { readonly before: string | undefined }
