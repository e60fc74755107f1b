// Calls as the rest of the server uses them: the commands, who is in which, and what ends it. What is true of one call is a state machine
// (state.ts); the room's log is kept by core; sound and pictures are the engine's matter.
//
// 1. Who is in a call is in the room, now: what ends a membership or a sign-in ends the seat in the same breath (`heard`).
// 2. The store says whether a call goes on, in the order of writes; memory says who is in it, from the moment that is on disk.
import type { CallId, ParticipantId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import * as rules from '#core/calls.ts'
import type { Core } from '#core/context.ts'
import type { Telling } from '#core/outcome.ts'
import { reachable } from '#core/reach.ts'
import { othersIn } from '#core/seats.ts'
import { createHandlers } from './commands.ts'
import { BEGIN_MS, type CallLimits, type Desk, inside, MOST_BEGUN, toRoom } from './desk.ts'
import type { EngineEar, MediaEngine } from './engine.ts'
import { keepCall } from './keeping.ts'
import { type Bucket, createBucket } from './media/bucket.ts'
import { createNetworks } from './networks.ts'
import { createPeers } from './peers.ts'
import * as states from './state.ts'
import type { Ice } from './turn.ts'

type GoingOn = Awaited<ReturnType<typeof rules.allGoingOn>>[number]
type Log = { warn(about: object, says: string): void }
export type CallsGiven = {
  readonly limits: CallLimits
  readonly publish: (tellings: readonly Telling[]) => void
  readonly openEngine: (ear: EngineEar) => MediaEngine
  readonly ice: Ice
  readonly now: () => number
  /** A timer that keeps no process alive. */
  readonly wait: (ms: number, then: () => void) => () => void
  readonly log: Log
}

export type Calls = rules.CallDesk &
  AsyncDisposable & {
    /** Everything that is told passes here, too, after the hub has heard it. */
    heard(tellings: readonly Telling[]): void
    /** Calls that went on when the server stopped wait for their people. */
    begin(core: Core): Promise<void>
  }

const TICK_MS = 1000
/** How it stands with everybody's network is looked at once in so many. */
const LOOK_TICKS = 3

export function createCalls(given: CallsGiven): Calls {
  const { limits, publish, ice, now, wait, log } = given
  const lives = new Map<RoomId, states.Live>()
  const rooms = new Map<ParticipantId, RoomId>()
  const expected = new Map<CallId, number>()
  let core: Core | undefined
  let ticks = 0
  let callOffTick: (() => void) | undefined

  const engine = given.openEngine({
    offered: (id, number, n, sdp) => tellOne(id, (seat, live) => peers.offered(live, seat, number, n, sdp)),
    slots: (id, number, slots) => tellOne(id, (seat, live) => peers.slots(live, seat, number, slots)),
    connected: (id, number, connected) => {
      if (peers.isNow(id, number)) step(id, (live) => states.change(live, id, { connected }))
    },
    speaking(call, participants) {
      const live = [...lives.values()].find((one) => one.id === call)
      if (live !== undefined)
        publish([inside(live, { event: 'call.speaking', room: live.room, with: { call, participants: [...participants] } })])
    },
    heard(ids) {
      const all = new Set(ids)
      for (const [room, live] of lives) lives.set(room, states.heard(live, all, now()))
    },
    left(id, number) {
      // A page that is closed says no more; one that only threw its connection away is heard of soon.
      if (peers.isNow(id, number)) step(id, (live) => ({ live: states.heard(live, new Set([id]), now() - states.SILENT_MS / 2), outs: [] }))
    },
    lost() {
      for (const [id] of rooms) step(id, (live) => states.change(live, id, { connected: false }))
      for (const live of lives.values()) for (const seat of live.seats) peers.open(live, seat)
    },
  })
  const peers = createPeers(engine, now, ice)
  const networks = createNetworks(engine)

  function tellOne(id: ParticipantId, tell: (seat: states.Seat, live: states.Live) => Telling | undefined): void {
    const live = lives.get(rooms.get(id) as RoomId)
    const seat = live?.seats.find(({ is }) => is.id === id)
    const telling = live && seat && tell(seat, live)
    if (telling !== undefined) publish([telling])
  }
  function step(id: ParticipantId, how: (live: states.Live) => states.Step): void {
    const live = lives.get(rooms.get(id) as RoomId)
    if (live !== undefined) carry(how(live))
  }
  function carry(done: states.Step): void {
    if (core !== undefined) publish(settle(core, done))
  }

  function settle(core: Core, { live, outs }: states.Step): readonly Telling[] {
    lives.set(live.room, live)
    tickSoon()
    const tellings = outs.flatMap((out): readonly Telling[] => {
      if (out.do === 'tell') return [out.to === 'room' ? toRoom(live, out.event) : inside(live, out.event)]
      if (out.do === 'open') {
        rooms.set(out.seat.is.id, live.room)
        peers.open(live, out.seat)
      } else if (out.do === 'allow') peers.allow(out.seat)
      else if (out.do === 'close') {
        rooms.delete(out.participant)
        peers.close(out.participant)
      }
      return []
    })
    if (live.over === null)
      return outs.some((out) => out.do === 'open' || out.do === 'close') ? [...tellings, ...peers.watched(live)] : tellings
    return live.voice ? [...tellings, ...close(live)] : (finish(core, live), tellings)
  }

  /** Over for good: what is left of it is told, and it is forgotten. */
  function close(live: states.Live): readonly Telling[] {
    const { why, by } = live.over ?? { why: 'left', by: null }
    const { outs } = states.end(live, why, by, now())
    lives.delete(live.room)
    networks.forget(live.id)
    expected.delete(live.id)
    return outs.flatMap((out): readonly Telling[] => {
      if (out.do === 'tell') return [toRoom(live, out.event)]
      if (out.do !== 'close') return []
      rooms.delete(out.participant)
      peers.close(out.participant)
      return []
    })
  }

  function finish(core: Core, { room, id }: states.Live): void {
    const isOver = () => lives.get(room)?.id === id && lives.get(room)?.over != null && (expected.get(id) ?? 0) === 0
    keepCall(core, { room, id, isOver, over: () => lives.get(room)?.over ?? null }, (event) => {
      const live = lives.get(room)
      if (live?.id === id) publish([...close(live), ...event])
    }).catch((cause: unknown) => log.warn({ cause }, 'the end of a call could not be kept yet'))
  }

  function tickSoon(): void {
    if (lives.size > 0)
      callOffTick ??= wait(TICK_MS, () => {
        callOffTick = undefined
        for (const live of [...lives.values()]) carry(states.tick(live, now()))
        const looked = [...lives.values()].flatMap(peers.settled)
        if (looked.length > 0) publish(looked)
        if (++ticks % LOOK_TICKS === 0) for (const live of lives.values()) networks.look(live, () => lives.get(live.room), publish)
        tickSoon()
      })
  }

  function heard(tellings: readonly Telling[]): void {
    if (lives.size === 0) return
    for (const telling of tellings) {
      // Nearly all of what is told is talk.
      if (telling.do === 'tell' && telling.event.event !== 'room.role') continue
      for (const live of [...lives.values()]) {
        if (telling.do === 'dissolve' && telling.room === live.room) publish(close({ ...live, over: { why: 'ended', by: null } }))
        else endedBy(live, telling, now()).forEach(carry)
        const told = farewells(live, telling)
        if (told.length > 0) publish(told)
      }
    }
  }

  const desk: Desk = { limits, ice, engine, lives, expected, peers, now, mayBegin: createBeginning(now), settle, close }
  return {
    handlers: createHandlers(desk),
    in: (wanted) => wanted.flatMap((room) => lives.get(room) ?? []).map(states.view),
    heard,
    async begin(given) {
      core = given
      const open = await given.store.read(async (tx) => {
        const all = await rules.allGoingOn(tx)
        return Promise.all(all.map(async (one) => ({ ...one, rung: await whomItRang(tx, one) })))
      })
      for (const { row, kind, rung } of open) {
        const { id, room, by, at, video, people } = row
        const waits = now() + states.COME_BACK_MS
        // It goes on ringing for so long as it would have.
        const until = at + limits.ringSeconds * 1000
        const rings = until > now() ? rung.map((user) => ({ user, until })) : []
        lives.set(room, states.begun({ id, room, kind, voice: false, by, at, video, people, waits, rings }))
      }
      tickSoon()
      // They are on their way back; an engine takes a second to be there.
      if (open.length > 0) engine.ready()
    },
    async [Symbol.asyncDispose]() {
      callOffTick?.()
      await engine[Symbol.asyncDispose]()
    },
  }
}

/** Of a call of two that nobody has answered yet. */
async function whomItRang(tx: rules.Tx, { row: { room, by, people }, kind }: GoingOn): Promise<readonly UserId[]> {
  if (kind !== 'direct' || people.some((user) => user !== by)) return []
  return reachable(tx, by, await othersIn(tx, room, by))
}

/** Of each person who began a call of late: how many more they may begin. */
function createBeginning(now: () => number): (user: UserId) => boolean {
  const buckets = new Map<UserId, Bucket>()
  let forgottenAt = now()
  return (user) => {
    // Whoever began none for so long may begin as many as anybody.
    if (now() - forgottenAt > BEGIN_MS * MOST_BEGUN) {
      buckets.clear()
      forgottenAt = now()
    }
    const bucket = buckets.get(user) ?? createBucket(1000 / BEGIN_MS, MOST_BEGUN)
    buckets.set(user, bucket)
    return bucket.take(1, now())
  }
}

/** Who is put out of a room hears nothing of it any more, and is told by themselves. */
function farewells(live: states.Live, telling: Telling): readonly Telling[] {
  if (telling.do !== 'unfollow' || telling.room !== live.room) return []
  const { room, id: call, seats } = live
  return seats
    .filter(({ is }) => is.user === telling.user)
    .map(({ is, session }) => ({
      do: 'tell',
      event: { event: 'call.left', room, with: { call, participant: is.id, why: 'removed' } },
      audience: { to: 'session', user: is.user, session },
    }))
}

/** What somebody's going, or another role, does to a call. */
function endedBy(live: states.Live, telling: Telling, now: number): readonly states.Step[] {
  if (telling.do === 'unfollow' && telling.room === live.room) {
    const gone = states.leave(live, ({ is }) => is.user === telling.user, 'removed', now)
    const quiet = states.hush(gone.live, [telling.user], 'stopped')
    return [{ live: quiet.live, outs: [...gone.outs, ...quiet.outs] }]
  }
  if (telling.do === 'cut') {
    const { user, session, except } = telling
    const isCut = (seat: states.Seat) =>
      seat.is.user === user && (session === undefined || seat.session === session) && seat.session !== except
    return [states.leave(live, isCut, 'removed', now)]
  }
  if (telling.do === 'anew') return [states.leave(live, (seat) => seat.is.user === telling.user, 'removed', now)]
  // Who is muted listens on; their admin lets them speak again, or they come in anew.
  if (telling.do === 'hush') {
    if (telling.room !== undefined && telling.room !== live.room) return []
    return live.seats.filter(({ is }) => is.user === telling.user).map(({ is }) => states.allow(live, is.id, false))
  }
  if (telling.do === 'shut') return [states.leave(live, ({ address }) => telling.banned(address), 'removed', now)]
  if (telling.do !== 'tell' || telling.event.event !== 'room.role' || telling.event.room !== live.room || live.kind !== 'channel') return []
  const { user, role } = telling.event.with
  return live.seats.filter(({ is }) => is.user === user).map(({ is }) => states.allow(live, is.id, role !== 'member'))
}
