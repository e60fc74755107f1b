// Words and seals of older programs, on every engine.
import { describe, expect, it } from 'vitest'
import * as older from './older.ts'
import type { Store } from './open.ts'
import * as rooms from './rooms.ts'
import { archiveRooms, indexRooms } from './testing/archived.ts'
import { ada, bo, lobby, messageId, say, workshop } from './testing/cast.ts'
import { eachFilled } from './testing/each.ts'
import { engines } from './testing/engines.ts'
import * as users from './users.ts'

describe.each(engines)('$name', ({ open }) => {
  let store: Store
  eachFilled(open, (filled) => void (store = filled))

  it('[OLDER-7] words of people and rooms are kept, found by their keys, and go with their owners', async () => {
    await store.write(async (tx) => {
      const numbers = [await older.callPerson(tx, ada, 'Ada', 'ada'), await older.callPerson(tx, bo, 'Bo', 'bo')]
      expect(new Set(numbers).size).toBe(2)
      await older.callRoom(tx, workshop, 'Work', 'work', '00ff00')
      const number = await older.callRoom(tx, workshop, 'Shop', 'shop', 'ignored')
      expect([await older.personCalled(tx, 'ada'), await older.roomCalled(tx, 'work'), await older.roomCalled(tx, 'shop')]).toEqual([
        ada,
        undefined,
        workshop,
      ])
      expect([await older.hasCode(tx, '00ff00'), await older.hasCode(tx, 'ignored')]).toEqual([true, false])
      const known = (await older.rooms(tx)).find(({ row }) => row.id === workshop)
      expect([known?.word, known?.code, known?.number]).toEqual(['Shop', '00ff00', number])
      expect((await older.people(tx)).map(({ row, word }) => [row.id, word]).filter(([, word]) => word !== null)).toEqual([
        [ada, 'Ada'],
        [bo, 'Bo'],
      ])
    })
    await expect(store.write((tx) => older.callPerson(tx, ada, 'again', 'bo'))).rejects.toThrow()
    await store.write(async (tx) => {
      await rooms.remove(tx, workshop, 5)
      await users.change(tx, ada, { nameKey: null, deletedAt: 5 })
      await older.forgetGone(tx)
      expect([await older.roomCalled(tx, 'shop'), await older.personCalled(tx, 'ada'), await older.personCalled(tx, 'bo')]).toEqual([
        undefined,
        undefined,
        bo,
      ])
    })
  })

  it('[OLDER-7] seals are replaced, listed and removed; accounts without any are found', async () => {
    await store.write(async (tx) => {
      await users.change(tx, ada, { passwordHash: null })
      await older.setKey(tx, { user: ada, form: 'salted', salt: '12', sealed: null })
      expect(await older.blank(tx)).toEqual([ada])
      await older.setKey(tx, { user: ada, form: 'salted', salt: '12', sealed: 'seal' })
      await older.setKey(tx, { user: ada, form: 'hashed', salt: '', sealed: 'other' })
      expect(await older.blank(tx)).toEqual([])
      expect(await older.keysOf(tx, ada)).toEqual([
        { user: ada, form: 'hashed', salt: '', sealed: 'other' },
        { user: ada, form: 'salted', salt: '12', sealed: 'seal' },
      ])
      await older.removeKeys(tx, ada)
      expect(await older.keysOf(tx, ada)).toEqual([])
    })
  })

  it('[OLDER-7] messages go by numbers that find them again, and seats come in the order people came', async () => {
    await store.write(async (tx) => {
      await say(tx, ada, 'one', { room: lobby })
      await say(tx, bo, 'two', { room: lobby })
      const row = await rooms.byId(tx, lobby)
      const last = row?.seq ?? 0
      const numbers = await older.messageNumbers(tx, lobby, [last - 1, last, 999])
      expect([...numbers.keys()].toSorted((a, b) => a - b)).toEqual([last - 1, last])
      for (const number of numbers.values()) expect((await older.messageNumbered(tx, number))?.room).toBe(lobby)
      expect(await older.messageNumbered(tx, 999_999)).toBeUndefined()
      expect((await older.seats(tx)).some(({ room, user }) => room === lobby && user === ada)).toBe(true)
    })
  })

  it('[OLDER-7] old messages that lie compressed are found by their numbers, too', async () => {
    await store.write(async (tx) => {
      for (let n = 0; n < 300; n++) await say(tx, ada, `word ${n}`, { room: lobby })
    })
    const seqs = [1, 2, 150, 300]
    const before = await store.read((tx) => older.messageNumbers(tx, lobby, seqs))
    await indexRooms(store, [lobby])
    expect(await archiveRooms(store, [lobby])).toBeGreaterThan(5)
    expect(await store.read((tx) => older.messageNumbers(tx, lobby, seqs))).toEqual(before)
    for (const [seq, number] of before)
      expect(await store.read((tx) => older.messageNumbered(tx, number))).toEqual({ room: lobby, id: messageId(lobby, seq) })
  })
})
