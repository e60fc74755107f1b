// What was heard, kept in this browser: so that one reads and writes without a server, and comes back with only what was missed.
// Several tabs share it: each writes what it saw, in transactions of their own. Who signs out in one ends the life of what is kept, and no
// other tab writes into it again.
import type { Archive, Stretch, World } from '@hearth/client/archive.ts'
import type { State } from '@hearth/client/client.ts'
import { applyToTimeline } from '@hearth/client/timeline.ts'
import type { LoggedEvent } from '@hearth/protocol/events.ts'
import type { RoomId, Seq, UserId } from '@hearth/protocol/ids.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import { got, inOne, type MessageRow, ofRoom, openDatabase, type RoomRow, SHELVES } from './database.ts'
import { cut, joined, placesOf, type Query, spanFor, spanOf, stretchOf } from './spans.ts'

export type PageLog = Archive & {
  page(room: RoomId, query: Query, limit: number): Promise<Stretch | undefined>
  /** Writes what is waiting: the page may be about to go. */
  flush(): Promise<void>
}

/** What one keeps for oneself, as a whole. */
const OWN = ['own', 'stars', 'threads'] as const

type Shelf = Parameters<Parameters<typeof inOne>[2]>[0]
type Owner = { readonly user: UserId; readonly life: string }

/** What changes in this time is written together. */
const GATHER_MS = 400
/** A room that grows over the first is cut back to the second; all rooms together have a bound as well. */
const MOST = { room: 3000, left: 2000, all: 60_000, each: 300 } as const

export function createLog({ newId, wait }: { newId(): string; wait(ms: number, then: () => void): () => void }): PageLog {
  let opened: Promise<IDBDatabase | null> | undefined
  let last: Promise<unknown> = Promise.resolve()
  let written: State | undefined
  let wanted: State | undefined
  let callOff: (() => void) | undefined
  /** Whose life this tab writes into. Null: it is over, and nothing is written until somebody signs in here. */
  let life: string | null | undefined
  let kept = new WeakSet<object>()

  /** One after another, so that what is taken away is not written again by a slower one. */
  function work<T>(mode: IDBTransactionMode, job: (shelf: Shelf) => Promise<T>): Promise<T | undefined> {
    const turn = last.then(async () => {
      opened ??= openDatabase()
      const database = await opened
      return database ? inOne(database, mode, job) : undefined
    })
    last = turn
    return turn
  }

  function flush(): Promise<void> {
    callOff?.()
    callOff = undefined
    const [now, before] = [wanted, written]
    if (!now?.me || now === before || life === null) return Promise.resolve()
    written = now
    const { me } = now
    return work('readwrite', async (shelf) => {
      life = await ownLife(shelf, me.id, life, newId)
      if (life !== null) await keep(shelf, { now, before, kept })
      return true
    }).then((done) => void (done || forgetWritten()))
  }

  /** The browser took nothing of it: the next time all is written, or a stretch would promise what is not there. */
  function forgetWritten(): void {
    written = undefined
    kept = new WeakSet()
  }

  return {
    flush,
    async load(user) {
      const world = await work('readwrite', (shelf) => recall(shelf, user))
      if (!world) return undefined
      life = world.life
      for (const one of [...world.rooms, ...world.people, world.me]) kept.add(one)
      wait(GATHER_MS * 10, () => void work('readwrite', prune))
      return world
    },
    changed(now, before) {
      if (before.me !== null && now.me === null) {
        wanted = written = life = undefined
        callOff?.()
        callOff = undefined
        return void work('readwrite', wipe)
      }
      if (now.me === null || isSame(now, wanted ?? written)) return
      wanted = now
      callOff ??= wait(GATHER_MS, () => void flush())
    },
    heard: (event) => void (touches(event) && work('readwrite', (shelf) => amend(shelf, event))),
    async page(room, query, limit) {
      await flush()
      const stretch = await work('readonly', (shelf) => pageOf(shelf, room, query, limit))
      for (const message of stretch?.messages ?? []) kept.add(message)
      return stretch
    },
  }
}

