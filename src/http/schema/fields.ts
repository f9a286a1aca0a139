import Type, { type Static, type TSchema } from 'typebox'
import type { Address } from '../../core/address.ts'

/** An object has the fields that it names and no other. */
export const closed = { additionalProperties: false } as const

/** The schema's values, or null. */
export const maybe = <const Schema extends TSchema>(schema: Schema) => Type.Union([schema, Type.Null()])

export const text = (description: string) => Type.String({ description })

export const whole = (description: string) => Type.Integer({ minimum: 0, description })

export const bps = (description: string) =>
  Type.Integer({ minimum: 0, description: `${description} In basis points.` })

/** Money: all 8 decimals, with a point. */
export const usd = (description: string) =>
  Type.String({ pattern: '^-?\\d+\\.\\d{8}$', description: `${description} In US dollars, 8 decimals.` })

/** A ratio, a health factor: all 18 decimals, with a point. */
export const wad = (description: string) =>
  Type.String({ pattern: '^-?\\d+\\.\\d{18}$', description: `${description} 18 decimals.` })

/** An amount of a token in its smallest unit. */
export const raw = (description: string) =>
  Type.String({ pattern: '^-?\\d+$', description: `${description} In the token's smallest unit.` })

export const time = (description: string) =>
  Type.String({ format: 'date-time', description: `${description} ISO 8601, UTC.` })

export const address = (description: string) =>
  Type.Unsafe<Address>(Type.String({ pattern: '^0x[0-9a-fA-F]{40}$', description }))

export const hash = (description: string) => Type.String({ pattern: '^0x[0-9a-f]{64}$', description })

export const choice = <const Choices extends readonly string[]>(choices: Choices, description: string) =>
  Type.Unsafe<Choices[number]>(Type.Enum([...choices], { description }))

/** A schema that stands once in the document, among its components, and is referred to by its name there. */
export const shared = <const Schema extends TSchema>(name: string, _: Schema) =>
  Type.Unsafe<Static<Schema>>({ $ref: `${name}#` })
