import Type from 'typebox'
import { limit } from './numbers.ts'
import { optional } from './parameter.ts'

const cursor = optional(
  Type.String({
    description: 'Of the last page, with otherwise the same query; it pins the blocks for 15 minutes.',
  }),
  (text) => text,
)

/** How a list is turned over. */
export const paging = { limit, cursor }
