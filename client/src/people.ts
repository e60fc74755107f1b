// People one meets in a text and does not know yet: asked for together, once.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import { withPeople } from './state.ts'
import type { Ask, Store, Wait } from './store.ts'

export type People = { person(id: UserId): User | undefined }

/** What a page asks for while it draws itself goes out together. */
const GATHER_MS = 20
const BATCH = 200

export function createPeople(store: Store, ask: Ask, wait: Wait): People {
  const asked = new Set<UserId>()
  const wanted = new Set<UserId>()
  let gathering = false

  function fetch(): void {
    gathering = false
    const batch = [...wanted].slice(0, BATCH)
    for (const id of batch) wanted.delete(id)
    ask('people.get', { users: batch }, ({ people }) => store.update((state) => withPeople(state, people))).catch(() => {
      for (const id of batch) asked.delete(id)
    })
    if (wanted.size > 0) gather()
  }

  function gather(): void {
    if (gathering) return
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
  }
}
