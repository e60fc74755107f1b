// A small place to try chat in: the real core over a real SQLite in memory, the cast, and an ear that writes down who heard what.
import { createHash, randomBytes } from 'node:crypto'
import { type CommandName, commands, type Gives, type Takes } from '@hearth/protocol/commands.ts'
import { ChatError, type ErrorCode } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { FileId, RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import { type Limits, standardLimits } from '@hearth/protocol/limits.ts'
import type { FileKind, Presence } from '@hearth/protocol/shapes.ts'
import { openStore, type Store } from '#store/open.ts'
import { emptyTables } from '#store/testing/empty.ts'
import type { CallDesk } from '../calls.ts'
import { type Chat, createChat } from '../chat.ts'
import type { Core, Settings } from '../context.ts'
import type { Directory } from '../factors/directory.ts'
import type { Provider } from '../factors/provider.ts'
import * as files from '../files.ts'
import { createOperator, type Operator } from '../operator.ts'
import type { Anonymous, Audience, Member, Telling } from '../outcome.ts'
import { type Cost, sealingHere } from '../sealing.ts'

export const PASSWORD = 'a long walk by the sea'
/** Thousands of people are made in tests, and nearly nobody comes back. */
const cheap: Cost = { memoryCost: 64, timeCost: 1 }

export type Person = {
  readonly name: string
  readonly id: UserId
  readonly session: SessionId
  readonly token: string
  readonly caller: Member
}
/** An event and everybody who heard it. */
export type Told = { readonly event: ChatEvent; readonly to: ReadonlySet<UserId> }

export type WorldCalls = CallDesk & { heard(tellings: readonly Telling[]): void; begin(core: Core): Promise<void> }

export type World = AsyncDisposable & {
  readonly chat: Chat
  readonly store: Store
  readonly operator: Operator
  readonly people: Map<string, Person>
  /** Tells, as a hub would. */
  readonly publish: (tellings: readonly Telling[]) => void
  readonly stranger: Anonymous
  /** Everything told so far, and everything else that was asked of the hub. */
  readonly told: Told[]
  readonly asked: Telling[]
  now: number
  online: Presence[]
  /** Registers somebody, or a guest when `guest` is set. */
  person(name: string, how?: { guest?: boolean; setup?: string }): Promise<Person>
  do<N extends CommandName>(who: Person, name: N, takes: Takes<N>): Promise<Gives<N>>
}

const storeOf = async ({ database, onQuery }: { readonly database?: string; readonly onQuery?: (text: string) => void }): Promise<Store> =>
  openStore({
    database: database === undefined ? await emptyTables() : { file: database },
    log: { error: noteError, warn: noteError },
    ...(onQuery === undefined ? {} : { onQuery }),
  })

export async function createWorld(
  given: {
    settings?: Partial<Omit<Settings, 'limits'>>
    limits?: Partial<Limits>
    database?: string
    onQuery?: (text: string) => void
    cost?: Cost
    elapsed?: () => number
    outside?: { readonly directory?: Directory; readonly provider?: Provider; readonly whereabouts?: Core['whereabouts'] }
    site?: string
    /** Calls, wired as the server does it. */
    calls?: (publish: World['publish']) => WorldCalls
  } = {},
): Promise<World> {
  const store = await storeOf(given)
  const settings: Settings = { registration: 'open', guests: true, ...given.settings, limits: { ...standardLimits, ...given.limits } }
  const people = new Map<string, Person>()
  const dials: { now: number; online: Presence[] } = { now: 1_800_000_000_000, online: [] }
  const ear = createEar(() => [...people.values()].map(({ id }) => id))
  const calls = given.calls?.((tellings) => publish(tellings))
  const publish = (tellings: readonly Telling[]): void => {
    ear.publish(tellings)
    calls?.heard(tellings)
  }
  const chat = await createChat({
    ...{ store, settings, publish, ...surroundings(given) },
    ...(calls === undefined ? {} : { calls }),
    online: (most) => dials.online.slice(0, most),
    presenceOf: (user) => dials.online.find((one) => one.user === user),
    isHere: (user) => dials.online.some((one) => one.user === user),
    now: () => dials.now++,
    chance: randomBytes,
    sealing: sealingHere(given.cost ?? cheap),
  })
  await calls?.begin(chat.core)
  const stranger: Anonymous = { kind: 'anonymous', address: '192.168.1.7', client: 'a test' }
  const world: World = Object.assign(dials, {
    chat,
    store,
    operator: createOperator(chat.core, publish),
    people,
    stranger,
    publish,
    told: ear.told,
    asked: ear.asked,
    async person(name: string, how: { guest?: boolean; setup?: string } = {}) {
      const done = how.guest
        ? await chat.execute(stranger, 'guest.enter', { name })
        : await chat.execute(stranger, 'account.register', {
            name,
            password: PASSWORD,
            ...(how.setup === undefined ? {} : { setup: how.setup }),
          })
      const { user, session, token = '' } = done.reply
      const person: Person = { name, id: user.id, session, token, caller: { ...stranger, kind: 'signed-in', user: user.id, session } }
      people.set(name, person)
      return person
    },
    do: async <N extends CommandName>(who: Person, name: N, takes: Takes<N>) => (await chat.execute(who.caller, name, takes)).reply,
    [Symbol.asyncDispose]: () => store.close(),
  })
  return world
}

type Around = NonNullable<Parameters<typeof createWorld>[0]>

/** What a server has around it, where a test wants that. */
const surroundings = ({ outside, site, elapsed }: Around) => ({
  ...outside,
  ...(elapsed && { elapsed }),
  ...(site !== undefined && {
    isOurHost: (host: string) => host === site,
    isOurPage: (at: string) => at === `https://${site}:8443`,
  }),
})

/** Ada, Bo, Cy and Dee, who is in nothing but the lobby. The Workshop is Ada's group with Bo and Cy; the Office is Ada's channel with Bo. */
export async function createCast(world: World, how: { readonly guest?: boolean } = {}) {
  const ada = await world.person('Ada', how)
  const bo = await world.person('Bo', how)
  const cy = await world.person('Cy', how)
  const dee = await world.person('Dee', how)
  const lobby = (await world.do(ada, 'room.list', {})).rooms[0]?.id as RoomId
  const workshop = (await world.do(ada, 'room.create', { kind: 'group', name: 'Workshop', members: [bo.id, cy.id] })).room
  const office = (await world.do(ada, 'room.create', { kind: 'channel', name: 'Office', members: [bo.id] })).room
  return { ada, bo, cy, dee, lobby, workshop, office }
}

/** Runs the work and gives back the code it failed with. */
export async function failureOf(work: () => Promise<unknown>): Promise<ErrorCode | 'no failure'> {
  try {
    await work()
    return 'no failure'
  } catch (fault) {
    if (fault instanceof ChatError) return fault.code
    throw fault
  }
}

let sent = 0
export const newClientId = (): string => `c${++sent}`

/** Says something and gives its id and seq. */
export const say = (world: World, who: Person, room: RoomId, text: string, replyTo?: Takes<'message.send'>['replyTo']) =>
  world.do(who, 'message.send', { room, text, clientId: newClientId(), ...(replyTo === undefined ? {} : { replyTo }) })

type Upload = {
  readonly room?: RoomId | null
  readonly size?: number
  readonly kind?: FileKind
  readonly content?: string
  readonly name?: string
  readonly whole?: boolean
}

/** A file as it is when its bytes have come. The same `content` is the same bytes. */
export async function upload(world: World, who: Person, about: Upload = {}): Promise<FileId> {
  const { room = null, size = 100, kind = 'image', content = newClientId(), name = 'a.png', whole = true } = about
  const { core } = world.chat
  const row = await world.store.write((tx) => files.begin(core, tx, who.caller, { room, size, name, durationMs: null }))
  const measures = kind === 'image' ? { type: 'image/png', width: 40, height: 30 } : { type: 'video/mp4', width: null, height: null }
  const hash = createHash('sha256').update(content).digest('hex')
  if (whole)
    await world.store.write((tx) => files.complete(core, tx, who.caller, row.id, { kind, size, hash, durationMs: null, ...measures }))
  return row.id
}

/** Says something with files. */
export const sendFiles = (world: World, who: Person, room: RoomId, ids: readonly FileId[], text = '') =>
  world.do(who, 'message.send', { room, text, clientId: newClientId(), files: [...ids] })

export const everyCommand = Object.keys(commands) as readonly CommandName[]

// Follows rooms as a hub does, and notes each event with the people who would hear it.
function createEar(everybody: () => readonly UserId[]) {
  const rooms = new Map<RoomId, Set<UserId>>()
  const followers = (room: RoomId) => rooms.get(room) ?? rooms.set(room, new Set()).get(room) ?? new Set<UserId>()
  const hearers = (audience: Audience): ReadonlySet<UserId> => {
    switch (audience.to) {
      case 'room':
        return new Set(followers(audience.room))
      case 'users':
        return new Set(audience.users)
      case 'session':
        return new Set([audience.user])
      case 'everybody':
        return new Set(everybody())
    }
  }
  const told: Told[] = []
  const asked: Telling[] = []
  const publish = (tellings: readonly Telling[]) => {
    for (const telling of tellings) {
      if (telling.do === 'tell') told.push({ event: telling.event, to: hearers(telling.audience) })
      else asked.push(telling)
      if (telling.do === 'follow') followers(telling.room).add(telling.user)
      if (telling.do === 'unfollow') followers(telling.room).delete(telling.user)
      if (telling.do === 'dissolve') rooms.delete(telling.room)
    }
  }
  return { told, asked, publish }
}

/** Nothing in these tests may go wrong quietly. */
function noteError(about: object, says: string): void {
  throw new Error(says, { cause: about })
}
