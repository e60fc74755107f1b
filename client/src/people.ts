// People one meets in a text and does not know yet: asked for together, once. And, after an absence, those one knew.
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import { withPeople } from './state.ts'
import type { Ask, Store, Wait } from './store.ts'

export type People = {
  person(id: UserId): User | undefined
  /** These may have changed while nobody told us. */
  renew(ids: Iterable<UserId>): void
  /** Every event passes here too. */
  heard(event: ChatEvent): void
}

/** What a page asks for while it draws itself goes out together. */
const GATHER_MS = 20
const BATCH = 200

export function createPeople(store: Store, ask: Ask, wait: Wait): People {
  const asked = new Set<UserId>()
  const wanted = new Set<UserId>()
  /** Per request under way: who was told to have changed since. Their answer may be older than that. */
  const fresher = new Set<Set<UserId>>()
  let gathering = false

  function fetch(): void {
    gathering = false
    const batch = [...wanted].slice(0, BATCH)
    for (const id of batch) wanted.delete(id)
    const changed = new Set<UserId>()
    fresher.add(changed)
    const take = (people: readonly User[]) =>
      store.update((state) =>
        withPeople(
          state,
          people.filter((user) => !changed.has(user.id)),
        ),
      )
    ask('people.get', { users: batch }, ({ people }) => take(people))
      .catch(() => {
        for (const id of batch) asked.delete(id)
      })
      .finally(() => fresher.delete(changed))
    if (wanted.size > 0) gather()
  }

  function gather(): void {
    if (gathering || wanted.size === 0) return
    gathering = true
    wait(GATHER_MS, fetch)
  }

  return {
    person(id) {
      const known = store.get().people.get(id)
      if (known || asked.has(id) || !store.get().me || store.get().connection.is !== 'open') return known
      asked.add(id)
      wanted.add(id)
      gather()
      return undefined
    },
    renew(ids) {
      for (const id of ids) wanted.add(id)
      gather()
    },
    heard(event) {
      // Another connection, perhaps somebody else's: who was not known then may be now, and is known to nobody who came in anew.
      if (event.event === 'server.hello') asked.clear()
      if (event.event === 'account.changed') for (const changed of fresher) changed.add(event.with.user.id)
    },
  }
}
