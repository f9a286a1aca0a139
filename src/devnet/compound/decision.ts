import type { Address } from '../../core/address.ts'
import type { Intent } from '../market/action.ts'
import type { Choice, Random } from '../random.ts'
import type { CometAction } from './action.ts'
import { borrow, lend, reclaim, repay } from './actions/base.ts'
import { addCollateral, removeCollateral } from './actions/collateral.ts'
import { sendBase, sendCollateral } from './actions/send.ts'
import type { CometPerson } from './people.ts'
import type { CometScene } from './scene.ts'

export const COMET_ACTION_KINDS = [
  'lend',
  'repay',
  'reclaim',
  'borrow',
  'add-collateral',
  'remove-collateral',
  'send-base',
  'send-collateral',
] as const
export type CometActionKind = (typeof COMET_ACTION_KINDS)[number]

/** What somebody has decided to do. */
export type CometDecision = {
  readonly kind: CometActionKind
  readonly account: Address
  readonly intent: Intent
}

/** Tries a few kinds of action until one is possible. */
export function decide(rng: Random, scene: CometScene, person: CometPerson): CometDecision | undefined {
  for (let attempt = 0; attempt < 5; attempt++) {
    const kind = rng.weighted(CHOICES)
    const intent = ACTIONS[kind](rng, scene, person)
    if (intent !== undefined) return { kind, account: person.address, intent }
  }
  return undefined
}

const ACTIONS: Readonly<Record<CometActionKind, CometAction>> = {
  lend,
  repay,
  reclaim,
  borrow,
  'add-collateral': addCollateral,
  'remove-collateral': removeCollateral,
  'send-base': sendBase,
  'send-collateral': sendCollateral,
}

const CHOICES: readonly [Choice<CometActionKind>, ...Choice<CometActionKind>[]] = [
  [12, 'lend'],
  [12, 'repay'],
  [8, 'reclaim'],
  [24, 'borrow'],
  [16, 'add-collateral'],
  [8, 'remove-collateral'],
  [14, 'send-base'],
  [6, 'send-collateral'],
]
