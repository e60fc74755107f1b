// What happens often, and under attack without end, in the audit log: the first is a line at once, what follows within the hour is counted
// and becomes one more line. So a flood of wrong passwords costs some lines an hour, not the disk.
//
// 1. Two things are the same when the same person did the same deed from the same place; what a client calls itself makes no difference.
// 2. Each person has so many lines an hour, and so has each place where nobody is known: who floods fills their own, and nobody else's.
// 3. What has no line is counted: the log says how many were left out.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { AuditedDeed } from '@hearth/protocol/moderation-shapes.ts'
import type { Store, Tx } from '#store/open.ts'
import { networkOf } from '../bans.ts'
import { note } from './audit.ts'

const HOUR_MS = 60 * 60 * 1000
/** Lines that one person, or one place, has in an hour. */
const MOST_OF_ONE = 20
/** People, and places, that have lines of their own in an hour. */
const MOST_WHO = 500

/** `kind`: of that deed. `from`: the address it came from. */
export type Sight = {
  readonly deed: AuditedDeed
  readonly kind?: string | undefined
  readonly by: UserId | null
  readonly user?: UserId | undefined
  readonly from?: string | undefined
  readonly room?: RoomId | undefined
  readonly detail: string
}

export type Watch = {
  /** Written beside what goes on. On a full disk it is lost, and nothing else is. */
  saw(sight: Sight): void
  /** The same, in a write that is under way. */
  note(tx: Tx, sight: Sight): Promise<void>
  /** What was counted and whose hour is over becomes a line. `all`: now. */
  settle(all?: boolean): Promise<void>
}

type Counted = { readonly sight: Sight; readonly since: number; more: number }

export function createWatch(store: Store, now: () => number): Watch {
  /** By who it is, and what they did. People and places apart: strangers cannot use up what people have. */
  const people = new Map<string, Map<string, Counted>>()
  const places = new Map<string, Map<string, Counted>>()
  const write = (tx: Tx, { deed, by, user, room, detail }: Sight): Promise<void> =>
    note({ now }, tx, { deed, by, detail, ...(user === undefined ? {} : { user }), ...(room === undefined ? {} : { room }) })

  /** Is it to be written? */
  function isFirst(sight: Sight): boolean {
    const { by, from } = sight
    const all = by === null ? places : people
    const who = by ?? networkOf(from ?? '')
    const own = all.get(who) ?? (all.size < MOST_WHO ? fresh(all, who) : undefined)
    if (own === undefined) return count(all.get('') ?? fresh(all, ''), { ...sight, by: null })
    const known = own.get(keyOf(sight))
    if (known !== undefined) known.more++
    else if (own.size >= MOST_OF_ONE) return count(own, sight)
    else own.set(keyOf(sight), { sight, since: now(), more: 0 })
    return known === undefined
  }
  /** Without a line of its own. */
  function count(own: Map<string, Counted>, { deed, by }: Sight): false {
    const known = own.get(deed)
    if (known === undefined) own.set(deed, { sight: { deed, by, detail: 'left out here, there were too many' }, since: now(), more: 1 })
    else known.more++
    return false
  }
  function takeOver(all: Map<string, Map<string, Counted>>, isOver: (one: Counted) => boolean): Counted[] {
    const over: Counted[] = []
    for (const [who, own] of all) {
      for (const [key, one] of own) {
        if (!isOver(one)) continue
        own.delete(key)
        if (one.more > 0) over.push(one)
      }
      if (own.size === 0) all.delete(who)
    }
    return over
  }
  return {
    saw(sight) {
      if (isFirst(sight)) store.write((tx) => write(tx, sight)).catch(() => undefined)
    },
    async note(tx, sight) {
      if (isFirst(sight)) await write(tx, sight)
    },
    async settle(every = false) {
      const isOver = ({ since }: Counted): boolean => every || now() >= since + HOUR_MS
      const counted = [...takeOver(people, isOver), ...takeOver(places, isOver)]
      if (counted.length === 0) return
      await store.write(async (tx) => {
        for (const { sight, more } of counted) await write(tx, { ...sight, detail: `${more} more within the hour: ${sight.detail}` })
      })
    },
  }
}

function fresh(all: Map<string, Map<string, Counted>>, who: string): Map<string, Counted> {
  const own = new Map<string, Counted>()
  all.set(who, own)
  return own
}

const keyOf = ({ deed, kind = '', user, from = '' }: Sight): string => `${deed} ${kind} ${user ?? ''} ${networkOf(from)}`
