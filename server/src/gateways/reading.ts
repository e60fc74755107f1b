// How far somebody has read, told to core now and then and not for every word.
import type { RoomId } from '@hearth/protocol/ids.ts'

export type Reading = {
  upTo(room: RoomId, seq: number): void
  /** Told now. */
  flush(): void
}

const GATHER_MS = 250

export function createReading(tell: (room: RoomId, seq: number) => void): Reading {
  const upTo = new Map<RoomId, number>()
  let timer: NodeJS.Timeout | undefined
  function flush(): void {
    clearTimeout(timer)
    timer = undefined
    for (const [room, seq] of upTo) tell(room, seq)
    upTo.clear()
  }
  return {
    upTo(room, seq) {
      upTo.set(room, Math.max(seq, upTo.get(room) ?? 0))
      timer ??= setTimeout(flush, GATHER_MS)
    },
    flush,
  }
}
