// Rows of files, on every engine.
import type { FileId } from '@hearth/protocol/ids.ts'
import { makeId } from '@hearth/protocol/make-id.ts'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import * as files from './files.ts'
import * as messages from './messages.ts'
import type { Store, Tx } from './open.ts'
import * as rooms from './rooms.ts'
import { ada, bo, lobby, messageId, say, workshop } from './testing/cast.ts'
import { eachFilled } from './testing/each.ts'
import { engines } from './testing/engines.ts'

const idOf = (n: number): FileId => makeId<FileId>(n, new Uint8Array(16))
const row = (n: number, other: Partial<files.FileRow> = {}): files.FileRow => ({
  id: idOf(n),
  owner: ada,
  room: workshop,
  message: null,
  name: 'plan ü.png',
  size: 100,
  hash: null,
  kind: 'other',
  type: 'application/octet-stream',
  width: null,
  height: null,
  durationMs: null,
  picture: false,
  at: 1000 + n,
  gone: null,
  ...other,
})
const content = (hash: string, size = 100): files.Content => ({
  hash,
  size,
  kind: 'image',
  type: 'image/png',
  width: 4,
  height: 3,
  durationMs: null,
})

describe.each(engines)('$name', ({ open, kind }) => {
  let store: Store
  let queries: string[]
  const hooks = () => {
    queries = []
    return { onQuery: (text: string) => void queries.push(text) }
  }
  eachFilled(open, (filled) => void (store = filled), hooks)
  const inWrite = <T>(job: (tx: Tx) => Promise<T>) => store.write(job)
  const sent = async (tx: Tx, n: number, place: number, message = messageId(workshop, 1)) => {
    await files.add(tx, row(n, { kind: 'image' }))
    await files.complete(tx, idOf(n), content(`hash ${n}`), 2000 + n)
    await files.send(tx, idOf(n), { room: workshop, message, place, at: 3000 + n })
  }

  it('[STORE-8] a file comes back as it was put in, becomes whole, is sent, and expires to a card', async () => {
    await inWrite(async (tx) => {
      const whole = row(1, { durationMs: 1234, picture: true })
      await files.add(tx, whole)
      expect(await files.byId(tx, idOf(1))).toEqual(whole)
      expect(await files.byId(tx, idOf(9))).toBeUndefined()
      await sent(tx, 3, 1)
      await sent(tx, 2, 0)
      const of = await files.ofMessages(tx, [messageId(workshop, 1), messageId(workshop, 2)])
      expect([...of.values()].map((list) => list.map(({ id, hash, width, at }) => [id, hash, width, at]))).toEqual([
        [
          [idOf(2), 'hash 2', 4, 3002],
          [idOf(3), 'hash 3', 4, 3003],
        ],
      ])
      await files.expire(tx, [idOf(2)])
      expect(await files.byId(tx, idOf(2))).toMatchObject({ hash: null, gone: 'expired', name: 'plan ü.png', size: 100 })
    })
  })

  it('[STORE-8] contents are gone through in order, and found with whoever refers to them; of a room those of a kind are counted', async () => {
    await inWrite(async (tx) => {
      for (const n of [3, 1, 2]) await sent(tx, n, n)
      await files.add(tx, row(4, { hash: 'hash 2', owner: bo, room: lobby }))
      expect(await files.blobsAfter(tx, '', 2)).toEqual([
        { hash: 'hash 1', size: 100 },
        { hash: 'hash 2', size: 100 },
      ])
      expect((await files.blobsAfter(tx, 'hash 2', 9)).map(({ hash }) => hash)).toEqual(['hash 3'])
      expect((await files.ofHashes(tx, ['hash 2', 'hash 9'], 9)).map(({ id, owner }) => [id, owner])).toEqual([
        [idOf(4), bo],
        [idOf(2), ada],
      ])
      expect(await files.ofHashes(tx, [], 9)).toEqual([])
      expect([await files.countOfKind(tx, workshop, 'image'), await files.countOfKind(tx, workshop, 'video')]).toEqual([3, 0])
      await files.expire(tx, [idOf(1)])
      expect(await files.countOfKind(tx, workshop, 'image')).toBe(2)
    })
  })

  it('[STORE-8] a room has limits of its own for files, and is found by its picture without a look at the others', async () => {
    await inWrite(async (tx) => {
      await rooms.change(tx, workshop, { fileBytes: 5_000_000_000, fileCount: 7, picture: idOf(1) })
      expect(await rooms.byId(tx, workshop)).toMatchObject({ fileDays: null, fileBytes: 5_000_000_000, fileCount: 7 })
      expect((await rooms.byPicture(tx, idOf(1)))?.id).toBe(workshop)
      await rooms.change(tx, workshop, { fileBytes: null })
      expect(await rooms.byId(tx, workshop)).toMatchObject({ fileBytes: null, fileCount: 7 })
      if (kind !== 'memory' && kind !== 'file') return
      const { rows: plan } = await sql<{
        detail: string
      }>`explain query plan select * from rooms where picture = ${idOf(1)} and deleted_at is null`.execute(tx)
      expect(plan.map(({ detail }) => detail).join()).toContain('rooms_of_picture')
    })
  })

  it('[STORE-8] what belongs to somebody or a room is counted until it is gone, in one query', async () => {
    await inWrite(async (tx) => {
      await files.add(tx, row(1, { size: 5_000_000_000 }))
      await files.add(tx, row(2, { size: 20, room: null }))
      await files.add(tx, row(3, { size: 7, owner: bo }))
      await sent(tx, 4, 0)
      queries = []
      expect(await files.ofOwner(tx, ada)).toEqual({ bytes: 5_000_000_120, count: 3 })
      expect(queries).toHaveLength(1)
      expect(await files.ofRoom(tx, workshop)).toEqual({ bytes: 5_000_000_107, count: 3 })
      expect(await files.ofRoom(tx, lobby)).toEqual({ bytes: 0, count: 0 })
      expect(await files.countUnsent(tx, ada)).toBe(2)
      expect(await files.kindsOf(tx, { owner: ada })).toEqual([
        { kind: 'other', bytes: 5_000_000_020, count: 2 },
        { kind: 'image', bytes: 100, count: 1 },
      ])
      expect(await files.usage(tx, 1)).toMatchObject({
        stored: { bytes: 100, count: 1 },
        people: [{ user: ada }],
        rooms: [{ room: workshop }],
      })
      await files.expire(tx, [idOf(4)])
      expect(await files.ofOwner(tx, ada)).toEqual({ bytes: 5_000_000_020, count: 2 })
    })
  })

  it('[STORE-8] bytes are loose when their last file is gone, and come back with the next', async () => {
    await inWrite(async (tx) => {
      for (const n of [1, 2]) {
        await files.add(tx, row(n))
        await files.complete(tx, idOf(n), content('same'), 2000)
      }
      expect(await files.ofBlobs(tx)).toEqual({ bytes: 100, count: 1 })
      await files.remove(tx, [idOf(1)])
      expect(await files.loose(tx, 10)).toEqual(['same'])
      expect(await files.forgetBlob(tx, 'same')).toBeUndefined()
      expect(await files.loose(tx, 10)).toEqual([])
      await files.remove(tx, [idOf(2)])
      await files.add(tx, row(3))
      await files.complete(tx, idOf(3), content('same'), 2000)
      expect(await files.loose(tx, 10)).toEqual([])
      await files.remove(tx, [idOf(3)])
      expect(await files.forgetBlob(tx, 'same')).toBe(100)
      expect(await files.knownBlobs(tx, ['same', 'other'])).toEqual(new Set())
    })
  })

  it('[STORE-8] a message tells how many files it has; deleting it or its room loosens their bytes', async () => {
    await inWrite(async (tx) => {
      const one = await say(tx, ada, 'with files', { files: 1 })
      const two = await say(tx, ada, 'without')
      await sent(tx, 1, 0, one.id)
      expect((await messages.page(tx, workshop, { limit: 5 })).map(({ files: count }) => count)).toEqual([1, undefined])
      await messages.erase(tx, workshop, one.id, 9000)
      await files.removeOfMessage(tx, one.id)
      expect((await messages.byId(tx, workshop, one.id))?.files).toBeUndefined()
      expect(await files.loose(tx, 10)).toEqual(['hash 1'])
      await sent(tx, 2, 0, two.id)
      await files.add(tx, row(3, { picture: true, room: null }))
      await files.complete(tx, idOf(3), content('face'), 1)
      await rooms.change(tx, workshop, { picture: idOf(3), fileDays: 5 })
      expect(await rooms.byId(tx, workshop)).toMatchObject({ picture: idOf(3), fileDays: 5 })
      await rooms.remove(tx, workshop, 9000)
      expect((await files.loose(tx, 10)).toSorted()).toEqual(['face', 'hash 1', 'hash 2'])
      expect(await files.byId(tx, idOf(2))).toBeUndefined()
    })
  })

  it('[STORE-8] what is overdue is found by kind, by room, and where nobody sent it', async () => {
    await inWrite(async (tx) => {
      await sent(tx, 1, 0)
      await sent(tx, 2, 1)
      await files.add(tx, row(3))
      await files.add(tx, row(4, { picture: true }))
      expect((await files.sentBefore(tx, 'image', 3002, 5)).map(({ id }) => id)).toEqual([idOf(1)])
      expect(await files.sentBefore(tx, 'video', 9999, 5)).toEqual([])
      expect(await files.overdueInRooms(tx, 9_999_999_999, 5)).toEqual([])
      await rooms.change(tx, workshop, { fileDays: 1 })
      expect(await files.overdueInRooms(tx, 86_400_000 + 3002, 5)).toMatchObject([{ id: idOf(1) }])
      expect((await files.unsentBefore(tx, 5000, 5)).map(({ id }) => id)).toEqual([idOf(3)])
      expect(await files.onTheWay(tx, ['no id at all', idOf(3), idOf(1)])).toEqual(new Set([idOf(3)]))
    })
  })
})