const isSame = (now: State, before: State | undefined): boolean =>
  before !== undefined &&
  ([...OWN, 'me', 'hello', 'contacts', 'rooms', 'people', 'timelines', 'behind'] as const).every((part) => now[part] === before[part])

/** The life that this tab writes into: the one that is kept, or a new one where nothing is kept yet. Null: it was ended from another tab. */
async function ownLife(shelf: Shelf, user: UserId, life: string | null | undefined, newId: () => string): Promise<string | null> {
  const owner: Owner | undefined = await got(shelf('facts').get('owner'))
  if (life !== undefined) return owner?.life === life ? life : null
  if (owner?.user === user) return owner.life
  await wipe(shelf)
  const fresh: Owner = { user, life: newId() }
  shelf('facts').put(fresh, 'owner')
  return fresh.life
}

type Change = { readonly now: State; readonly before: State | undefined; readonly kept: WeakSet<object> }

async function keep(shelf: Shelf, given: Change): Promise<void> {
  const { now, before, kept } = (await isOtherLife(shelf, given)) ? await begunAnew(shelf, given) : given
  const put = (name: 'people' | 'messages', value: object, what: object): void => {
    if (kept.has(what)) return
    kept.add(what)
    shelf(name).put(value)
  }
  if (now.me !== before?.me) shelf('facts').put(now.me, 'me')
  if (now.hello !== before?.hello) shelf('facts').put(now.hello, 'hello')
  if (now.contacts !== before?.contacts) shelf('facts').put([...now.contacts], 'contacts')
  for (const part of OWN) if (now[part] !== before?.[part]) shelf('facts').put(now[part], part)
  for (const user of now.people.values()) put('people', user, user)
  for (const [id, { messages }] of now.timelines)
    if (before?.timelines.get(id)?.messages !== messages)
      for (const message of messages) put('messages', { room: id, seq: message.seq, message } satisfies MessageRow, message)
  for (const id of before?.rooms.keys() ?? []) if (!now.rooms.has(id)) await forget(shelf, id)
  for (const id of now.rooms.keys())
    if (now.rooms.get(id) !== before?.rooms.get(id) || now.timelines.get(id) !== before?.timelines.get(id)) await keepRoom(shelf, now, id)
}

/** The server was put back from a backup: what was kept of the time after it never happened. */
async function isOtherLife(shelf: Shelf, { now, before }: Change): Promise<boolean> {
  if (now.hello === before?.hello) return false
  const hello: World['hello'] | undefined = await got(shelf('facts').get('hello'))
  return hello !== undefined && now.hello !== null && hello.epoch !== now.hello.epoch
}

async function begunAnew(shelf: Shelf, { now }: Change): Promise<Change> {
  for (const name of ['messages', 'rooms'] as const) await got(shelf(name).clear())
  return { now, before: undefined, kept: new WeakSet() }
}

async function keepRoom(shelf: Shelf, now: State, id: RoomId): Promise<void> {
  const room = now.rooms.get(id)
  if (!room) return
  const row: RoomRow | undefined = await got(shelf('rooms').get(id))
  const span = spanOf(now, id)
  const spans = span ? joined(row?.spans ?? [], span) : (row?.spans ?? [])
  shelf('rooms').put({ id, room, spans } satisfies RoomRow)
  if (span && (await got(shelf('messages').count(ofRoom(id)))) > MOST.room) await shorten(shelf, id, MOST.left)
}

async function forget(shelf: Shelf, id: RoomId): Promise<void> {
  shelf('rooms').delete(id)
  await got(shelf('messages').delete(ofRoom(id)))
}

async function wipe(shelf: Shelf): Promise<void> {
  await Promise.all(SHELVES.map((name) => got(shelf(name).clear())))
}

