import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import * as contacts from './contacts.ts'
import * as entries from './entries.ts'
import * as members from './members.ts'
import * as messages from './messages.ts'
import type { Tx } from './open.ts'
import * as reactions from './reactions.ts'
import * as reading from './reading.ts'
import * as rooms from './rooms.ts'
import { ada, bo, cy, dee, fill, lobby, messageId, say, seat, workshop } from './testing/cast.ts'
import { engines, type Opened } from './testing/engines.ts'
import * as users from './users.ts'

const places: Opened[] = []
beforeAll(async () => {
  for (const { kind, open } of engines) if (kind !== 'file') places.push(await open())
})
afterAll(async () => {
  for (const place of places) await place.close()
})

type Step = (tx: Tx) => Promise<unknown>
const who = fc.constantFrom(ada, bo, cy, dee)
const where = fc.constantFrom(lobby, workshop)
const seq = fc.nat({ max: 12 })
const place = fc.tuple(where, fc.integer({ min: 1, max: 8 }))
const message = place.map(([room, n]) => messageId(room, n))
const words = fc.string({ unit: 'grapheme', maxLength: 12 }).map((text) => text.replaceAll('\0', '').toWellFormed())

const step: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(where, who, words, fc.subarray([ada, bo, cy])).map(
    ([room, author, text, mentions]): Step =>
      (tx) =>
        say(tx, author, text, { room, mentions }),
  ),
  fc.tuple(where, who).map(
    ([room, author]): Step =>
      async (tx) => {
        await say(tx, author, 'undone', { room })
        throw new Error('undone')
      },
  ),
  fc.tuple(place, words).map(
    ([[room, n], text]): Step =>
      (tx) =>
        messages.edit(tx, room, messageId(room, n), { text, mentions: [bo], editedAt: 5 }),
  ),
  place.map(
    ([room, n]): Step =>
      (tx) =>
        messages.erase(tx, room, messageId(room, n), 6),
  ),
  fc.tuple(message, who, fc.constantFrom('👍', '🎉', '❤️')).map(
    ([id, user, emoji]): Step =>
      (tx) =>
        reactions.add(tx, { message: id, user, emoji, at: 7 }),
  ),
  fc.tuple(message, who).map(
    ([id, user]): Step =>
      (tx) =>
        reactions.remove(tx, id, user, '👍'),
  ),
  fc.tuple(where, who, seq).map(
    ([room, user, read]): Step =>
      (tx) =>
        reading.setRead(tx, [{ room, user, seq: read }]),
  ),
  fc.tuple(where, who).map(
    ([room, user]): Step =>
      (tx) =>
        members.remove(tx, room, user),
  ),
  fc.tuple(where, who, seq).map(
    ([room, user, joinedAt]): Step =>
      (tx) =>
        seat(tx, room, user, { joinedAt, role: joinedAt % 3 === 0 ? 'admin' : 'member' }),
  ),
  fc.tuple(who, who).map(
    ([owner, user]): Step =>
      (tx) =>
        contacts.add(tx, owner, user, 1),
  ),
  fc.tuple(where, message).map(
    ([room, id]): Step =>
      async (tx) =>
        entries.add(tx, { room, seq: await rooms.nextSeq(tx, room), event: 'x', actor: ada, at: 1, message: id, body: { n: 1 } }),
  ),
  fc.tuple(who, words).map(
    ([id, displayName]): Step =>
      (tx) =>
        users.change(tx, id, { displayName }),
  ),
  fc.tuple(where, seq, fc.constantFrom('before', 'after', 'around')).map(
    ([room, at, side]): Step =>
      (tx) =>
        messages.page(tx, room, { [side]: at, limit: 3 }),
  ),
  words.map(
    (text): Step =>
      (tx) =>
        users.search(tx, text.slice(0, 2), 10),
  ),
  where.map(
    (room): Step =>
      (tx) =>
        members.heir(tx, room, ada),
  ),
  where.map(
    (room): Step =>
      (tx) =>
        members.page(tx, room, { limit: 3 }),
  ),
  who.map(
    (user): Step =>
      (tx) =>
        members.roomsOf(tx, user),
  ),
  where.map(
    (room): Step =>
      (tx) =>
        entries.since(tx, [{ room, after: 1 }]),
  ),
)

const everything: Step = async (tx) => [
  await users.all(tx),
  await Promise.all([ada, bo, cy, dee].map((user) => members.roomsOf(tx, user))),
  await Promise.all([lobby, workshop].map((room) => messages.page(tx, room, { limit: 50 }))),
  await entries.since(
    tx,
    [lobby, workshop].map((room) => ({ room, after: 0 })),
  ),
  await contacts.of(tx, ada),
]

/** What each step gave, or that it failed; and what is there at the end. */
async function play(place: Opened, steps: readonly Step[]): Promise<unknown> {
  await place.wipe()
  await using store = await place.store()
  await fill(store)
  const given = await Promise.allSettled(steps.map((job) => store.write(job)))
  return [given.map((result) => (result.status === 'fulfilled' ? (result.value ?? null) : 'failed')), await store.read(everything)]
}

it('[STORE-8] any sequence of writes and reads gives the same on every engine', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (steps) => {
      const [first, ...others] = places
      const expected = first && (await play(first, steps))
      for (const place of others) expect(await play(place, steps)).toEqual(expected)
    }),
    { numRuns: 25 },
  )
})
