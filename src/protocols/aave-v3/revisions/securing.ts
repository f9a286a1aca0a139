import type { Bps } from '../../../core/units.ts'

/** Whether a reserve counts as collateral of those who enabled it, and can be seized from them. */
export type Securing = (reserve: { readonly liquidationThreshold: Bps }) => boolean

/** Since V3.6 every one does: its category may give it a threshold where the reserve itself has none. */
export const securesAlways: Securing = () => true

/** Up to V3.5 a reserve without a threshold of its own secures nothing, in no category either (GenericLogic, ValidationLogic). */
export const securesWithThreshold: Securing = ({ liquidationThreshold }) => liquidationThreshold !== 0n
