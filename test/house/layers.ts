/**
 * The shape of src/ as data (docs/architecture.md, "Layers and folders"). A module belongs to the first folder of
 * its path, or to its own name at the top. Imports point down the list; modules of one line are siblings and do not
 * import each other.
 */
export const LAYERS: readonly (readonly string[])[] = [
  ['core'],
  ['protocols'],
  ['chain', 'store', 'queue', 'telemetry', 'threads'],
  ['pipeline', 'alert'],
  ['http', 'cli', 'devnet', 'dashboard'],
  ['compose'],
  ['main'],
]

/** Modules with a rule of their own. `config` is outside the ladder; the dashboard talks only to the public API. */
export const SPECIAL: Readonly<
  Record<string, { imports: readonly string[]; importedBy: readonly string[] }>
> = {
  config: { imports: ['core'], importedBy: ['compose', 'main'] },
  dashboard: { imports: ['core'], importedBy: ['compose', 'main'] },
}

/** Folders beside src/ that the build takes in, by path relative to src/. They hold data and no logic. */
export const OUTSIDE: readonly { folder: string; importedBy: readonly string[] }[] = [
  { folder: '../abis/', importedBy: ['protocols', 'chain', 'devnet'] },
]

/** The order inside core: a part may import the parts of its own line and of the lines above it here. */
export const CORE_ORDER: readonly (readonly string[])[] = [
  ['units', 'errors', 'address', 'block', 'segment', 'decimal', 'redact-url'],
  ['math'],
  ['fact', 'fact-record', 'fact-value', 'happening'],
  ['book'],
  ['scenario'],
  ['risk'],
  ['threshold'],
  ['cascade'],
]

/** Modules without I/O, clock, randomness, environment or logger. */
export const PURE: readonly string[] = ['core', 'protocols']

/** Packages of which pure modules may take everything: functions of their arguments and nothing else. */
export const PURE_PACKAGES = /^@noble\/hashes\//

/** What pure modules may take from viem besides types: functions of their arguments alone, and constants. */
export const PURE_VIEM: readonly string[] = [
  'bytesToHex',
  'concat',
  'decodeAbiParameters',
  'decodeEventLog',
  'decodeFunctionData',
  'decodeFunctionResult',
  'encodeAbiParameters',
  'encodeEventTopics',
  'encodeFunctionData',
  'encodeFunctionResult',
  'encodePacked',
  'erc20Abi',
  'getAbiItem',
  'getAddress',
  'hexToBigInt',
  'hexToBytes',
  'hexToNumber',
  'hexToString',
  'isAddress',
  'isAddressEqual',
  'isHex',
  'keccak256',
  'maxUint256',
  'multicall3Abi',
  'numberToHex',
  'pad',
  'parseAbi',
  'parseAbiItem',
  'parseAbiParameters',
  'parseEventLogs',
  'size',
  'slice',
  'stringToHex',
  'toBytes',
  'toEventHash',
  'toEventSelector',
  'toEventSignature',
  'toFunctionSelector',
  'toFunctionSignature',
  'toHex',
  'trim',
  'zeroAddress',
  'zeroHash',
]

/** What pure modules may not use: the clock, chance, and the world outside. `new Date` is the one without arguments. */
export const IMPURE_USES: readonly RegExp[] = [
  /^(?:Date\.now|new Date|Date|Math\.random)$/,
  /^(?:performance|crypto|process|globalThis|console)\b/,
  /^(?:fetch|setTimeout|setInterval|setImmediate)$/,
]

/** Things with exactly one place. */
export const USES_WITH_A_HOME: readonly { use: RegExp; homes: readonly string[] }[] = [
  { use: /^process\.env$/, homes: ['config/env.ts'] },
  { use: /^process\.(?:exit|exitCode|abort|reallyExit)$/, homes: ['main.ts'] },
  { use: /^(?:globalThis|process)$/, homes: [] },
]

/** Packages that may be imported in one place only, types included; a home is a file or a folder below src/. */
export const PACKAGES_WITH_A_HOME: readonly { packages: RegExp; homes: readonly string[] }[] = [
  {
    packages: /^(?:ethers|@ethersproject\/.*|@aave\/contract-helpers|bignumber\.js|reflect-metadata|tslib)$/,
    homes: ['chain/aave-ui-pool.ts'],
  },
  // An oracle of tests and an opponent of benchmarks: its compounding is not the pool's.
  { packages: /^@aave\/math-utils$/, homes: [] },
  { packages: /^commander$/, homes: ['cli/', 'main.ts'] },
  { packages: /^cli-progress$/, homes: ['cli/'] },
  { packages: /^(?:pino|prom-client)$/, homes: ['telemetry/'] },
  { packages: /^(?:bullmq|ioredis)$/, homes: ['queue/'] },
  { packages: /^(?:kysely|pg|@electric-sql\/.*)$/, homes: ['store/', 'queue/'] },
  { packages: /^@?fastify(?:\/.*)?$/, homes: ['http/'] },
  { packages: /^standardwebhooks$/, homes: ['alert/'] },
  { packages: /^solc$/, homes: ['devnet/'] },
]

/** Where an `index.ts` may stand: at the boundary of a layer, and one for each protocol adapter. */
export const BARREL = /^(?:[^/]+|protocols\/[^/]+)\/index\.ts$/
