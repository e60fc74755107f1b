// Seeded evenings of three clients over the real core and hub, on a network that loses, delays and goes silent: when it is
// well again, everybody knows exactly what the server knows. The only thing made up is the wire between them.
import { randomBytes } from 'node:crypto'
import { fromResume } from '@hearth/client/answers.ts'
import { type Client, createClient, type Socket } from '@hearth/client/client.ts'
import { type Clock, createClock, createKept } from '@hearth/client/testing.ts'
import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { standardLimits } from '@hearth/protocol/limits.ts'
import type { Member, Message } from '@hearth/protocol/shapes.ts'
import { type Chat, createChat } from '@hearth/server/src/core/chat.ts'
import type { Caller } from '@hearth/server/src/core/outcome.ts'
import { sealingHere } from '@hearth/server/src/core/sealing.ts'
import { createHub, type Hub } from '@hearth/server/src/hub/hub.ts'
import type { Listener } from '@hearth/server/src/hub/listener.ts'
import { openStore } from '@hearth/server/src/store/open.ts'
import { emptyTables } from '@hearth/server/src/store/testing/empty.ts'
import { expect, test } from 'vitest'

const SESSIONS = Number(process.env['HEARTH_CONVERGENCE'] ?? (process.env['HEARTH_TEST_DEEP'] === '1' ? 1000 : 60))
const STEPS = 90
const stranger: Caller = { kind: 'anonymous', address: '192.168.1.7', client: 'a test' }

type Wire = {
  /** Frames on their way, in order, per direction. */
  readonly up: string[]
  readonly down: string[]
  up1(): void
  down1(): void
  cut(): void
  silent: boolean
  readonly over: boolean
}
type World = { readonly chat: Chat; readonly hub: Hub; readonly clock: Clock; readonly wires: Wire[]; readonly chance: () => number }
type Person = {
  readonly name: string
  readonly token: string
  readonly id: UserId
  readonly kept: ReturnType<typeof createKept>
  client: Client
  readonly said: { room: RoomId; text: string }[]
}

test.each(Array.from({ length: 12 }, (_, i) => i))(
  '[CLIENT-5] [CLIENT-9] evenings of part %i end with everybody knowing the same',
  // A thousand of them beside six pages in a call, which take what they need first.
  { timeout: 600_000 },
  async (part) => {
    for (let seed = part + 1; seed <= SESSIONS; seed += 12) await evening(seed)
  },
)

