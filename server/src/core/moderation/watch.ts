// What happens often, and under attack without end, in the audit log: the first is a line at once, what follows within the hour is counted
// and becomes one more line. So a flood of wrong passwords costs some lines an hour, not the disk.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Store, Tx } from '#store/open.ts'
import { type AuditedDeed, note } from './audit.ts'

const HOUR_MS = 60 * 60 * 1000
/** Different things in an hour that have lines of their own; what is beyond is counted together. */
const MOST = 200

export type Sight = { readonly deed: AuditedDeed; readonly by: UserId | null; readonly user?: UserId | undefined; readonly detail: string }

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
  const seen = new Map<string, Counted>()
  const write = (tx: Tx, { deed, by, user, detail }: Sight): Promise<void> =>
    note({ now }, tx, { deed, by, detail, ...(user === undefined ? {} : { user }) })

  /** Is it to be written? */
  function isFirst(sight: Sight): boolean {
    const key = keyOf(sight)
    const known = seen.get(key)
    if (known !== undefined) known.more++
    else if (seen.size >= MOST) countWithOthers(sight)
    else seen.set(key, { sight, since: now(), more: 0 })
    return known === undefined && seen.has(key)
  }
  function countWithOthers({ deed }: Sight): void {
    const known = seen.get(deed)
    if (known === undefined) seen.set(deed, { sight: { deed, by: null, detail: 'many others' }, since: now(), more: 1 })
    else known.more++
  }
  return {
    saw(sight) {
      if (isFirst(sight)) store.write((tx) => write(tx, sight)).catch(() => undefined)
    },
    async note(tx, sight) {
      if (isFirst(sight)) await write(tx, sight)
    },
    async settle(all = false) {
      const over = [...seen].filter(([, { since }]) => all || now() >= since + HOUR_MS)
      for (const [key] of over) seen.delete(key)
      const counted = over.flatMap(([, one]) => (one.more > 0 ? [one] : []))
      if (counted.length === 0) return
      await store.write(async (tx) => {
        for (const { sight, more } of counted) await write(tx, { ...sight, detail: `${more} more within the hour: ${sight.detail}` })
      })
    },
  }
}

/** Whoever attacks chooses addresses and names, so that neither tells two things apart. */
const keyOf = ({ deed, by, user, detail }: Sight): string => `${deed} ${by ?? ''} ${user ?? ''} ${by === null ? '' : detail}`
