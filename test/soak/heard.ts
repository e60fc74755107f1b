// What hundreds of people hear in an hour, kept small: of each stretch that is whole, and is what everybody else heard, only its two ends.
// The history checker gets those, and once all that anybody heard.
import type { Delivery, Reset } from '../harness/checker.ts'

export type Heard = {
  push(one: Delivery | Reset): void
  /** For the checker. */
  all(): (Delivery | Reset)[]
  readonly count: number
}

type Stretch = { readonly first: Delivery; last: Delivery }

export function createHeard(): Heard {
  /** Who heard an entry first, by room and seq. */
  const rooms = new Map<string, Map<number, Delivery>>()
  const open = new Map<string, Stretch>()
  const done: (Delivery | Reset)[] = []
  let count = 0

  /** The two ends, with a reset between: what lies there was compared when it came. */
  function end(key: string, { first, last }: Stretch): void {
    open.delete(key)
    done.push(first)
    if (last !== first) done.push({ client: first.client, room: first.room, reset: first.seq }, last)
  }
  function isAsOthers(one: Delivery): boolean {
    const room = rooms.get(one.room) ?? new Map<number, Delivery>()
    rooms.set(one.room, room)
    const known = room.get(one.seq)
    if (known === undefined) room.set(one.seq, one)
    return known === undefined || (known.event === one.event && known.about === one.about)
  }

  return {
    push(one) {
      const key = `${one.client} ${one.room}`
      const stretch = open.get(key)
      if ('reset' in one) {
        if (stretch) end(key, stretch)
        done.push(one)
        return
      }
      count++
      const isSame = isAsOthers(one)
      if (stretch && isSame && one.seq === stretch.last.seq + 1) stretch.last = one
      else {
        if (stretch) end(key, stretch)
        open.set(key, { first: one, last: one })
        // Two who heard different things of one place: the log tells which of them is wrong.
        if (!isSame) end(key, { first: one, last: one })
      }
    },
    all() {
      for (const [key, stretch] of open) end(key, stretch)
      return [...done, ...[...rooms.values()].flatMap(inOrder)]
    },
    get count() {
      return count
    },
  }
}

/** Everything of a room as one listener would have heard it; where nobody heard anything, it begins anew. */
function inOrder(room: ReadonlyMap<number, Delivery>): (Delivery | Reset)[] {
  const list = [...room.values()].toSorted((a, b) => a.seq - b.seq)
  return list.flatMap((one, at) => {
    const client = 'anybody'
    const follows = list[at - 1]?.seq === one.seq - 1
    return follows
      ? [{ ...one, client }]
      : [
          { client, room: one.room, reset: one.seq },
          { ...one, client },
        ]
  })
}
