import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as archive from './archive.ts'
import { moveRun, ripe } from './archiving.ts'
import * as entries from './entries.ts'
import * as messages from './messages.ts'
import type { Store, Tx } from './open.ts'
import * as reactions from './reactions.ts'
import * as reading from './reading.ts'
import * as rooms from './rooms.ts'
import { archiveRooms, everything, indexRooms, searchAll, small } from './testing/archived.ts'
import { ada, bo, cy, dee, fill, lobby, messageId, say, workshop } from './testing/cast.ts'
import { engines, type Opened } from './testing/engines.ts'

const both = [lobby, workshop] as const

type Step = (store: Store) => Promise<unknown>
const who = fc.constantFrom(ada, bo, cy, dee)
const where = fc.constantFrom(...both)
const seq = fc.integer({ min: 0, max: 220 })
const place = fc.tuple(where, seq)
const words = fc.subarray(['hearth', 'kettle', 'tin', 'Morgen', '火', '😀', 'a'], { minLength: 1 }).map((some) => some.join(' '))
const inWrite =
  (job: (tx: Tx) => Promise<unknown>): Step =>
  (store) =>
    store.write(job)

const talk = fc.tuple(where, fc.array(fc.tuple(who, words, fc.subarray([ada, bo])), { minLength: 30, maxLength: 90 })).map(([room, said]) =>
  inWrite(async (tx) => {
    for (const [author, text, mentions] of said) await say(tx, author, text, { room, mentions, ...(text === 'a' ? { files: 2 } : {}) })
  }),
)
/** Two runs of the workshop's messages, and some that stay. */
const enough = inWrite(async (tx) => {
  for (let at = 0; at < 45; at++) await say(tx, ada, `ett ${at}`)
})
/** Changes, and what is read. */
const deed: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(place, words).map(([[room, at], text]) =>
    inWrite(async (tx) => {
      const id = messageId(room, at)
      await messages.edit(tx, room, id, { text, mentions: [bo], editedAt: 5 })
      const entry = { room, seq: await rooms.nextSeq(tx, room), event: 'message.edited', actor: ada, at: 1, message: id, body: {} }
      await entries.add(tx, entry)
    }),
  ),
  place.map(([room, at]) => inWrite((tx) => messages.erase(tx, room, messageId(room, at), 6))),
  fc
    .tuple(place, who, fc.constantFrom('👍', '🎉'))
    .map(([[room, at], user, emoji]) => inWrite((tx) => reactions.add(tx, { message: messageId(room, at), user, emoji, at: 7 }))),
  fc.tuple(place, who).map(([[room, at], user]) => inWrite((tx) => reading.setRead(tx, [{ room, user, seq: at }]))),
  place.map(([room, at]) => inWrite((tx) => messages.byId(tx, room, messageId(room, at)))),
  fc.tuple(place, who).map(([[room, at], author]) => inWrite((tx) => messages.byClientId(tx, author, `${room}-${at}`))),
  // Whoever said it first, in the one way and in the other.
  fc.tuple(place, who).map(
    ([[room, at], author]): Step =>
      (store) =>
        sayAgain(store, room, author, `${room}-${at}`),
  ),
  fc
    .tuple(place, fc.constantFrom('before', 'after', 'around'), fc.integer({ min: 1, max: 30 }))
    .map(([[room, at], side, limit]) => inWrite((tx) => messages.page(tx, room, { [side]: at, limit }))),
  place.map(([room, after]) =>
    inWrite((tx) =>
      entries.since(tx, [
        { room, after },
        { room: lobby, after: 3 },
      ]),
    ),
  ),
  fc.tuple(who, words, fc.integer({ min: 1, max: 9 })).map(
    ([user, text, limit]): Step =>
      (store) =>
        searchAll(store, user, text, limit),
  ),
)

