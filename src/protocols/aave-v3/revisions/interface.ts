/** What the contracts of a revision can be asked; what they do not have is not asked for. */
export type RevisionInterface = {
  /** Categories name their collaterals; before, each reserve named its one category. */
  readonly hasBitmaps: boolean
  readonly hasGracePeriods: boolean
  readonly hasDeficits: boolean
  /** Debts at a rate of their own may exist. */
  readonly hasStableDebt: boolean
  /** A debt token may grant discounts on interest, as GHO's did. */
  readonly mayDiscount: boolean
}

/** By the pool's revision: grace periods came with 3.1, bitmaps with 3.2, which ended stable debt, deficits with 3.3; 3.4 made GHO a reserve like any other. */
export const interfaceOf = (revision: number): RevisionInterface => ({
  hasBitmaps: revision >= 5,
  hasGracePeriods: revision >= 4,
  hasDeficits: revision >= 7,
  hasStableDebt: revision <= 4,
  mayDiscount: revision <= 7,
})
