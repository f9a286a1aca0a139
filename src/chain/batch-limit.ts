/** How many questions a node takes in one message, as far as it has shown. */
export type BatchLimit = ReturnType<typeof createBatchLimit>

/** Counted as one request by those who count, and short enough for most nodes. */
const MOST = 100

/**
 * Begins at 100 and halves with each refusal, down to single questions. A node can have refused for a passing reason,
 * so the limit grows again, but each refusal doubles the messages that must be taken before it does.
 */
export function createBatchLimit() {
  let most = MOST
  let patience = 8
  let taken = 0
  return {
    most: (): number => most,
    /** The node answered a message of so many questions. */
    took: (questions: number): void => {
      if (questions < most || most === MOST) return
      taken += 1
      if (taken < patience) return
      most = Math.min(most * 2, MOST)
      taken = 0
    },
    /** The node refused so many questions, at least 2, because they were several. */
    refused: (questions: number): void => {
      most = Math.min(most, questions >> 1)
      patience = Math.min(patience * 2, 1_024)
      taken = 0
    },
  }
}
