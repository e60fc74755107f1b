// Which rooms fit what was typed.
import { calls, isNew, type Listed } from '../../room-groups.ts'

/** What waits first, then what fits best. */
export function rank(rooms: readonly Listed[], wanted: string): readonly Listed[] {
  const score = (room: Listed): number => matches(room.name, wanted) * 10 + (calls(room) > 0 ? 2 : isNew(room) ? 1 : 0)
  return rooms.filter((room) => matches(room.name, wanted) > 0).sort((a, b) => score(b) - score(a))
}

/** 3: begins so, 2: a word in it does, 1: its letters are there in this order, 0: no. */
export function matches(name: string, wanted: string): number {
  const text = name.toLowerCase()
  if (text.startsWith(wanted)) return 3
  if (text.split(/[\s._-]+/).some((word) => word.startsWith(wanted))) return 2
  let from = 0
  for (const letter of wanted) {
    from = text.indexOf(letter, from) + 1
    if (from === 0) return 0
  }
  return 1
}