/** The newest so many messages of a room stay. */
async function shorten(shelf: Shelf, id: RoomId, most: number): Promise<void> {
  const from = (await placesIn(shelf, id)).at(-most)
  const row: RoomRow | undefined = await got(shelf('rooms').get(id))
  if (from === undefined || from === 0 || !row) return
  shelf('messages').delete(ofRoom(id, 0, from - 1))
  shelf('rooms').put({ ...row, spans: cut(row.spans, from) } satisfies RoomRow)
}

async function prune(shelf: Shelf): Promise<void> {
  if ((await got(shelf('messages').count())) <= MOST.all) return
  for (const id of await got(shelf('rooms').getAllKeys())) if (typeof id === 'string') await shorten(shelf, id as RoomId, MOST.each)
}

const placesIn = async (shelf: Shelf, room: RoomId, low?: Seq, high?: Seq): Promise<readonly Seq[]> =>
  (await got(shelf('messages').getAllKeys(ofRoom(room, low, high)))).flatMap((key) => (Array.isArray(key) ? [Number(key[1])] : []))

async function recall(shelf: Shelf, user: UserId): Promise<(World & Pick<Owner, 'life'>) | undefined> {
  const owner: Owner | undefined = await got(shelf('facts').get('owner'))
  if (!owner) return undefined
  if (owner.user !== user) return wipe(shelf).then(() => undefined)
  const facts: [World['me'] | undefined, World['hello'] | undefined, World['contacts'] | undefined] = await Promise.all([
    got(shelf('facts').get('me')),
    got(shelf('facts').get('hello')),
    got(shelf('facts').get('contacts')),
  ])
  const [me, hello, contacts = []] = facts
  if (!me || !hello) return undefined
  const rows: RoomRow[] = await got(shelf('rooms').getAll())
  const people: User[] = await got(shelf('people').getAll())
  const own: World['own'] = await got(shelf('facts').get('own'))
  const stars: World['stars'] = await got(shelf('facts').get('stars'))
  const threads: World['threads'] = await got(shelf('facts').get('threads'))
  // Windows and lists of members come when their rooms are opened: what many rooms hold would keep the first paint waiting.
  return {
    life: owner.life,
    me,
    hello,
    contacts,
    people,
    rooms: rows.map(({ room }) => room),
    timelines: [],
    members: [],
    own,
    stars,
    threads,
  }
}

const touches = (event: LoggedEvent): event is LoggedEvent & { with: { id: string } } =>
  event.event !== 'message.said' && event.event.startsWith('message.') && 'id' in event.with

/** Changes of what lies outside the window: words that were taken back must not be read here either. */
async function amend(shelf: Shelf, event: LoggedEvent & { readonly with: { readonly id: string } }): Promise<void> {
  const row: MessageRow | undefined = await got(shelf('messages').index('id').get(event.with.id))
  if (!row || row.room !== event.room) return
  const alone = { messages: [row.message], hasOlder: true, hasNewer: true, enteredAt: 0 }
  const [message] = applyToTimeline(alone, event).messages
  if (message && message !== row.message) shelf('messages').put({ ...row, message } satisfies MessageRow)
}

/** Of the newest stretch without holes, or of the one around a place. Undefined: nothing is kept of it. */
async function pageOf(shelf: Shelf, id: RoomId, query: Query, limit: number): Promise<Stretch | undefined> {
  const row: RoomRow | undefined = await got(shelf('rooms').get(id))
  const span = row && spanFor(row.spans, query)
  if (!row || !span) return undefined
  const held = await placesIn(shelf, id, ...span)
  const places = placesOf(held, query, limit)
  const [first, final] = [places[0], places.at(-1)]
  const rows: MessageRow[] = first === undefined || final === undefined ? [] : await got(shelf('messages').getAll(ofRoom(id, first, final)))
  return stretchOf(
    rows.map(({ message }) => message),
    span,
    held,
    row.room.seq,
  )
}
