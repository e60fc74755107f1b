import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import * as facts from './facts.ts'
import * as messages from './messages.ts'
import { openStore, StorageError, type Store, type Tx } from './open.ts'
import * as rooms from './rooms.ts'
import { ada, bo, fill, say, workshop } from './testing/cast.ts'
import { eachFilled } from './testing/each.ts'
import { ask, engines, type Opened, openPglite } from './testing/engines.ts'

describe.each(engines)('$name', ({ kind, open }) => {
  let store: Store
  let queries: string[]
  let logged: string[]
  eachFilled(
    open,
    (filled) => {
      store = filled
      queries = []
    },
    () => {
      queries = []
      logged = []
      const note = (_about: object, says: string) => void logged.push(says)
      return { onQuery: (text) => void queries.push(text), log: { error: note, warn: note } }
    },
  )

  const commits = () => queries.filter((text) => text === 'commit').length
  const seqNow = () => store.read(async (tx) => (await rooms.byId(tx, workshop))?.seq)

  it('[STORE-1] jobs run in the order they came and share one commit', async () => {
    const order: number[] = []
    const jobs = Array.from({ length: 20 }, (_, n) =>
      store.write(async (tx) => {
        order.push(n)
        return rooms.nextSeq(tx, workshop)
      }),
    )
    expect(await Promise.all(jobs)).toEqual(Array.from({ length: 20 }, (_, n) => n + 1))
    expect(order).toEqual(Array.from({ length: 20 }, (_, n) => n))
    expect(commits()).toBe(1)
  })

  it('[STORE-2] a job that throws undoes itself only, and its seq is given again', async () => {
    const refused = new Error('not today')
    const results = await Promise.allSettled([
      store.write((tx) => say(tx, ada, 'first')),
      store.write(async (tx) => {
        await say(tx, bo, 'never said')
        throw refused
      }),
      store.write((tx) => say(tx, ada, 'second')),
    ])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(results[1]).toHaveProperty('reason', refused)
    const page = await store.read((tx) => messages.page(tx, workshop, { limit: 50 }))
    expect(page.map(({ seq, text }) => [seq, text])).toEqual([
      [1, 'first'],
      [2, 'second'],
    ])
  })

  it('[STORE-2] a job that fails in the database fails alone: the same clientId twice', async () => {
    const twice = () => store.write((tx) => say(tx, ada, 'once', { clientId: 'same' }))
    const results = await Promise.allSettled([twice(), twice(), store.write((tx) => say(tx, bo, 'once', { clientId: 'same' }))])
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(results[1]).not.toHaveProperty('reason', expect.any(StorageError))
    expect(await seqNow()).toBe(2)
  })

  it('[STORE-2] text with a NUL, which PostgreSQL cannot hold, harms nobody else', async () => {
    const results = await Promise.allSettled([
      store.write((tx) => facts.set(tx, 'nul', 'a\0b')),
      store.write((tx) => facts.set(tx, 'plain', 'ab')),
    ])
    expect(results[1]?.status).toBe('fulfilled')
    expect(await store.read((tx) => facts.get(tx, 'plain'))).toBe('ab')
  })

  it('[STORE-3] committed is called in job order after the commit, before anybody is answered; a throw in it is logged', async () => {
    const told: string[] = []
    const tell = (what: string, problem?: Error) => () => {
      told.push(`${what} after ${commits()} commits`)
      if (problem !== undefined) throw problem
    }
    const job = (name: string, problem?: Error) =>
      store
        .write((tx) => facts.set(tx, name, name).then(() => name), tell(name, problem))
        .then((result) => void told.push(`answered ${result}`))
    await Promise.all([job('Ada'), job('Bo', new Error('deaf')), job('Cy')])
    expect(told.slice(0, 3)).toEqual(['Ada after 1 commits', 'Bo after 1 commits', 'Cy after 1 commits'])
    expect(told.slice(3)).toEqual(['answered Ada', 'answered Bo', 'answered Cy'])
    expect(logged).toEqual(['what follows a commit failed'])
  })

  it('[STORE-3] a job that failed is not told', async () => {
    const told: string[] = []
    const jobs = [
      store.write(
        () => Promise.reject(new Error('no')),
        () => told.push('failed'),
      ),
      store.write(
        async () => 1,
        () => told.push('kept'),
      ),
    ]
    await Promise.allSettled(jobs)
    expect(told).toEqual(['kept'])
  })

  it('[STORE-4] a read sees nothing that is not committed, and all that is', async () => {
    const seen: (number | undefined)[] = []
    const { promise: isReading, resolve: startReading } = Promise.withResolvers<void>()
    const reading = isReading.then(seqNow)
    const write = store.write(
      async (tx) => {
        await rooms.nextSeq(tx, workshop)
        startReading()
        // With a connection of its own the read is over before this job is; with one connection it comes after the commit.
        if (kind === 'file' || kind === 'postgres') seen.push(await reading)
        await rooms.nextSeq(tx, workshop)
      },
      () => seen.push(-1),
    )
    await write
    seen.push(await reading, await seqNow())
    expect(seen).toEqual(kind === 'file' || kind === 'postgres' ? [0, -1, 0, 2] : [-1, 2, 2])
  })

  it('[STORE-4] a look has its turn among the writes: it sees those before it and none after, cannot write, and fails alone', async () => {
    const order: string[] = []
    const seqIn = async (tx: Tx) => (await rooms.byId(tx, workshop))?.seq
    const told = (what: string) => () => void order.push(what)
    const looks = await Promise.allSettled([
      store.write((tx) => rooms.nextSeq(tx, workshop), told('one')),
      store.look(seqIn, told('look')),
      store.look(() => Promise.reject(new Error('blind'))),
      store.write((tx) => rooms.nextSeq(tx, workshop), told('two')),
      store.look(seqIn, told('look again')),
    ])
    expect(looks.map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason)))).toEqual([1, 1, 'Error: blind', 2, 2])
    expect(order).toEqual(['one', 'look', 'two', 'look again'])
    if (kind !== 'file') return
    const begun = () => queries.filter((text) => text === 'begin immediate').length
    const before = begun()
    const last = await Promise.all([store.look(seqIn), store.look(seqIn)])
    expect([last, begun()]).toEqual([[2, 2], before])
    await expect(store.look((tx) => rooms.nextSeq(tx, workshop))).rejects.toThrow(/readonly/)
    expect(await store.write((tx) => rooms.nextSeq(tx, workshop))).toBe(3)
  })

  it('[STORE-5] a lone write, and one after a quiet while, waits for nobody', async () => {
    expect(await store.write((tx) => rooms.nextSeq(tx, workshop))).toBe(1)
    expect(await store.write((tx) => rooms.nextSeq(tx, workshop))).toBe(2)
  })

  it('[STORE-6] closing carries out what was asked for, then refuses; twice is once', async () => {
    const last = store.write((tx) => facts.set(tx, 'last', 'words'))
    await Promise.all([store.close(), store.close()])
    await expect(last).resolves.toBeUndefined()
    await expect(store.write(async () => 1)).rejects.toThrow(StorageError)
    await expect(store.read(async () => 1)).rejects.toThrow(StorageError)
    await expect(store.look(async () => 1)).rejects.toThrow(StorageError)
  })

  it('[STORE-5] a transaction is over with its batch: a query that comes late is refused', async () => {
    let late: (() => Promise<void>) | undefined
    await store.write(async (tx) => {
      late = () => facts.set(tx, 'late', 'yes')
    })
    await expect(late?.()).rejects.toThrow(/already committed/)
    expect(await store.read((tx) => facts.get(tx, 'late'))).toBeUndefined()
  })
})

