import { beforeEach, describe, expect, it } from 'vitest'
import * as entries from './entries.ts'
import * as members from './members.ts'
import * as messages from './messages.ts'
import { StorageError, type Store, type Tx } from './open.ts'
import * as rooms from './rooms.ts'
import type { Said, Say } from './say.ts'
import { ada, bo, cy, lobby, roomId, workshop } from './testing/cast.ts'
import { eachFilled } from './testing/each.ts'
import { engines } from './testing/engines.ts'

const line = (text: string, other: Partial<Say> = {}): Say => ({
  room: workshop,
  author: ada,
  text,
  clientId: `c ${text}`,
  replyTo: null,
  at: 5000,
  mentions: [],
  chance: 'abcdefghj',
  ...other,
})

/** Says it as it stands; `how` may make it look something up first. */
const say = (store: Store, what: Say, how: { slow?: (tx: Tx) => Promise<Say>; onSaid?: (said: Said) => void } = {}) =>
  new Promise<Said>((resolve, reject) => {
    store.say({
      quick: () => (how.slow === undefined ? what : undefined),
      slow: async (tx) => (how.slow === undefined ? what : how.slow(tx)),
      said: (_say, said) => {
        how.onSaid?.(said)
        resolve(said)
      },
      failed: reject,
    })
  })

