/** What checkpoints start with. */
export const MAGIC = 'RLBK'
/** Raised with every change of what the bytes mean. */
export const CHECKPOINT_VERSION = 1
/** Bytes of the SHA-256 over everything before it, at the end. */
export const CHECKSUM = 32
/** In the byte before a leg's collateral, beside the number of its bytes: whether it secures debt. */
export const ENABLED = 128