describe('a commit that fails', () => {
  let broken: { readonly when: 'before' | 'after'; readonly fault: Error } | undefined
  let place: Opened
  beforeAll(async () => {
    place = await openPglite((text, now) => {
      if (broken && text === 'commit' && now === broken.when) throw broken.fault
    })
  }, 120_000)
  afterAll(() => place.close())

  const failing = async (when: 'before' | 'after', fault: Error) => {
    const store = await place.store()
    await fill(store)
    broken = { when, fault }
    const told: string[] = []
    const results = await Promise.allSettled([
      store.write(
        (tx) => say(tx, ada, 'hello'),
        () => told.push('hello'),
      ),
      store.write(() => Promise.reject(new Error('refused by what nobody will ever see'))),
    ])
    broken = undefined
    const next = await store.write((tx) => say(tx, bo, 'next'))
    await store.close()
    await place.wipe()
    return { results, told, next: next.seq }
  }

  it('[STORE-14] rejects everybody in it with StorageError and its cause, tells nothing, and the next one goes through', async () => {
    const full = Object.assign(new Error('could not extend file: No space left on device'), { severity: 'ERROR', code: '53100' })
    const { results, told, next } = await failing('before', full)
    for (const result of results) expect(result).toMatchObject({ reason: { name: 'StorageError', cause: full, ambiguous: false } })
    expect([told, next]).toEqual([[], 1])
  })

  it('[STORE-7] is called ambiguous when COMMIT was sent and no answer came', async () => {
    const { results, told, next } = await failing('after', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }))
    for (const result of results) expect(result).toMatchObject({ reason: { name: 'StorageError', ambiguous: true } })
    // It had been kept.
    expect([told, next]).toEqual([[], 2])
  })
})