async function evening(seed: number): Promise<void> {
  const chance = mulberry32(seed)
  const clock = createClock()
  await using store = await openStore({ database: await emptyTables() })
  const hub: Hub = createHub({ now: clock.now, wait: clock.wait, log: { error: (about) => expect.fail(JSON.stringify(about)) } })
  // Few entries are said again, so that "too far" happens too.
  const limits = { ...standardLimits, resumeEntries: 12 }
  const chat = await createChat({
    store,
    settings: { limits, registration: 'open', guests: true },
    publish: hub.publish,
    online: hub.online,
    isHere: hub.isHere,
    now: clock.now,
    chance: randomBytes,
    // Three people for each evening, who come back with their tokens.
    sealing: sealingHere({ memoryCost: 64, timeCost: 1 }),
  })
  const world: World = { chat, hub, clock, wires: [], chance }
  const people: Person[] = []
  for (const name of ['Ada', 'Bo', 'Cy']) people.push(await enter(world, name))
  try {
    for (let step = 0; step < STEPS; step++) await disturb(world, people)
    await heal(world, people)
    for (const person of people) await compare(world, person)
    await checkSaid(world, people)
  } catch (cause) {
    throw new Error(`seed ${seed}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause })
  } finally {
    for (const { client } of people) client.close()
    hub.close()
  }
}

async function enter(world: World, name: string): Promise<Person> {
  const { reply } = await world.chat.execute(stranger, 'guest.enter', { name })
  const kept = createKept({ token: reply.token ?? null, user: reply.user.id })
  return { name, token: reply.token ?? '', id: reply.user.id, kept, client: begin(world, kept), said: [] }
}

let clientIds = 0
const begin = ({ clock, chance, ...world }: World, kept: Person['kept']): Client =>
  createClient({
    openSocket: () => connect({ clock, chance, ...world }),
    kept,
    now: clock.now,
    newId: () => `c${++clientIds}`,
    chance,
    wait: clock.wait,
  })

/** A socket whose far end speaks to core as a gateway does. */
function connect(world: World): Socket {
  let caller: Caller = stranger
  let listener: Listener | undefined
  let over = false
  const socket: Socket = {
    send: (text) => void wire.up.push(text),
    close: () => end(false),
    onOpen: () => undefined,
    onText: () => undefined,
    onClose: () => undefined,
  }
  const say = (frame: object) => void (over || wire.down.push(JSON.stringify(frame)))
  const out = { push: (bytes: Buffer) => void (over || wire.down.push(bytes.toString())), end: () => end(true) }

  function end(isHeard: boolean): void {
    if (over) return
    over = true
    if (listener) world.hub.detach(listener)
    if (isHeard) socket.onClose(1006, '')
  }

  function hear(text: string): void {
    const { id, do: name, with: takes }: { id: number; do: CommandName; with: never } = JSON.parse(text)
    if (name === 'server.ping') return say({ id, ok: { at: world.clock.now() } })
    world.chat
      .execute(caller, name, takes, ({ reply, signIn }) => {
        say({ id, ok: reply })
        if (!signIn || over) return
        caller = { ...stranger, kind: 'signed-in', user: signIn.user, session: signIn.session }
        for (const event of signIn.missed) say(event)
        listener = { user: signIn.user, session: signIn.session, address: stranger.address, dialect, out }
        world.hub.attach(listener, signIn.rooms)
      })
      .catch((error: unknown) => {
        if (!(error instanceof ChatError)) throw error
        say({ id, error: error.failure() })
      })
  }

  const wire: Wire = {
    up: [],
    down: [],
    silent: false,
    up1: () => void (wire.up.length > 0 && hear(wire.up.shift() ?? '')),
    down1: () => void (wire.down.length > 0 && !over && socket.onText(wire.down.shift() ?? '')),
    cut: () => end(true),
    get over() {
      return over
    },
  }
  say({
    event: 'server.hello',
    with: {
      name: 'Hearth',
      version: '0',
      protocol: 1,
      limits: standardLimits,
      registration: 'open',
      guests: true,
      setup: false,
      epoch: 'one',
    },
  })
  world.wires.push(wire)
  return socket
}

const dialect = { name: 'native', say: (event: ChatEvent) => Buffer.from(JSON.stringify(event)) }

/** One thing happens: a frame arrives, time passes, the network fails, or somebody does something. */
async function disturb(world: World, people: readonly Person[]): Promise<void> {
  const { chance, clock, wires } = world
  const dice = chance()
  const alive = wires.filter((wire) => !wire.over)
  const wire = pick(chance, alive)
  if (dice < 0.02) wire?.cut()
  else if (dice < 0.03 && wire) wire.silent = true
  else if (dice < 0.06) await clock.pass(Math.floor(chance() * 30_000))
  else if (dice < 0.15) await clock.pass(Math.floor(chance() * 2000))
  else if (dice < 0.17) restart(world, pick(chance, people))
  else if (dice < 0.6) doSomething(chance, pick(chance, people), people)
  else flow(world, Math.ceil(chance() * 40))
  await turn()
}

/** So many frames arrive, each wire in its own order. */
function flow({ chance, wires }: World, frames: number): void {
  for (let i = 0; i < frames; i++) {
    const wire = pick(
      chance,
      wires.filter((one) => !one.over && !one.silent && one.up.length + one.down.length > 0),
    )
    if (!wire) return
    if (wire.up.length > 0 && (wire.down.length === 0 || chance() < 0.5)) wire.up1()
    else wire.down1()
  }
}

/** The program ends in the middle of whatever it did, and is started again. */
function restart(world: World, person: Person | undefined): void {
  if (!person) return
  person.client.close()
  person.client = begin(world, person.kept)
}

type Deed = (
  client: Client,
  room: RoomId,
  any: { readonly chance: () => number; readonly other: UserId; readonly message: Message | undefined; readonly person: Person },
) => void

const quietly =
  (client: Client) =>
  <N extends CommandName>(name: N, takes: Takes<N>): void =>
    void client.ask(name, takes).catch(() => undefined)
const onMessage =
  (deed: (client: Client, room: RoomId, id: MessageId) => void): Deed =>
  (client, room, { message }) =>
    message && deed(client, room, message.id)

const speak: Deed = (client, room, { chance, person }) => {
  const text = `${person.name} says ${person.said.length}${chance() < 0.3 ? ' to @Ada' : ''}`
  person.said.push({ room, text })
  client.send(room, text)
}

const deeds: readonly Deed[] = [
  ...Array<Deed>(8).fill(speak),
  ...Array<Deed>(3).fill((client, room) => void client.open(room).catch(() => undefined)),
  (client, room) => void client.members(room).catch(() => undefined),
  (client, room) => void client.older(room).catch(() => undefined),
  (client, room) => client.read(room, client.state.rooms.get(room)?.seq ?? 0),
  (client, room, { chance }) => client.read(room, Math.floor(chance() * (client.state.rooms.get(room)?.seq ?? 0))),
  onMessage((client, room, id) => quietly(client)('message.edit', { room, id, text: 'better words' })),
  onMessage((client, room, id) => quietly(client)('message.delete', { room, id })),
  onMessage((client, room, id) => quietly(client)('message.react', { room, id, emoji: '🎈' })),
  onMessage((client, room, id) => quietly(client)('message.react', { room, id, emoji: '🌱' })),
  onMessage((client, room, id) => quietly(client)('message.unreact', { room, id, emoji: '🎈' })),
  (client, _room, { other }) => quietly(client)('room.create', { kind: 'group', name: 'Workshop', public: true, members: [other] }),
  (client, _room, { other }) => quietly(client)('room.direct', { user: other }),
  (client) =>
    void client
      .ask('room.list', { public: true })
      .then(({ rooms }) => quietly(client)('room.join', { room: rooms.at(-1)?.id ?? ('' as RoomId) }))
      .catch(() => undefined),
  (client, room, { other }) => quietly(client)('room.invite', { room, users: [other] }),
  (client, room, { other }) => quietly(client)('room.remove', { room, user: other }),
  (client, room, { other, chance }) => quietly(client)('room.role', { room, user: other, role: chance() < 0.5 ? 'admin' : 'member' }),
  (client, room, { chance }) => quietly(client)('room.rename', { room, topic: `topic ${Math.floor(chance() * 100)}` }),
  (client, room) => quietly(client)('room.leave', { room }),
  (client, room, { chance }) => chance() < 0.3 && quietly(client)('room.delete', { room }),
  (client, _room, { other }) => quietly(client)('contact.add', { user: other }),
  (client, _room, { other }) => quietly(client)('contact.remove', { user: other }),
  (client, _room, { chance }) => quietly(client)('account.change', { displayName: `Name ${Math.floor(chance() * 100)}` }),
  (client, room) => client.typing(room),
]

function doSomething(chance: () => number, person: Person | undefined, people: readonly Person[]): void {
  const room = person && pick(chance, [...person.client.state.rooms.keys()])
  const deed = pick(chance, deeds)
  const other = pick(chance, people)
  if (!person || !room || !deed || !other) return
  const message = pick(chance, person.client.state.timelines.get(room)?.messages ?? [])
  deed(person.client, room, { chance, other: other.id, message, person })
}

/** The network is well; everything arrives, everybody comes back. */
async function heal(world: World, people: readonly Person[]): Promise<void> {
  const { clock, wires } = world
  for (let round = 0; round < 400; round++) {
    flow(world, 1000)
    await turn()
    const quiet = wires.every((wire) => wire.over || wire.silent || wire.up.length + wire.down.length === 0)
    const settled = people.every(
      ({ client: { state } }) => state.connection.is === 'open' && state.me !== null && state.outbox.every((one) => one.state === 'failed'),
    )
    if (quiet && settled && round > 60) return
    await clock.pass(1000)
  }
  throw new Error(`it never came to rest: ${JSON.stringify(people.map(({ client: { state } }) => [state.connection, state.outbox]))}`)
}

async function compare({ chat }: World, { name, token, client: { state } }: Person): Promise<void> {
  const answer = await chat.execute(stranger, 'session.resume', { token })
  const truth = fromResume(answer.reply)
  const ask = asker(chat, answer.reply)
  const what = (part: string) => `${name}: ${part}`
  expect(state.me, what('me')).toEqual(truth.me)
  expect(byId(state.rooms), what('rooms')).toEqual(byId(truth.rooms))
  expect([...state.contacts].toSorted(), what('contacts')).toEqual([...truth.contacts].toSorted())
  expect(state.behind.size, what('rooms behind')).toBe(0)
  for (const [room, timeline] of state.timelines) {
    expect(timeline.hasNewer, what('the window is at the end')).toBe(false)
    const first = timeline.hasOlder ? (timeline.messages[0]?.seq ?? 0) : 0
    expect(timeline.messages, what(`talk of ${room}`)).toEqual((await everything(ask, room)).filter((message) => message.seq >= first))
  }
  const { people } = await ask('people.get', { users: [...state.people.keys()] })
  expect(byId(state.people), what('people')).toEqual(people.toSorted((a, b) => (a.id < b.id ? -1 : 1)))
  for (const [room, members] of state.members) expect(members, what(`people of ${room}`)).toEqual(await everybody(ask, room))
}

/** Each accepted text is there once, and whoever said several in a room said them in that order. */
async function checkSaid({ chat }: World, people: readonly Person[]): Promise<void> {
  for (const { token, id, client, said } of people) {
    const { reply } = await chat.execute(stranger, 'session.resume', { token })
    const ask = asker(chat, reply)
    const unsent = new Set(client.state.outbox.map((one) => one.text))
    for (const room of reply.rooms) {
      const mine = (await everything(ask, room.id)).filter((message) => message.author === id)
      const ids = mine.map((message) => message.clientId)
      expect(new Set(ids).size).toBe(ids.length)
      const order = ids.map((one) => Number(one.slice(1)))
      expect(order).toEqual(order.toSorted((a, b) => a - b))
      if (room.kind === 'lobby') expect(mine).toHaveLength(said.filter((one) => one.room === room.id && !unsent.has(one.text)).length)
    }
  }
}

type Asker = <N extends CommandName>(name: N, takes: Takes<N>) => Promise<Gives<N>>
const asker =
  (chat: Chat, { user, session }: Gives<'session.resume'>): Asker =>
  async (name, takes) =>
    (await chat.execute({ ...stranger, kind: 'signed-in', user: user.id, session }, name, takes)).reply

async function everything(ask: Asker, room: RoomId): Promise<Message[]> {
  const all: Message[] = []
  for (;;) {
    const { messages } = await ask('room.history', { room, after: all.at(-1)?.seq ?? 0 })
    if (messages.length === 0) return all
    all.push(...messages)
  }
}

async function everybody(ask: Asker, room: RoomId): Promise<Member[]> {
  return (await ask('room.members', { room, limit: 500 })).members
}

const byId = <T extends { readonly id: string }>(map: ReadonlyMap<string, T>): T[] =>
  [...map.values()].toSorted((a, b) => (a.id < b.id ? -1 : 1))
const pick = <T>(chance: () => number, list: readonly T[]): T | undefined => list[Math.floor(chance() * list.length)]

/** Lets the store and all promises go on. */
async function turn(): Promise<void> {
  for (let i = 0; i < 6; i++) await new Promise((then) => setImmediate(then))
}

/** A small seeded generator: 32 bits of state, good enough to stir with. */
function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
