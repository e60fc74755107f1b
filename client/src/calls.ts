// Taking part in a call: one at a time, on this device. What carries sound and pictures (a peer connection, devices) is the
// platform's and is handed in; here is what must happen when, and when again. docs/calls.md draws the way of it.
//
// 1. The server offers and this side answers, one after another; with another `peer` number the peer before is thrown away.
// 2. Every few seconds the server hears that one is still there. What it does not know any more (it was restarted, or has given this
//    device up) is entered again, into the same call, with what was true before.
//    Who was away for long, or sits in the call on another device by now, is not: nobody is heard again unasked.
// 3. A call that is over, or that was moved to another device, ends here too, and says why.
import type { Call, IceServer, Slot, Wanted, Watched } from '@hearth/protocol/call-shapes.ts'
import type { CommandName, Takes } from '@hearth/protocol/commands.ts'
import { ChatError, errors, type Failure } from '@hearth/protocol/errors.ts'
import type { ChatEvent, EventWith } from '@hearth/protocol/events.ts'
import type { CallId, ParticipantId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { createCallPeers, type Link, type OpenPeer } from './call-peers.ts'
import type { Client } from './client.ts'
import { createTimers, type Wait } from './store.ts'

export type { Link, OpenPeer, Peer } from './call-peers.ts'

export type CallsGiven = {
  readonly client: Pick<Client, 'state' | 'subscribe' | 'listen' | 'ask' | 'nudge' | 'moved'>
  readonly openPeer: OpenPeer
  readonly wait: Wait
  /** Milliseconds by the clock of the device, which goes on while it sleeps. */
  readonly now: () => number
}

/** What is true of oneself in a call; others are shown it. */
export type Own = {
  readonly muted: boolean
  readonly camera: boolean
  readonly sharing: boolean
  readonly deafened: boolean
  /** Of the shorter side of the camera's picture; only the server is told. */
  readonly cameraLines?: number
}
export type How = Partial<Pick<Own, 'muted' | 'deafened'>> & {
  /** Only this call: to answer a ring. */
  readonly call?: CallId
  /** Meant as a video call, where it is begun by this. */
  readonly video?: boolean
}
/** Why one is out again: what `call.left` says, or `over`: the call is. */
export type Out = EventWith<'call.left'>['why'] | 'over'

export type Mine =
  | { readonly is: 'out'; readonly why?: Out; readonly room?: RoomId; readonly failure?: Failure }
  | { readonly is: 'joining'; readonly room: RoomId; readonly own: Own }
  | {
      readonly is: 'in'
      readonly room: RoomId
      readonly call: CallId
      readonly you: ParticipantId
      readonly own: Own
      /** `broken`: it was connected, and is being mended. */
      readonly link: Link
      /** Whose sound and pictures come in at which `mid`. */
      readonly slots: readonly Slot[]
      /** Who speaks, the loudest first. */
      readonly speaking: readonly ParticipantId[]
      /** Whose network is bad just now. */
      readonly struggling: readonly ParticipantId[]
      /** How large one's own pictures are looked at; null: not told yet. */
      readonly watched: Watched | null
    }
type In = Extract<Mine, { is: 'in' }>

export type Calls = {
  readonly mine: Mine
  subscribe(changed: () => void): () => void
  /** Calls that ring here now. */
  ringing(): readonly Call[]
  /** Rejects with the server's refusal, or `offline`. One that was in another call leaves it. */
  join(room: RoomId, how?: How): Promise<void>
  /** @param back one may come again at once, as a page that is loaded anew */
  leave(how?: { readonly back: boolean }): void
  /** Said to the server, too, where something changed. */
  set(change: Partial<Own>): void
  /** The server has heard all that was said of oneself, and told it back: what it says otherwise from then on is somebody else's doing. */
  isHeardOf(): boolean
  raise(hand: boolean): Promise<unknown>
  want(videos: readonly Wanted[]): void
  decline(call: Call): Promise<unknown>
  end(): Promise<unknown>
  ring(users: readonly UserId[]): Promise<unknown>
  allow(participant: ParticipantId, speaks: boolean): Promise<unknown>
  mute(participant: ParticipantId): Promise<unknown>
  react(emoji: string): Promise<unknown>
  /** The network is another one, or nothing gets through: a new way is looked for. */
  mend(): void
  /** Leaves, and hears nothing any more. */
  close(): void
}

const HERE_EVERY_MS = 3000
const AGAIN_MS = 1000
/** A device that slept for so long comes back into a call only when it is told to. */
const LONG_MS = 60_000
/** Who is in a call does not wait longer and longer for a server that is away. */
const HURRY_MS = 400
const silent: Own = { muted: false, camera: false, sharing: false, deafened: false }

export function createCalls({ client, openPeer, wait: given, now }: CallsGiven): Calls {
  const { wait, close: endTimers } = createTimers(given)
  const ears = new Set<() => void>()
  let mine: Mine = { is: 'out' }
  /** Counts the calls entered and left: what was asked for one before is no longer meant. And which peer the last offer was of. */
  let [round, offeredBy] = [0, 0]
  /** When the server said the last time that one is in; was the answer lost to coming in? Then whoever sits there may be this device. */
  let [hereAt, isUnsure] = [now(), false]
  let iceServers: readonly IceServer[] = []
  /** What is heard while one is on the way in: whom it is for is known with the answer. */
  let early: ChatEvent[] | undefined
  const peers = createCallPeers({ openPeer, wait, linked, ...peerOrders(ask, () => place()) })
  const hurry = createHurry(wait, client, () => mine.is === 'out')
  // What was connected once is being mended: for who looks on it is not new.
  function linked(link: Link): void {
    if (mine.is !== 'in') return
    // What takes the sound away may have taken the way to the server as well, and that is not noticed by itself for long.
    if (link === 'broken') client.moved()
    change({ link: link === 'connecting' && mine.link === 'broken' ? 'broken' : link })
  }
  function become(next: Mine): void {
    mine = next
    for (const ear of [...ears]) ear()
  }
  const change = (more: Partial<In>): void => {
    if (mine.is === 'in') become({ ...mine, ...more })
  }
  function ask<N extends CommandName>(name: N, takes: Takes<N>): Promise<unknown> {
    return client.ask(name, takes)
  }
  function mineOr(): In {
    if (mine.is !== 'in') throw new ChatError('not_in_call')
    return mine
  }
  const place = () => ({ room: mineOr().room, participant: mineOr().you })
  const wanting = createInsisting<readonly Wanted[]>(wait, async (videos) => ask('call.want', { ...place(), videos: [...videos] }))
  const owning = createInsisting<Partial<Own>>(wait, async (own) => ask('call.set', { ...place(), ...own }))

  function goOut(next: Extract<Mine, { is: 'out' }>): void {
    round++
    isUnsure = false
    wanting.forget()
    owning.forget()
    peers.drop()
    become(next)
  }
  async function enter(room: RoomId, how: How, own: Own): Promise<void> {
    const { call, video } = how
    const turn = round
    const meanwhile: ChatEvent[] = []
    early = meanwhile
    const answer = await client
      .ask('call.join', {
        room,
        muted: own.muted,
        deafened: own.deafened,
        ...(call === undefined ? {} : { call }),
        ...(video === undefined ? {} : { video }),
      })
      .finally(() => {
        if (early === meanwhile) early = undefined
      })
    // Left again while this was on its way.
    if (turn !== round) return void ask('call.leave', { room, participant: answer.you }).catch(() => undefined)
    hereAt = now()
    isUnsure = false
    iceServers = answer.iceServers
    const mineNow = mine.is === 'out' ? own : mine.own
    become({
      ...{ is: 'in', room, call: answer.call.id, you: answer.you, own: mineNow, link: 'connecting' },
      ...{ slots: [], speaking: [], struggling: [], watched: null },
    })
    say({ ...mineNow })
    hereSoon(round)
    for (const event of meanwhile) heard(event)
  }
  async function join(room: RoomId, how: How = {}): Promise<void> {
    if ((mine.is === 'in' || mine.is === 'joining') && mine.room === room) return
    if (mine.is !== 'out') leave()
    const own = { ...silent, muted: how.muted ?? false, deafened: how.deafened ?? false }
    become({ is: 'joining', room, own })
    const turn = round
    try {
      await enter(room, how, own)
    } catch (error) {
      if (turn === round) goOut({ is: 'out', room, failure: asChatError(error).failure() })
      throw error
    }
  }
  /** Into the same call, as often as it takes, until it is known to be over. */
  async function again(): Promise<void> {
    if (mine.is !== 'in') return
    const { room, call, own } = mine
    const turn = ++round
    const other = elsewhere(client.state, mine)
    peers.drop()
    change({ link: 'broken', slots: [], speaking: [] })
    if (other !== undefined && !(isUnsure && (await isHere(ask, room, other))))
      return turn === round ? goOut({ is: 'out', why: 'moved', room }) : undefined
    if (turn !== round) return
    if (now() - hereAt > LONG_MS) return goOut({ is: 'out', why: 'gone', room })
    try {
      await enter(room, { call }, own)
    } catch (error) {
      if (turn !== round) return
      const { code, more } = asChatError(error)
      isUnsure ||= code === 'offline'
      if (errors[code].retry) return void wait(more.retryAfterMs ?? AGAIN_MS, () => turn === round && void again())
      goOut({ is: 'out', room, ...(code === 'call_unknown' ? { why: 'over' } : { failure: asChatError(error).failure() }) })
    }
  }
  function leave({ back } = { back: false }): void {
    if (mine.is === 'out') return
    const place = { room: mine.room, ...(mine.is === 'in' ? { participant: mine.you } : {}) }
    goOut({ is: 'out', why: 'left', room: mine.room })
    void ask('call.leave', { ...place, ...(back ? { back } : {}) }).catch(() => undefined)
  }
  function hereSoon(turn: number): void {
    wait(HERE_EVERY_MS, () => {
      if (turn !== round || mine.is !== 'in') return
      if (client.state.connection.is === 'open') here()
      hereSoon(turn)
    })
  }
  function here(): void {
    const turn = round
    ask('call.here', place()).then(
      () => void (hereAt = now()),
      (error: unknown) => turn === round && asChatError(error).code === 'not_in_call' && void again(),
    )
  }
  /** What is not heard now is said again: nobody is taken for heard who is not. */
  const say = (own: Partial<Own>): void => owning.say({ ...owning.due(), ...own })
  function heard(event: ChatEvent): void {
    if (mine.is === 'out' || event.room !== mine.room) return
    if (early !== undefined) return void early.push(event)
    if (mine.is !== 'in') return
    const about = event.with
    if ('participant' in about && about.participant === mine.you) {
      if (event.event === 'call.offer') {
        // Lines of another peer connection: nobody is in them yet.
        if (event.with.peer !== offeredBy) change({ slots: [] })
        offeredBy = event.with.peer
        peers.offered(event.with, event.with.iceServers ?? iceServers)
      }
      if (event.event === 'call.slots') change({ slots: event.with.slots })
      if (event.event === 'call.watched') change({ watched: { camera: event.with.camera, screen: event.with.screen } })
      // Taken out for being silent, but here: the way to the server was bad, and is not any more.
      if (event.event === 'call.left') event.with.why === 'gone' ? void again() : goOut({ is: 'out', why: event.with.why, room: mine.room })
    }
    if (event.event === 'call.speaking') change({ speaking: event.with.participants })
    if (event.event === 'call.struggling') change({ struggling: event.with.participants })
    if (event.event === 'call.closed' && event.with.call === mine.call) goOut({ is: 'out', why: 'over', room: mine.room })
  }
  function set(wanted: Partial<Own>): void {
    if (mine.is === 'out') return
    become({ ...mine, own: { ...mine.own, ...wanted } })
    if (mine.is === 'in') say(wanted)
  }
  let wasOpen = client.state.connection.is === 'open'
  function look(): void {
    const { me, connection } = client.state
    const opened = connection.is === 'open' && !wasOpen
    wasOpen = connection.is === 'open'
    if (mine.is === 'out') return
    if (!wasOpen) return hurry()
    // Signed out: nobody is in a call.
    if (me === null) return goOut({ is: 'out', why: 'removed' })
    if (!opened || mine.is !== 'in') return
    here()
    // What was said into a connection that was gone already was heard by nobody.
    say(mine.own)
    wanting.again()
    peers.back()
  }
  const stops = [client.listen(heard), client.subscribe(look), endTimers]
  return {
    get mine() {
      return mine
    },
    subscribe(changed) {
      const ear = () => changed()
      ears.add(ear)
      return () => void ears.delete(ear)
    },
    ...{ ringing: () => ringing(client.state, mine), isHeardOf: () => owning.due() === undefined },
    ...{ join, leave, set, want: wanting.say, ...ordersOf(ask, () => mineOr()) },
    mend() {
      // The way to the server may be gone as well, and nobody has noticed yet.
      client.moved()
      if (mine.is === 'in') peers.mend()
    },
    close() {
      leave()
      for (const stop of stops) stop()
      ears.clear()
    },
  }
}

/** The same person as somebody else in the call: on another device, mostly. */
const elsewhere = ({ me, calls }: Client['state'], { room, you }: In): ParticipantId | undefined =>
  calls.get(room)?.participants.find(({ id, user }) => user === me?.id && id !== you)?.id

/** Is that one sitting there by this sign-in? Where nobody can be asked it is tried again, as all else. */
const isHere = async (ask: Ask, room: RoomId, participant: ParticipantId): Promise<boolean> =>
  ask('call.here', { room, participant }).then(
    () => true,
    (error: unknown) => asChatError(error).code !== 'not_in_call',
  )

/** What a peer connection asks of the server. */
const peerOrders = (ask: Ask, place: () => Takes<'call.here'>) => ({
  answer: async (answer: { readonly peer: number; readonly n: number; readonly sdp: string }) =>
    ask('call.answer', { ...place(), ...answer }),
  restart: async (peer: number, way: boolean) => ask('call.restart', { ...place(), peer, ...(way ? { way } : {}) }),
})

/** Tries to reach the server, over and over, while one is in a call. */
function createHurry(wait: Wait, client: Pick<Client, 'state' | 'nudge'>, isOut: () => boolean): () => void {
  let isHurrying = false
  return function hurry(): void {
    if (isHurrying) return
    isHurrying = true
    wait(HURRY_MS, () => {
      isHurrying = false
      if (isOut() || client.state.connection.is === 'open') return
      client.nudge()
      hurry()
    })
  }
}

/** The newest of its kind is said until it was heard: whom one wants to see, whether one is muted. Older ones no longer matter. */
function createInsisting<T>(wait: Wait, tell: (it: T) => Promise<unknown>) {
  let due: T | undefined
  function again(): void {
    const now = due
    if (now === undefined) return
    tell(now).then(
      () => due === now && (due = undefined),
      (error: unknown) => {
        const { code, more } = asChatError(error)
        if (code === 'slow_down') wait(more.retryAfterMs ?? AGAIN_MS, () => due === now && again())
        // Nobody hears it better the next time.
        else if (code !== 'offline' && code !== 'call_away' && due === now) due = undefined
      },
    )
  }
  return {
    again,
    due: () => due,
    forget: () => void (due = undefined),
    say(it: T): void {
      due = it
      again()
    },
  }
}

/** Calls that ring here: not the one that one is in, or on the way into. */
const ringing = ({ me, calls }: Client['state'], mine: Mine): readonly Call[] =>
  me === null ? [] : [...calls.values()].filter(({ room, ringing }) => ringing.includes(me.id) && (mine.is === 'out' || mine.room !== room))

type Ask = <N extends CommandName>(name: N, takes: Takes<N>) => Promise<unknown>
type Orders = Pick<Calls, 'raise' | 'decline' | 'end' | 'ring' | 'allow' | 'mute' | 'react'>

/** What is asked of the call one is in, and nothing else. @param here throws not_in_call */
function ordersOf(ask: Ask, here: () => In): Orders {
  const own = () => ({ room: here().room, participant: here().you })
  return {
    raise: async (hand) => ask('call.set', { ...own(), hand }),
    decline: ({ room, id }) => ask('call.decline', { room, call: id }),
    end: async () => ask('call.end', { room: here().room, call: here().call }),
    ring: async (users) => ask('call.ring', { ...own(), users: [...users] }),
    allow: async (participant, speaks) => ask('call.allow', { room: here().room, participant, speaks }),
    mute: async (participant) => ask('call.mute', { room: here().room, participant }),
    react: async (emoji) => ask('call.react', { ...own(), emoji }),
  }
}

const asChatError = (error: unknown): ChatError => (error instanceof ChatError ? error : new ChatError('internal', {}, error))
