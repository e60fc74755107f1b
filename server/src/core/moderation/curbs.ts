// What keeps somebody from speaking besides their role: a mute, a lock, slow mode, words that are not wanted.
//
// 1. Where nothing is set a seat has no curb, and whoever speaks there pays nothing for all this.
// 2. Mutes are held in memory and read again once a change of them is on disk; what is known of seats is forgotten then (standing.ts).
import { ChatError } from '@hearth/protocol/errors.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { MuteRow } from '#store/mutes.ts'
import type { KeptRules } from '#store/rooms.ts'
import type { Place } from '../seats.ts'
import { holdsWord } from './words.ts'

export type Curb = {
  /** Nothing is to be said before; 0: no mute. */
  readonly mutedUntil: number
  /** Of the room, for those it binds. */
  readonly rules: KeptRules | null
}

export type Curbs = {
  /** Reads the list again. */
  load(mutes: readonly MuteRow[]): void
  /** Until when somebody may say nothing in a room (null: everywhere); 0: not muted. */
  mutedUntil(room: RoomId | null, user: UserId): number
  /** Undefined where nothing is set. */
  of(place: Place): Curb | undefined
  /** Throws muted, room_locked, slow_down, words_refused. `text` undefined: nothing is said yet, only about to be. */
  check(curb: Curb, room: RoomId, user: UserId, text: string | undefined): void
  /** What is changed later must hold no such word either, and waits for nothing. Throws muted, room_locked, words_refused. */
  checkChange(curb: Curb, text: string): void
}

/** So many people's last words are remembered for slow mode; who is forgotten may speak a little sooner. */
const MOST = 50_000

export function createCurbs(mutes: readonly MuteRow[], now: () => number): Curbs {
  let muted = new Map<UserId, Map<RoomId | null, number>>()
  const lastSaid = new Map<string, number>()

  function load(rows: readonly MuteRow[]): void {
    muted = new Map()
    for (const { user, room, until } of rows) muted.set(user, (muted.get(user) ?? new Map<RoomId | null, number>()).set(room, until))
  }
  load(mutes)

  function mutedUntil(room: RoomId | null, user: UserId): number {
    const own = muted.get(user)
    return own === undefined ? 0 : Math.max(own.get(null) ?? 0, own.get(room) ?? 0)
  }

  function checkPace(slowSeconds: number, room: RoomId, user: UserId): void {
    const key = `${room} ${user}`
    const at = now()
    const last = lastSaid.get(key)
    // A clock that was set back must not lock anybody out.
    const wait = last === undefined || last > at ? 0 : last + slowSeconds * 1000 - at
    if (wait > 0) throw new ChatError('slow_down', { retryAfterMs: wait })
    if (lastSaid.size >= MOST) lastSaid.clear()
    lastSaid.set(key, at)
  }

  function checkStanding({ mutedUntil: until, rules }: Curb): void {
    const left = until - now()
    if (left > 0) throw new ChatError('muted', { retryAfterMs: left })
    if (rules?.locked) throw new ChatError('room_locked')
  }

  return {
    load,
    mutedUntil,
    of({ room, member }) {
      const until = muted.size === 0 ? 0 : mutedUntil(room.id, member.user)
      const rules = member.role === 'member' ? room.rules : null
      return until === 0 && rules === null ? undefined : { mutedUntil: until, rules }
    },
    check(curb, room, user, text) {
      checkStanding(curb)
      if (text === undefined || curb.rules === null) return
      const { words, slowSeconds } = curb.rules
      if (words !== undefined && holdsWord(text, words)) throw new ChatError('words_refused')
      if (slowSeconds !== undefined) checkPace(slowSeconds, room, user)
    },
    checkChange(curb, text) {
      checkStanding(curb)
      if (curb.rules?.words !== undefined && holdsWord(text, curb.rules.words)) throw new ChatError('words_refused')
    },
  }
}