describe.each(engines.filter(({ kind }) => kind === 'postgres'))('$name, when it goes away', ({ open }) => {
  const quiet = { log: { error: () => {}, warn: () => {} } }
  const breakAll = `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'hearth %' and datname = current_database()`

  it('[STORE-7] a lost connection rejects the batch in flight, keeps nothing of it, and the next one goes through', async () => {
    const place = await open()
    const url = typeof place.place === 'object' && 'url' in place.place ? place.place.url : ''
    const store = await place.store(quiet)
    await fill(store)
    const told: string[] = []
    const results = await Promise.allSettled([
      store.write(
        (tx) => say(tx, ada, 'lost'),
        () => told.push('lost'),
      ),
      store.write(async (tx) => {
        await ask(url, breakAll)
        await say(tx, bo, 'lost too')
      }),
      store.write((tx) => say(tx, ada, 'never run')),
    ])
    for (const result of results) expect(result).toHaveProperty('reason', expect.any(StorageError))
    expect(told).toEqual([])
    expect((await store.write((tx) => say(tx, ada, 'back'))).seq).toBe(1)
    expect(await store.read((tx) => messages.page(tx, workshop, { limit: 50 }))).toHaveLength(1)
    await store.close()
    await place.close()
  })

  it('[STORE-7] connections lost while nobody used them are replaced without anybody noticing', async () => {
    const place = await open()
    const url = typeof place.place === 'object' && 'url' in place.place ? place.place.url : ''
    const store = await place.store(quiet)
    await fill(store)
    await ask(url, breakAll)
    await expect.poll(() => store.write((tx) => rooms.nextSeq(tx, workshop)).catch(() => 0), { timeout: 10_000 }).toBeGreaterThan(0)
    await expect.poll(() => store.read((tx) => facts.get(tx, 'epoch')).catch(() => undefined), { timeout: 10_000 }).toBeDefined()
    await store.close()
    await place.close()
  })

  it('[STORE-7] an address where no database answers is one clear error', async () => {
    await expect(openStore({ database: { url: 'postgres://hearth:secret@127.0.0.1:1/hearth' }, ...quiet })).rejects.toThrow(StorageError)
  })
})
