import Type, { type Static, type TSchema } from 'typebox'
import Compile from 'typebox/compile'
import { type BookFileError, bookFileInvalid } from './book-file-error.ts'

/** What the first line calls the format; another number is another format. */
export const BOOK_FILE = 'redline-book/1'

const closed = { additionalProperties: false } as const
const digits = (description: string) => Type.String({ pattern: '^(?:0|[1-9][0-9]*)$', description })
const address = (description: string) => Type.String({ pattern: '^0x[0-9a-fA-F]{40}$', description })
const text = (description: string) => Type.String({ minLength: 1, description })

const record = <Kind extends TSchema>(kind: Kind, subject: string) =>
  Type.Object(
    {
      kind,
      subject: Type.String({ description: subject }),
      value: Type.Unknown({
        description: 'What is said of the subject; a number from the chain is {"#":"123"}, names are sorted.',
      }),
    },
    closed,
  )

const ControlTotal = Type.Object(
  {
    subject: address('The asset that the total is of.'),
    total: Type.Union([Type.Literal('debt'), Type.Literal('collateral')]),
    known: digits('What all positions that are known of the market sum to, as the protocol stores it.'),
    stated: digits('What the chain states of the whole.'),
  },
  closed,
)

const MarketView = Type.Object(
  {
    kind: text('The protocol whose contracts were asked.'),
    figures: Type.Array(
      Type.Object(
        {
          subject: address('The asset that the figure is of.'),
          figure: text('What the figure is called.'),
          value: digits('What the contract answers at the block.'),
        },
        closed,
      ),
    ),
  },
  closed,
)

const Market = Type.Object(
  {
    market: text('The id that the config of the writer gives the market.'),
    protocol: text('Which rules the market follows.'),
    accounts: digits('Accounts that the writer knew in the market.'),
    positions: digits('How many of them are in the file; fewer is a sample.'),
    coveredBorrowers: Type.Boolean({
      description: 'Whether every control total is known in full, so that no borrower is missing.',
    }),
    controlTotals: Type.Array(ControlTotal),
    view: Type.Optional(MarketView),
    records: Type.Array(record(text('What kind of fact.'), 'What the fact is about; empty: the market.'), {
      description: 'Parameters, prices, terms and status, sorted by kind and subject.',
    }),
  },
  closed,
)

/** The first line. */
export const BookHeader = Type.Object(
  {
    schema: Type.Literal(BOOK_FILE),
    writtenBy: text('Program and version.'),
    chainId: Type.String({ pattern: '^[1-9][0-9]*$' }),
    block: Type.Object(
      {
        number: digits('Height.'),
        hash: Type.String({ pattern: '^0x[0-9a-f]{64}$' }),
        timestamp: digits('Seconds since 1970.'),
      },
      { ...closed, description: 'The block that everything in the file is true at.' },
    ),
    positions: digits('Lines between the first and the last.'),
    unread: Type.Array(Type.String(), {
      description: 'Ids of markets that the writer was asked for and could not read.',
    }),
    markets: Type.Array(Market, { description: 'Sorted by id.' }),
  },
  { ...closed, title: 'the first line' },
)

const PositionView = Type.Object(
  {
    kind: text('The protocol whose contract was asked.'),
    figures: Type.Union([Type.Record(Type.String(), Type.String({ pattern: '^[0-9]+$' })), Type.Null()], {
      description: 'Answers by name; null where the contract refuses to answer, as without a price.',
    }),
  },
  closed,
)

/** Any line between the first and the last. */
export const BookPosition = Type.Object(
  {
    market: text('Id of a market of the first line.'),
    account: address('The account, checksummed.'),
    records: Type.Array(
      record(
        Type.Union([Type.Literal('account'), Type.Literal('leg')]),
        'The asset of a leg; empty for what the account has chosen as a whole.',
      ),
      { minItems: 1, description: 'What the account has chosen first, then its legs sorted by asset.' },
    ),
    view: Type.Optional(PositionView),
  },
  { ...closed, title: 'a position' },
)

/** The last line. */
export const BookTrailer = Type.Object(
  {
    positions: digits('Lines between the first and this one.'),
    sha256: Type.String({
      pattern: '^[0-9a-f]{64}$',
      description: 'Of all bytes before this line, the line feed before it included.',
    }),
  },
  { ...closed, title: 'the last line' },
)

/** A line of a book file. */
export const BookLine = Type.Union([BookHeader, BookPosition, BookTrailer], {
  title: 'A line of a Redline book file',
  description:
    'NDJSON: a first line about chain, block and markets, a position a line, a last line with count and hash. Integers are decimal strings.',
})

/** The first line as read. */
export type BookHeader = Static<typeof BookHeader>
/** A line about a position as read. */
export type BookPosition = Static<typeof BookPosition>
/** The last line as read. */
export type BookTrailer = Static<typeof BookTrailer>

const header = Compile(BookHeader)
const position = Compile(BookPosition)
const trailer = Compile(BookTrailer)

/** @throws BookFileError `book_file_invalid` naming the place. */
export const asHeader = (line: number, value: unknown): BookHeader => {
  if (header.Check(value)) return value
  throw misshapen(line, 'the first line of a book file', header.Errors(value))
}

/** @throws BookFileError `book_file_invalid` naming the place. */
export const asPosition = (line: number, value: unknown): BookPosition => {
  if (position.Check(value)) return value
  throw misshapen(line, 'a position', position.Errors(value))
}

/** @throws BookFileError `book_file_invalid` naming the place. */
export const asTrailer = (line: number, value: unknown): BookTrailer => {
  if (trailer.Check(value)) return value
  throw misshapen(line, 'the last line of a book file', trailer.Errors(value))
}

type SchemaFault = { readonly instancePath: string; readonly message: string }

function misshapen(line: number, what: string, [first]: readonly SchemaFault[]): BookFileError {
  const place = first === undefined || first.instancePath === '' ? 'it' : first.instancePath
  return bookFileInvalid(line, `it is not ${what}: ${place} ${first?.message ?? 'has the wrong form'}`)
}
