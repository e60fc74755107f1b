// What hangs on messages: pins, saved ones, versions, threads, polls, who has seen them.
import type { MessageId } from '@hearth/protocol/ids.ts'
import { sql } from 'kysely'
import { describe, expect, it } from 'vitest'
import * as members from './members.ts'
import * as messages from './messages.ts'
import { repliesOfBefore } from './migrations/0018-asides.ts'
import type { Store, Tx } from './open.ts'
import * as own from './own.ts'
import * as pins from './pins.ts'
import * as polls from './polls.ts'
import * as rooms from './rooms.ts'
import { sift, withNumber } from './search.sieve.ts'
import * as seen from './seen.ts'
import * as stars from './stars.ts'
import { ada, bo, cy, lobby, say, workshop } from './testing/cast.ts'
import { eachFilled } from './testing/each.ts'
import { engines } from './testing/engines.ts'
import * as threads from './threads.ts'
import * as versions from './versions.ts'
import * as whole from './whole.ts'

describe.each(engines)('$name', ({ open }) => {
  let store: Store
  eachFilled(open, (filled) => void (store = filled))
  const inWrite = <T>(job: (tx: Tx) => Promise<T>) => store.write(job)
  const terms = { question: 'Tea?', options: ['Yes', 'No'] }

  it('[STORE-8] pins, saved messages and versions come back as they were put in, in their order', async () => {
    await inWrite(async (tx) => {
      const [one, two] = [await say(tx, ada, 'one'), await say(tx, bo, 'two')]
      const pin = (id: MessageId, seq: number) => ({ id, seq, by: bo, at: 5 })
      await pins.add(tx, workshop, pin(one.id, 7))
      await pins.add(tx, workshop, pin(two.id, 8))
      expect((await pins.ofRoom(tx, workshop)).map(({ seq }) => seq)).toEqual([8, 7])
      expect(await pins.between(tx, workshop, 8, 9)).toEqual([pin(two.id, 8)])
      expect([...(await pins.among(tx, [two.id]))]).toEqual([two.id])
      expect([await pins.remove(tx, one.id), await pins.remove(tx, one.id)]).toEqual([true, false])

      const star = (message: MessageId, at: number) => ({ owner: cy, room: workshop, message, at })
      expect([await stars.add(tx, star(one.id, 3)), await stars.add(tx, star(one.id, 4))]).toEqual([true, false])
      await stars.add(tx, star(two.id, 3))
      const page = await stars.page(tx, cy, { limit: 1 })
      const rest = await stars.page(tx, cy, { limit: 5, ...(page[0] && { before: page[0] }) })
      expect([...page, ...rest].map(({ message }) => message).toSorted()).toEqual([one.id, two.id].toSorted())
      expect((await stars.ofEach(tx, [cy, ada])).get(cy)).toEqual(await stars.all(tx, cy))
      expect([await stars.count(tx, cy), await stars.get(tx, cy, two.id)]).toEqual([2, star(two.id, 3)])

      for (const [at, text] of ['a', 'b', 'c'].entries()) await versions.keep(tx, workshop, one.id, { text, at }, 2)
      expect((await versions.of(tx, [one.id])).get(one.id)).toEqual([
        { text: 'b', at: 1 },
        { text: 'c', at: 2 },
      ])
    })
  })

  it('[STORE-8] a thread knows its replies and the first who replied; a poll how it stands and who chose what', async () => {
    await inWrite(async (tx) => {
      const root = await say(tx, ada, 'Who brings the cake?')
      for (const author of [bo, cy, bo]) {
        const { seq, at } = await say(tx, author, 'I do', { extra: { thread: root.id } })
        await threads.add(tx, { room: workshop, root: root.id, seq, author, at, also: false })
      }
      expect((await threads.of(tx, [root.id])).get(root.id)).toEqual({ count: 3, lastSeq: root.seq + 3, lastAt: 2000, users: [bo, cy] })
      expect(await threads.page(tx, root.id, root.seq + 3, 5)).toEqual([root.seq + 1, root.seq + 2])
      expect((await messages.byIds(tx, workshop, [root.id])).map(({ id }) => id)).toEqual([root.id])

      const { id } = await say(tx, ada, 'Tea?', { extra: { poll: terms } })
      await polls.begin(tx, workshop, id, 2)
      const choose = (user: typeof bo, choices: number[], at: number) => polls.choose(tx, { room: workshop, id, user, choices, at })
      await choose(bo, [0, 1], 1)
      await choose(cy, [1], 2)
      expect(await choose(bo, [0], 3)).toEqual({ counts: [1, 1], voters: 2, closedAt: null })
      expect((await polls.ofVoter(tx, bo, [id])).get(id)).toEqual([0])
      expect((await polls.votes(tx, [id])).get(id)?.map(({ user }) => user)).toEqual([cy, bo])
      // However it was spoilt: the votes are there, and the next one heals it.
      for (const counts of ['{', 'null', '[]', '["a"]']) {
        await tx.updateTable('polls').set({ counts, voters: 7 }).where('message_id', '=', id).execute()
        expect((await polls.of(tx, [id])).get(id)).toEqual({ counts: [1, 1], voters: 2, closedAt: null })
      }
      expect(await polls.choose(tx, { room: workshop, id, user: cy, choices: [0], at: 2, options: 2 })).toMatchObject({
        counts: [2, 0],
        voters: 2,
      })
      expect((await polls.of(tx, [id])).get(id)).toEqual({ counts: [2, 0], voters: 2, closedAt: null })
      expect(await choose(cy, [1], 2)).toMatchObject({ counts: [1, 1] })
      await polls.close(tx, id, 9)
      await polls.close(tx, id, 10)
      expect((await polls.of(tx, [id])).get(id)?.closedAt).toBe(9)
    })
  })

  it('[STORE-8] who has seen it is who was there and read so far, but for its author and who hides it', async () => {
    await inWrite(async (tx) => {
      const { seq } = await say(tx, ada, 'Who reads this?')
      for (const user of [ada, bo, cy]) await tx.updateTable('members').set({ read_seq: seq }).where('user_id', '=', user).execute()
      expect(await seen.by(tx, workshop, seq, ada)).toEqual([bo, cy].toSorted())
      for (const shown of [false, false]) await seen.setShown(tx, bo, shown)
      expect([await seen.by(tx, workshop, seq, ada), await seen.hidden(tx), await seen.isShown(tx, bo)]).toEqual([[cy], [bo], false])
      await seen.setShown(tx, bo, true)
      expect(await seen.isShown(tx, bo)).toBe(true)
    })
  })

  it('[STORE-19] what is found is sifted by who said it, when, and what hangs on it', async () => {
    await inWrite(async (tx) => {
      const link = await say(tx, bo, 'see https://hearth.lan', { at: 10 })
      const poll = await say(tx, ada, 'Tea?', { at: 20, extra: { poll: terms } })
      await pins.add(tx, workshop, { id: poll.id, seq: 9, by: bo, at: 5 })
      const sifted = async (sieve: Parameters<typeof withNumber>[1]) =>
        (await sift(tx, await withNumber(tx, sieve), [link, poll])).map(({ id }) => id)
      expect(await sifted({ by: bo })).toEqual([link.id])
      expect(await sifted({ has: ['link'] })).toEqual([link.id])
      expect(await sifted({ has: ['poll', 'pin'] })).toEqual([poll.id])
      expect(await sifted({ after: 11 })).toEqual([poll.id])
      expect(await sifted({ before: 20 })).toEqual([link.id])
      expect(await sifted({ has: ['image'] })).toEqual([])
    })
  })

  it('[STORE-9] [STORE-12] what stands in a thread alone is not unread in the room, also where it was said before that was counted', async () => {
    const waits = async (tx: Tx) => {
      const seat = await members.seat(tx, workshop, cy)
      return [seat?.unread, seat?.mentions]
    }
    await inWrite(async (tx) => {
      const before = await waits(tx)
      expect(before).toEqual([0, 0])
      const root = await say(tx, ada, 'Who brings the cake?')
      for (const also of [false, true]) {
        const { seq, at } = await say(tx, bo, 'I do', { mentions: [cy], extra: { thread: root.id, ...(also ? { also } : {}) } })
        await threads.add(tx, { room: workshop, root: root.id, seq, author: bo, at, also })
      }
      expect(await waits(tx)).toEqual([2, 1])
      await tx.updateTable('replies').set({ author_id: null, aside: 0 }).execute()
      expect(await waits(tx)).toEqual([3, 2])
      for (const statement of repliesOfBefore) await sql.raw(statement).execute(tx)
      expect(await waits(tx)).toEqual([2, 1])
    })
  })

  it('[STORE-9] a mention by whom one has blocked does not count, and does again when one lets them speak', async () => {
    await inWrite(async (tx) => {
      await say(tx, bo, 'Cy?', { mentions: [cy] })
      await say(tx, ada, 'Cy!', { mentions: [cy] })
      const mentions = async () => (await members.seat(tx, workshop, cy))?.mentions
      await own.put(tx, { owner: cy, kind: 'mark', about: bo, body: { blocked: true }, at: 1 })
      await own.put(tx, { owner: bo, kind: 'mark', about: ada, body: { blocked: true }, at: 1 })
      expect(await mentions()).toBe(1)
      await own.put(tx, { owner: cy, kind: 'mark', about: bo, body: { nickname: 'Builder' }, at: 2 })
      expect(await mentions()).toBe(2)
    })
  })

  it('[STORE-10] all of it goes with its message, and with its room', async () => {
    const left = ['pins', 'stars', 'versions', 'polls', 'votes', 'threads', 'replies'] as const
    const hang = async (tx: Tx) => {
      const row = await say(tx, ada, 'Tea?', { extra: { poll: terms } })
      await pins.add(tx, workshop, { id: row.id, seq: 90 + row.seq, by: bo, at: 5 })
      await stars.add(tx, { owner: bo, room: workshop, message: row.id, at: 1 })
      await versions.keep(tx, workshop, row.id, { text: 'Coffee?', at: 1 }, 5)
      await messages.edit(tx, workshop, row.id, { text: 'Tea?', mentions: [], editedAt: 2 })
      await polls.begin(tx, workshop, row.id, 2)
      await polls.choose(tx, { room: workshop, id: row.id, user: bo, choices: [1], at: 2 })
      const reply = await say(tx, bo, 'Yes', { extra: { thread: row.id } })
      await threads.add(tx, { room: workshop, root: row.id, seq: reply.seq, author: bo, at: 3, also: false })
      return row
    }
    const rowsIn = async (tx: Tx) => {
      const many: number[] = []
      for (const table of left) many.push((await tx.selectFrom(table).select('room_id').execute()).length)
      return many
    }
    await inWrite(async (tx) => {
      const { id } = await hang(tx)
      await messages.erase(tx, workshop, id, 9)
      // A thread outlives its first message.
      expect(await rowsIn(tx)).toEqual([0, 0, 0, 0, 0, 1, 1])
      expect(await messages.byId(tx, workshop, id)).not.toHaveProperty('extra')
      await hang(tx)
      const [kept] = (await whole.lines(tx, workshop, 0, 100, 100)).flatMap((line) => ('said' in line && line.said.poll ? [line.said] : []))
      expect(kept).toMatchObject({ versions: [{ text: 'Coffee?' }], poll: { counts: [0, 1], votes: [{ user: bo, choice: 1 }] } })
      await rooms.remove(tx, workshop, 10)
      expect(await rowsIn(tx)).toEqual([0, 0, 0, 0, 0, 0, 0])
      expect(await rooms.byId(tx, lobby)).toBeDefined()
    })
  })
})
