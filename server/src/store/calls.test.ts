import type { CallId } from '@hearth/protocol/ids.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as calls from './calls.ts'
import type { Store } from './open.ts'
import * as rooms from './rooms.ts'
import { ada, bo, cy, fill, room, roomId, workshop } from './testing/cast.ts'
import { engines, type Opened } from './testing/engines.ts'
import * as places from './thread-places.ts'
import * as threads from './threads.ts'

const row = (name: string, seq: number, more: Partial<calls.CallRow> = {}): calls.CallRow => ({
  ...{ id: name as CallId, room: workshop, seq, by: ada, at: 100 + seq, video: seq % 2 === 0, people: [], ended: null, ...more },
})

describe.each(engines)('$name', ({ open }) => {
  let place: Opened
  let store: Store
  beforeAll(async () => {
    place = await open()
    store = await place.store()
    await fill(store)
  })
  afterAll(async () => {
    await store.close()
    await place.close()
  })

  it('[STORE-8] what is said beside a call is counted for it, and is gone with its room; only its own room has it', async () => {
    await store.write(async (tx) => {
      for (const name of ['Cellar', 'Roof']) await rooms.add(tx, room(name))
      const [cellar, roof] = [roomId('Cellar'), roomId('Roof')]
      const id = 'cellar-call' as CallId
      const root = threadOfCall(id)
      await calls.add(tx, row(id, 3, { room: cellar, people: [ada, bo] }))
      for (const [author, seq] of [
        [bo, 4],
        [cy, 6],
      ] as const)
        await threads.add(tx, { room: cellar, root, seq, author, at: seq, also: false })
      expect((await threads.of(tx, [root])).get(root)).toEqual({ count: 2, lastSeq: 6, lastAt: 6, users: [bo, cy] })
      expect([await threads.page(tx, root, 9, 5), await threads.page(tx, root, 6, 5)]).toEqual([[4, 6], [4]])
      expect(await calls.ofThread(tx, cellar, root)).toMatchObject({ id, seq: 3 })
      expect(await calls.ofThread(tx, roof, root)).toBeUndefined()
      const place = { root, room: cellar, readSeq: 3, mine: true }
      await places.put(tx, { ...place, user: ada, readSeq: 6 })
      expect(await places.putMissing(tx, [ada, bo, cy], place)).toEqual([bo, cy])
      expect(await places.putMissing(tx, [ada, bo, cy], place)).toEqual([])
      expect([await places.get(tx, ada, root), await places.get(tx, cy, root)]).toMatchObject([{ readSeq: 6 }, { readSeq: 3, mine: true }])
      await rooms.remove(tx, cellar, 300)
      expect([await calls.ofThread(tx, cellar, root), await places.get(tx, cy, root), await threads.page(tx, root, 9, 5)]).toEqual([
        undefined,
        undefined,
        [],
      ])
    })
  })

  it('[STORE-8] a call goes on, gathers people, ends, and stands at its place; a room is a place to talk or none', async () => {
    await store.write(async (tx) => {
      await rooms.add(tx, room('Attic'))
      await calls.add(tx, row('one', 2))
      await calls.setPeople(tx, 'one' as CallId, [ada, bo])
      expect(await calls.goingOn(tx, workshop)).toEqual(row('one', 2, { people: [ada, bo] }))
      expect(await calls.goingOn(tx, roomId('Attic'))).toBeUndefined()
      expect(await calls.allGoingOn(tx)).toEqual([{ row: row('one', 2, { people: [ada, bo] }), kind: 'group' }])
      await calls.end(tx, 'one' as CallId, { at: 200, why: 'ended', by: bo })
      expect(await calls.goingOn(tx, workshop)).toBeUndefined()
      await calls.add(tx, row('two', 5, { by: cy }))
      await calls.add(tx, row('far', 1, { room: roomId('Attic') }))
      const ended = row('one', 2, { people: [ada, bo], ended: { at: 200, why: 'ended', by: bo } })
      expect(await calls.between(tx, workshop, 0, 9)).toEqual([ended, row('two', 5, { by: cy })])
      expect(await calls.between(tx, workshop, 3, 5)).toEqual([row('two', 5, { by: cy })])
      expect(await calls.between(tx, workshop, 6, 9)).toEqual([])
    })
    // One goes on in a room at most.
    await expect(store.write((tx) => calls.add(tx, row('three', 7)))).rejects.toThrow()
    await store.write(async (tx) => {
      await rooms.add(tx, room('Hall', { voice: true }))
      expect((await rooms.byId(tx, roomId('Hall')))?.voice).toBe(true)
      expect((await rooms.byId(tx, workshop))?.voice).toBe(false)
      await rooms.remove(tx, workshop, 300)
      expect(await calls.between(tx, workshop, 0, 9)).toEqual([])
    })
  })
})