/** `room` and `seq` of what was said, then or now: ids of what is new hold chance. */
function sayAgain(store: Store, room: RoomId, author: UserId, clientId: string): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>()
  const what = { room, author, text: 'again', clientId, replyTo: null, mentions: [], at: 9000, chance: 'abcdefghj' }
  store.say({ quick: () => what, slow: async () => what, said: (_say, { fresh, ...said }) => resolve([fresh, said]), failed: reject })
  return promise
}

describe.each(engines.filter(({ kind }) => kind !== 'file'))('$name', ({ kind, open }) => {
  let plain: Opened
  let moved: Opened
  beforeAll(async () => {
    plain = await (engines[0] as (typeof engines)[number]).open()
    moved = await open()
  })
  afterAll(async () => {
    await plain.close()
    await moved.close()
  })

  async function play(place: Opened, steps: readonly Step[], between: (store: Store, step: number) => Promise<unknown>): Promise<unknown> {
    await place.wipe()
    await using store = await place.store()
    await fill(store)
    const given: unknown[] = []
    for (const [at, step] of steps.entries()) {
      given.push((await step(store)) ?? null)
      await indexRooms(store, both)
      await between(store, at)
    }
    return [given, await everything(store, both)]
  }

  it('[STORE-22] whatever is done, archived or not, everything reads the same', { timeout: 170_000 }, async () => {
    let runs = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(talk, { minLength: 2, maxLength: kind === 'memory' ? 3 : 2 }),
        // Each step costs a slow database seconds on a busy machine.
        fc.array(deed, { maxLength: kind === 'memory' ? 25 : 8 }),
        fc.infiniteStream(fc.integer({ min: kind === 'memory' ? 0 : 1, max: 4 })),
        async (talks, deeds, portions) => {
          // However little was drawn: there is something to be moved in every run.
          const steps = [enough, ...talks, ...deeds]
          const most = steps.map(() => portions.next().value ?? 0)
          const expected = await play(plain, steps, async () => {})
          const found = await play(moved, steps, async (store, at) => void (runs += await archiveRooms(store, both, most[at])))
          expect(found).toEqual(expected)
        },
      ),
      { numRuns: kind === 'memory' ? 10 : 3, endOnFailure: kind !== 'memory' },
    )
    expect(runs).toBeGreaterThan(0)
  })

  const filled = async () => {
    await moved.wipe()
    const store = await moved.store()
    await fill(store)
    await store.write(async (tx) => {
      for (let n = 1; n <= 130; n++) await say(tx, n % 2 === 0 ? bo : ada, `message ${n}`, { at: 2000 + n })
    })
    await indexRooms(store, both)
    return store
  }

  it('[STORE-23] a row that cannot be read stays where it is until it is mended, and everything before and after it too: nothing of it is lost', {
    timeout: 90_000,
  }, async () => {
    await moved.wipe()
    await using store = await moved.store()
    await fill(store)
    await store.write(async (tx) => {
      for (let n = 1; n <= 130; n++) {
        const hung = n === 11 ? { mentions: [bo], extra: { thread: messageId(workshop, 1) } } : {}
        await say(tx, ada, `message ${n}`, { at: 2000 + n, ...hung })
      }
    })
    await indexRooms(store, both)
    const before = await everything(store, both)
    const write = (mentions: string) =>
      store.write((tx) => tx.updateTable('messages').set({ mentions }).where('id', '=', messageId(workshop, 11)).execute())
    await write('{')
    const [spoilt] = await store.read((tx) => messages.at(tx, workshop, [11]))
    expect(spoilt).toMatchObject({ text: 'message 11', mentions: [], extra: { thread: messageId(workshop, 1) }, damaged: true })
    const told: number[] = []
    const move = () =>
      store.write(async (tx) => {
        const { number } = await tx.selectFrom('rooms').select('number').where('id', '=', workshop).executeTakeFirstOrThrow()
        return moveRun(tx, number, { now: 1e15, days: 1 }, small, ({ seq }) => void told.push(seq))
      })
    expect([await move(), await move(), await move()]).toEqual([true, false, false])
    expect(told).toEqual([11, 11])
    await write(JSON.stringify([bo]))
    expect(await move()).toBe(true)
    expect(await everything(store, both)).toEqual(before)
  })

  it('[STORE-22] a move that is undone has moved nothing, and one that stands has moved all: never both, never neither', {
    timeout: 90_000,
  }, async () => {
    await using store = await filled()
    const before = await everything(store, both)
    const where = (tx: Tx) =>
      Promise.all([tx.selectFrom('messages').select('seq').where('room', '!=', 0).execute(), archive.sizeOf(tx, workshop)])
    const spoiled = store.write(async (tx) => {
      await archiveRooms({ ...store, write: (job) => job(tx) }, [workshop])
      throw new Error('spoiled')
    })
    await expect(spoiled).rejects.toThrow('spoiled')
    expect(await store.read(where)).toMatchObject([{ length: 130 }, { messages: 0, bytes: 0 }])
    expect(await archiveRooms(store, [workshop])).toBe(15)
    expect(await store.read(where)).toMatchObject([{ length: 10 }, { messages: 120 }])
    expect(await everything(store, both)).toEqual(before)
  })

  it('[STORE-22] what is said after all that was said before has been moved comes after it', { timeout: 90_000 }, async () => {
    await using store = await filled()
    await archiveRooms(store, [workshop])
    await store.write((tx) => tx.deleteFrom('messages').where('room', '!=', 0).execute())
    await store.write((tx) => say(tx, ada, 'kettle'))
    const { n } = await store.read((tx) => tx.selectFrom('messages').select('n').where('text', '=', 'kettle').executeTakeFirstOrThrow())
    expect(n).toBeGreaterThan(120)
  })

  it('[STORE-10] deleted and changed words are in no segment any more, nor is a removed room', { timeout: 90_000 }, async () => {
    await using store = await filled()
    await archiveRooms(store, [workshop])
    await store.write((tx) => messages.erase(tx, workshop, messageId(workshop, 5), 9))
    await store.write((tx) => messages.edit(tx, workshop, messageId(workshop, 6), { text: 'other', mentions: [], editedAt: 9 }))
    const texts = await store.read((tx) => archive.newer(tx, workshop, 0, 500))
    expect(texts.slice(3, 7).map(({ text }) => text)).toEqual(['message 4', null, 'other', 'message 7'])
    await store.write((tx) => reactions.add(tx, { message: messageId(workshop, 9), user: bo, emoji: '👍', at: 1 }))
    await store.write((tx) => rooms.remove(tx, workshop, 9))
    for (const table of ['segments', 'said_before', 'reactions'] as const)
      expect(await store.read((tx) => tx.selectFrom(table).selectAll().execute())).toEqual([])
  })

  it('[STORE-22] rooms are ripe by their own age, or else by the given one; zero is never', { timeout: 90_000 }, async () => {
    await using store = await filled()
    const day = 86_400_000
    const found = async (now: number, days: number) => (await store.read((tx) => ripe(tx, 0, { now, days }, small))).found.length
    // Of a run of eight the last was said at 2008.
    expect([await found(day + 2008, 1), await found(day + 2009, 1), await found(day * 99, 0)]).toEqual([0, 1, 0])
    await store.write((tx) => rooms.change(tx, workshop, { archiveDays: 3 }))
    expect([await found(day + 2009, 1), await found(3 * day + 2009, 1), await found(3 * day + 2009, 0)]).toEqual([0, 1, 1])
    await archiveRooms(store, [workshop])
    expect(await found(day * 99, 1), 'what is left is no whole run').toBe(0)
    await store.write(async (tx) => {
      for (let n = 1; n <= 8; n++) await say(tx, ada, `more ${n}`, { at: 3000 })
    })
    expect(await found(day * 99, 1)).toBe(1)
    await store.write((tx) => rooms.change(tx, workshop, { archiveDays: 0 }))
    expect(await found(day * 99, 1)).toBe(0)
  })
})
