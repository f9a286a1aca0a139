/** A 20-byte account or contract, checksummed (EIP-55). Normalised once, where it enters. */
export type Address = `0x${string}`
/** Bytes in hexadecimal. */
export type Hex = `0x${string}`
