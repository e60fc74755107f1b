import { emptyState, type State } from '@hearth/client/state.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Room, User } from '@hearth/protocol/shapes.ts'
import { expect, it, vi } from 'vitest'
import { isWhole, openFirstRoom, whole } from './first-picture.ts'
import type { Route } from './route.ts'

const id = '01hzzzzzzzzzzzzzzzzzzzzzzz' as RoomId
const room: Route = { at: 'room', room: id }
const connecting: State = { ...emptyState, connection: { is: 'connecting' } }
const open: State = { ...connecting, connection: { is: 'open' } }
const ada = { me: { id: 'ada' } as unknown as User, rooms: new Map([[id, { id } as Room]]) }
const words: State['timelines'] = new Map([[id, { messages: [], hasOlder: false, hasNewer: false, enteredAt: 0 }]])

/** A client whose state is set by hand, and a clock that is turned by hand. */
function standing(first: State) {
  const ears = new Set<() => void>()
  const due: (() => void)[] = []
  let state = first
  const client = {
    get state() {
      return state
    },
    subscribe(changed: () => void) {
      ears.add(changed)
      return () => void ears.delete(changed)
    },
  }
  const wait = (_ms: number, then: () => void): (() => void) => {
    due.push(then)
    return () => void due.splice(due.indexOf(then), 1)
  }
  const become = (to: State): void => {
    state = to
    for (const ear of [...ears]) ear()
  }
  return { client, wait, become, ears, due }
}

it('[WEB-45] a room is drawn first with its words, and not for a moment without them', () => {
  expect(isWhole(connecting, room)).toBe(false)
  expect(isWhole({ ...connecting, ...ada }, room)).toBe(false)
  expect(isWhole({ ...open, ...ada }, room)).toBe(false)
  expect(isWhole({ ...open, ...ada, timelines: words }, room)).toBe(true)
})

it('[WEB-45] what was kept is drawn without a server, and nothing is waited for that will not come', () => {
  expect(isWhole({ ...connecting, ...ada, timelines: words }, room)).toBe(true)
  expect(isWhole({ ...connecting, ...ada }, { at: 'home' })).toBe(true)
  expect(isWhole({ ...open, ...ada, rooms: new Map() }, room)).toBe(true)
  expect(isWhole(open, room)).toBe(true)
  expect(isWhole({ ...connecting, connection: { is: 'waiting', until: 0, why: 'closed' } }, room)).toBe(true)
})

it('[WEB-45] it is drawn when all is there, or after a moment with what there is, and only once', async () => {
  const [soon, late] = [standing(connecting), standing(connecting)]
  let drawn = 0
  const both = [soon, late].map(({ client, wait }) => whole(client, room, wait).then(() => drawn++))
  soon.become({ ...open, ...ada })
  await Promise.resolve()
  expect(drawn).toBe(0)
  soon.become({ ...open, ...ada, timelines: words })
  late.due[0]?.()
  await Promise.all(both)
  expect(drawn).toBe(2)
  for (const one of [soon, late]) expect([one.ears.size, one.due.length]).toEqual([0, 0])
})

it('[WEB-45] what is said in the room of the address is asked for as soon as the room is known', async () => {
  const { client, become, ears } = standing(connecting)
  const opened: RoomId[] = []
  openFirstRoom({ ...client, state: emptyState, open: async (one) => void opened.push(one) }, { at: 'home' })
  expect(ears.size).toBe(0)
  openFirstRoom(Object.assign(client, { open: async (one: RoomId) => void opened.push(one) }), room)
  become(open)
  expect(ears.size).toBe(1)
  become({ ...open, ...ada })
  await vi.waitFor(() => expect(opened).toEqual([id]))
  expect(ears.size).toBe(0)
})

it('[WEB-45] a room one is not in is not waited for as long as the page lives', () => {
  const { client, become, ears } = standing(connecting)
  openFirstRoom(Object.assign(client, { open: () => Promise.reject(new Error('not one of theirs')) }), room)
  become({ ...connecting, me: ada.me })
  expect(ears.size).toBe(1)
  become({ ...open, me: ada.me })
  expect(ears.size).toBe(0)
})
