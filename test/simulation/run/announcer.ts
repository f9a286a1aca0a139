import type { Announcer } from '../../../src/chain/source/live.ts'
import type { Random } from '../../../src/devnet/random.ts'
import type { World } from '../tree/world.ts'
import type { Life } from './life.ts'

/**
 * A socket that tells of some heads: late, twice, of heads long gone or of blocks of another branch, and at times
 * of nothing at all.
 */
export function createAnnouncer(world: World, draws: Random, life: Life, heard: number): Announcer {
  return ({ onHint, signal }) => {
    const say = (hash?: string): void => {
      if (!signal.aborted && !life.isOver()) onHint(hash)
    }
    const sayLater = async (ms: number, hash?: string): Promise<void> => {
      await life.sleep(ms)
      say(hash)
    }
    const stop = world.onHead((head) => {
      if (signal.aborted || life.isOver()) {
        stop()
        return
      }
      if (!draws.chance(heard)) return
      const late = draws.chance(0.2) ? draws.integer(500, 8_000) : draws.integer(0, 200)
      void sayLater(late, head.hash)
      if (draws.chance(0.2)) void sayLater(late, head.hash)
      if (draws.chance(0.2)) void sayLater(0, head.parent?.hash)
      if (draws.chance(0.1)) void sayLater(0, `0x${'ee'.repeat(32)}`)
      // A log that was removed names no block.
      if (draws.chance(0.1)) void sayLater(0)
    })
  }
}