describe.each(engines)('$name', ({ kind, open }) => {
  let store: Store
  let queries: string[]
  const note = (text: string) => void queries.push(text)
  let onQuery = note
  const hooks = () => {
    queries = []
    return { onQuery: (text: string) => onQuery(text) }
  }
  eachFilled(open, (filled) => void (store = filled), hooks)

  /** Past the moment at which a file's writer has moved to its thread, where it does. */
  const warmUp = async () => {
    for (let i = 0; i < 30; i++) {
      await say(store, line(`warm ${i}`, { room: lobby }))
      await new Promise((go) => setImmediate(go))
    }
  }
  /** So many are said; once they are on their way to the disk, one more. */
  const inTwoBatches = async (many: number) => {
    const events: string[] = []
    const heard = new Promise<Said>((resolve, reject) => {
      onQuery = (text) => {
        if (events.push(text) !== 2) return
        say(store, line(`behind ${many}`), { onSaid: () => void events.push('answered behind') }).then(resolve, reject)
      }
    })
    const saying = Array.from({ length: many }, (_, n) =>
      say(store, line(`${n} of ${many}`), n === 0 ? { onSaid: () => void events.push('answered') } : {}),
    )
    await Promise.all([...saying, heard])
    onQuery = note
    return events
  }
  const texts = () =>
    store.read(async (tx) => (await messages.page(tx, workshop, { after: 0, limit: 50 })).map(({ seq, text }) => [seq, text]))

  describe.each(kind === 'file' ? [{ warm: false }, { warm: true }] : [{ warm: false }])('warm: $warm', ({ warm }) => {
    beforeEach(async () => {
      if (warm) await warmUp()
    })

    it('[STORE-20] what is said takes its place among the jobs in the order it came', async () => {
      const order: string[] = []
      const note = (what: string) => () => void order.push(what)
      await Promise.all([
        say(store, line('one'), { onSaid: note('one') }),
        store.write(async (tx) => {
          expect(await messages.byClientId(tx, ada, 'c one')).toMatchObject({ seq: 1, text: 'one' })
          return messages.say(tx, line('two', { author: bo }))
        }, note('two')),
        say(store, line('three', { author: cy, mentions: [bo, cy, bo] }), { onSaid: note('three') }),
        say(store, line('four'), { onSaid: note('four') }),
      ])
      expect(order).toEqual(['one', 'two', 'three', 'four'])
      expect(await texts()).toEqual([
        [1, 'one'],
        [2, 'two'],
        [3, 'three'],
        [4, 'four'],
      ])
      await store.write(async (tx) => {
        expect((await rooms.byId(tx, workshop))?.seq).toBe(4)
        expect(await members.seat(tx, workshop, bo)).toMatchObject({ unread: 3, mentions: 1 })
        expect(await members.seat(tx, workshop, cy)).toMatchObject({ unread: 3, mentions: 0 })
        expect((await entries.since(tx, [{ room: workshop, after: 0 }])).flat().map(({ seq, event }) => [seq, event])).toEqual(
          [1, 2, 3, 4].map((seq) => [seq, 'message.said']),
        )
        expect(await rooms.nextSeq(tx, workshop)).toBe(5)
      })
      expect((await say(store, line('six'))).seq).toBe(6)
    })

    it('[STORE-20] said is what comes back: the row, and the id that tells its place', async () => {
      const said = await say(store, line('“é” 👍\u0001 \ud800', { replyTo: null, mentions: [bo] }))
      const row = await store.write((tx) => messages.byId(tx, workshop, said.id))
      expect(row).toEqual({ ...expected('“é” 👍\u0001 \ufffd'), clientId: 'c “é” 👍\u0001 \ufffd', id: said.id, seq: 1, mentions: [bo] })
    })
    const expected = (text: string) => ({
      ...{ room: workshop, author: ada, text, clientId: `c ${text}`, replyTo: null, at: 5000 },
      ...{ mentions: [], editedAt: null, deletedAt: null },
    })

    it('[STORE-21] the same clientId is one message, in one batch, in the next, in another room and from a job', async () => {
      const [first, twin] = await Promise.all([say(store, line('once')), say(store, line('twice', { clientId: 'c once', at: 6000 }))])
      expect(twin).toEqual({ ...first, fresh: false })
      expect(await say(store, line('thrice', { clientId: 'c once' }))).toEqual({ ...first, fresh: false })
      expect(await say(store, line('elsewhere', { clientId: 'c once', room: lobby }))).toEqual({ ...first, fresh: false })
      expect(await store.write((tx) => messages.say(tx, line('job', { clientId: 'c once' })))).toEqual({ ...first, fresh: false })
      expect(await say(store, line('not mine', { clientId: 'c once', author: bo }))).toMatchObject({ fresh: true, seq: 2 })
      expect(await texts()).toHaveLength(2)
    })

    it('[STORE-2] what cannot be said fails alone, and its place is given to the next', async () => {
      const refused = new Error('not today')
      const results = await Promise.allSettled([
        say(store, line('first')),
        say(store, line('never'), { slow: () => Promise.reject(refused) }),
        say(store, line('nowhere', { room: roomId('Nowhere') })),
        store.write(async (tx) => {
          await messages.say(tx, line('taken back'))
          throw refused
        }),
        say(store, line('looked up'), {
          slow: async (tx) => line(`after ${(await rooms.byId(tx, workshop))?.seq}`),
        }),
      ])
      expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'rejected', 'fulfilled'])
      expect(await texts()).toEqual([
        [1, 'first'],
        [2, 'after 1'],
      ])
    })

    it('[STORE-20] what has to be looked up is looked up beside the connection that writes, until a job of its batch has run', async () => {
      const lookingUp = () => say(store, line('not yet known'), { slow: lookUp })
      let asked = 0
      const lookUp = async (tx: Tx) => line(`after ${(await rooms.byId(tx, workshop))?.seq}`, { clientId: `c ${asked++}` })
      await Promise.all([say(store, line('first')), lookingUp(), store.write((tx) => messages.say(tx, line('a job'))), lookingUp()])
      expect(await texts()).toEqual([
        [1, 'first'],
        // Only a file is read on a connection of its own, which shows what was kept before.
        [2, `after ${kind === 'file' ? 0 : 1}`],
        [3, 'a job'],
        [4, 'after 3'],
      ])
    })

    it('[STORE-1] all that is said at once shares one commit', async () => {
      queries = []
      const how = { slow: async (tx: Tx) => line(`looked up in ${(await rooms.byId(tx, workshop))?.id}`) }
      const plain = Array.from({ length: 300 }, (_, n) => say(store, line(`${n}`), n === 7 && kind === 'file' ? how : {}))
      const said = await Promise.all(plain)
      expect(said.map(({ seq }) => seq)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1))
      if (kind === 'file' || kind === 'memory') expect(queries.filter((text) => text === 'commit')).toHaveLength(1)
    })

    it.each(kind === 'file' && warm ? ['a thread'] : [])(
      '[STORE-1] with %s a few are answered before the next are written, whose company they may want; many, while the next are on their way',
      async () => {
        const ofMany = ['begin immediate', 'commit', 'begin immediate', 'commit', 'answered', 'answered behind']
        expect(await inTwoBatches(100)).toEqual(ofMany)
        expect(await inTwoBatches(3)).toEqual(['begin immediate', 'commit', 'answered', 'begin immediate', 'commit', 'answered behind'])
      },
    )

    it('[STORE-6] closing carries out what was said before, then refuses', async () => {
      const last = say(store, line('last'))
      await store.close()
      expect((await last).seq).toBe(1)
      await expect(say(store, line('too late'))).rejects.toThrow(StorageError)
    })
  })
})
