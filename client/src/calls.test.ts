import type { Call, IceServer } from '@hearth/protocol/call-shapes.ts'
import type { CommandName } from '@hearth/protocol/commands.ts'
import { ChatError, type ErrorCode } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { CallId, ParticipantId } from '@hearth/protocol/ids.ts'
import { expect, it } from 'vitest'
import { type Calls, createCalls, type Link } from './calls.ts'
import { ada, bo, roomId } from './cast.ts'
import { emptyState, type State } from './state.ts'

const room = roomId('Workshop')
const call = 'k1' as CallId
const open: Call = { id: call, room, by: ada.id, at: 1, video: false, participants: [], ringing: [], until: null }

/** A server made by hand: it notes what is asked, and answers as told. Time moves when it is told to. */
function place() {
  let state: State = { ...emptyState, me: ada, connection: { is: 'open' } }
  const ears = new Set<(event: ChatEvent) => void>()
  const watchers = new Set<() => void>()
  const asked: [CommandName, object][] = []
  const refusals = new Map<CommandName, ErrorCode>()
  const timers: { at: number; then: () => void }[] = []
  const peers: { linked: (link: Link) => void; answered: string[]; reached: (readonly IceServer[])[]; closed: boolean }[] = []
  const nudges = { count: 0, moved: 0 }
  let [now, seats, isHanging] = [0, 0, false]
  const client = {
    get state() {
      return state
    },
    subscribe(changed: () => void) {
      watchers.add(changed)
      return () => void watchers.delete(changed)
    },
    listen(ear: (event: ChatEvent) => void) {
      ears.add(ear)
      return () => void ears.delete(ear)
    },
    nudge: () => void nudges.count++,
    moved: () => void nudges.moved++,
    async ask(name: CommandName, takes: object) {
      asked.push([name, takes])
      const code = refusals.get(name)
      if (code !== undefined) throw new ChatError(code)
      return (name === 'call.join' ? { call: open, you: `p${++seats}`, iceServers: [] } : {}) as never
    },
  }
  const calls: Calls = createCalls({
    client,
    now: () => now,
    wait(ms, then) {
      const timer = { at: now + ms, then }
      timers.push(timer)
      return () => void timers.splice(timers.indexOf(timer), timers.includes(timer) ? 1 : 0)
    },
    openPeer(_servers, linked) {
      const peer = { linked, answered: [] as string[], reached: [] as (readonly IceServer[])[], closed: false }
      peers.push(peer)
      return {
        answer: async (sdp, by) => (
          peer.answered.push(sdp), peer.reached.push(by), isHanging ? new Promise<never>(() => undefined) : `answer to ${sdp}`
        ),
        close: () => void (peer.closed = true),
      }
    },
  })
  const settled = async () => {
    for (let i = 0; i < 20; i++) await Promise.resolve()
  }
  return {
    ...{ calls, asked, refusals, peers, settled, nudges },
    hang: (to: boolean) => void (isHanging = to),
    names: () => asked.splice(0).map(([name]) => name),
    become(more: Partial<State>) {
      state = { ...state, ...more }
      for (const watcher of [...watchers]) watcher()
    },
    async say(event: ChatEvent) {
      for (const ear of [...ears]) ear(event)
      await settled()
    },
    async pass(ms: number) {
      const until = now + ms
      for (
        let next = timers.toSorted((a, b) => a.at - b.at)[0];
        next && next.at <= until;
        next = timers.toSorted((a, b) => a.at - b.at)[0]
      ) {
        now = next.at
        timers.splice(timers.indexOf(next), 1)
        next.then()
        await settled()
      }
      now = until
    },
  }
}
const offer = (participant: string, peer: number, n: number): ChatEvent => ({
  event: 'call.offer',
  room,
  with: { call, participant: participant as ParticipantId, peer, n, sdp: `offer ${peer}.${n}` },
})
const inside = async () => {
  const house = place()
  await house.calls.join(room, { muted: true })
  await house.say(offer('p1', 1, 1))
  house.peers[0]?.linked('connected')
  return house
}

it('[CLIENT-23] offers are answered one after another, what is old is not, and slots are whose they are', async () => {
  const { calls, asked, say, peers } = await inside()
  expect(asked).toContainEqual(['call.answer', { room, participant: 'p1', peer: 1, n: 1, sdp: 'answer to offer 1.1' }])
  await say(offer('p1', 1, 2))
  await say(offer('p1', 1, 2))
  await say(offer('p2', 9, 1))
  expect(peers[0]?.answered).toEqual(['offer 1.1', 'offer 1.2'])
  const slots = [{ mid: '4', from: { participant: 'p2' as ParticipantId, source: 'mic' as const } }]
  await say({ event: 'call.slots', room, with: { call, participant: 'p1' as ParticipantId, peer: 1, slots } })
  expect(calls.mine).toMatchObject({ is: 'in', link: 'connected', slots, own: { muted: true } })
})

it('[CLIENT-23] a password of TURN that came with an offer is the one its way is opened with, as the one of the beginning may have ended', async () => {
  const { say, peers } = await inside()
  const iceServers = [{ urls: ['turn:a'], username: 'later', credential: 'x' }]
  const later = offer('p1', 1, 2)
  if (later.event === 'call.offer') await say({ ...later, with: { ...later.with, iceServers } })
  expect(peers[0]?.reached.at(-1)).toEqual(iceServers)
})

it('[CLIENT-23] with another number the peer before is closed, and its lines are empty', async () => {
  const { calls, say, peers } = await inside()
  await say(offer('p1', 2, 1))
  expect(peers.map(({ closed }) => closed)).toEqual([true, false])
  expect(calls.mine).toMatchObject({ slots: [] })
  await say(offer('p1', 1, 3))
  expect(peers).toHaveLength(2)
})

it('[CLIENT-23] a way that breaks, or never comes to be, is asked for anew', async () => {
  const { calls, names, peers, pass, settled } = await inside()
  names()
  peers[0]?.linked('broken')
  await settled()
  expect(calls.mine).toMatchObject({ link: 'broken' })
  expect(names()).toEqual(['call.restart'])
  await pass(4500)
  expect(names()).toContain('call.restart')
  peers[0]?.linked('connected')
  await pass(2000)
  names()
  await pass(3000)
  expect(names()).toEqual(['call.here'])
})

it('[CLIENT-23] on another network a connection that worked is kept, and given another way; where that helps nothing, all is made anew', async () => {
  const { calls, asked, refusals, become, pass, peers, settled, nudges } = await inside()
  const restarts = () => asked.splice(0).flatMap(([name, takes]) => (name === 'call.restart' ? [takes] : []))
  refusals.set('call.restart', 'offline')
  calls.mend()
  await settled()
  expect(nudges.moved).toBe(1)
  expect(restarts()).toMatchObject([{ peer: 1, way: true }])
  // Nobody heard that: the way to the server was gone as well.
  refusals.clear()
  become({ connection: { is: 'waiting', until: 1, why: '' } })
  become({ connection: { is: 'open' } })
  await settled()
  expect(restarts()).toMatchObject([{ peer: 1, way: true }])
  // The browser notices later than we did: what was asked for is given its time.
  peers[0]?.linked('broken')
  await settled()
  expect(restarts()).toEqual([])
  await pass(4500)
  expect(restarts()).toEqual([{ room, participant: 'p1', peer: 1 }])
  await pass(4500)
  expect(restarts()[0]).toMatchObject({ peer: 1, way: true })
})

it('[CLIENT-23] a peer connection that is closed while it answers, and never does, keeps nobody from the next one', async () => {
  const { calls, asked, say, peers, pass, hang } = place()
  await calls.join(room)
  // As browsers do it: what was asked of a connection before it was closed is never answered.
  hang(true)
  await say(offer('p1', 1, 1))
  await pass(4000)
  expect(asked).toContainEqual(['call.restart', { room, participant: 'p1', peer: 1 }])
  hang(false)
  await say(offer('p1', 2, 1))
  expect(peers.map(({ closed }) => closed)).toEqual([true, false])
  expect(asked).toContainEqual(['call.answer', { room, participant: 'p1', peer: 2, n: 1, sdp: 'answer to offer 2.1' }])
})

it('[CLIENT-23] how large one is looked at, and whose network is bad, is as it was told last', async () => {
  const { calls, say } = await inside()
  const watched = (participant: string, camera: number): ChatEvent => ({
    ...{ event: 'call.watched', room, with: { call, participant: participant as ParticipantId, camera, screen: 0 } },
  })
  expect(calls.mine).toMatchObject({ watched: null, struggling: [] })
  await say(watched('p1', 720))
  await say(watched('p2', 90))
  await say({ event: 'call.struggling', room, with: { call, participants: ['p2' as ParticipantId] } })
  expect(calls.mine).toMatchObject({ watched: { camera: 720, screen: 0 }, struggling: ['p2'] })
})

it('[CLIENT-23] a device that is slow to connect is given longer each time, until it is connected', async () => {
  const { calls, names, peers, pass, say } = place()
  await calls.join(room)
  const restarts = () => names().filter((name) => name === 'call.restart').length
  for (const [number, after] of [4000, 6000, 9000].entries()) {
    await say(offer('p1', number + 1, 1))
    names()
    await pass(after - 1)
    expect(restarts()).toBe(0)
    await pass(1)
    expect(restarts()).toBe(1)
  }
  await say(offer('p1', 4, 1))
  peers[3]?.linked('connected')
  await say(offer('p1', 5, 1))
  names()
  await pass(4000)
  expect(restarts()).toBe(1)
})

it('[CLIENT-24] a page that is loaded anew may come back: the other is not hung up on', async () => {
  const { calls, asked, settled } = await inside()
  calls.leave({ back: true })
  await settled()
  expect(asked).toContainEqual(['call.leave', { room, participant: 'p1', back: true }])
})

it('[CLIENT-24] what the server does not know any more is entered again, with what was true', async () => {
  const { calls, names, asked, refusals, peers, pass } = await inside()
  calls.set({ camera: true })
  refusals.set('call.here', 'not_in_call')
  refusals.set('call.join', 'call_away')
  await pass(3100)
  expect(calls.mine).toMatchObject({ is: 'in', link: 'broken' })
  expect(peers[0]?.closed).toBe(true)
  refusals.clear()
  names()
  await pass(1000)
  expect(calls.mine).toMatchObject({ is: 'in', you: 'p2', call, own: { muted: true, camera: true } })
  expect(asked).toContainEqual(['call.join', { room, muted: true, deafened: false, call }])
  expect(asked).toContainEqual(['call.set', { room, participant: 'p2', muted: true, camera: true, sharing: false, deafened: false }])
})

it('[CLIENT-24] a device that slept comes into the call again only when it is told to, and never from another device of the same person', async () => {
  const there: Call = { ...open, participants: [] }
  const other = { id: 'p9' as ParticipantId, user: ada.id, at: 1, speaks: true, muted: false, camera: false, sharing: false }
  const elsewhere = await inside()
  elsewhere.become({ calls: new Map([[room, { ...there, participants: [{ ...other, deafened: false, hand: null, connected: true }] }]]) })
  elsewhere.refusals.set('call.here', 'not_in_call')
  await elsewhere.pass(3100)
  expect(elsewhere.calls.mine).toEqual({ is: 'out', why: 'moved', room })

  const asleep = await inside()
  asleep.become({ connection: { is: 'waiting', until: 1, why: '' } })
  await asleep.pass(3_600_000)
  asleep.refusals.set('call.here', 'not_in_call')
  asleep.names()
  asleep.become({ connection: { is: 'open' } })
  await asleep.settled()
  expect(asleep.calls.mine).toEqual({ is: 'out', why: 'gone', room })
  expect(asleep.names()).not.toContain('call.join')
})

it('[CLIENT-24] who came in again, and never heard of it, is not taken for somebody on another device', async () => {
  const house = await inside()
  const { calls, refusals, asked, become, pass, settled } = house
  refusals.set('call.here', 'not_in_call')
  refusals.set('call.join', 'offline')
  await pass(3100)
  expect(calls.mine).toMatchObject({ is: 'in', link: 'broken' })
  // The server had heard it: this device sits there under a number that nobody told it.
  const self = { id: 'p7' as ParticipantId, user: ada.id, at: 1, speaks: true, muted: true, camera: false, sharing: false }
  const there: Call = { ...open, participants: [{ ...self, deafened: false, hand: null, connected: false }] }
  become({ calls: new Map([[room, there]]) })
  refusals.clear()
  await pass(1000)
  expect(asked).toContainEqual(['call.here', { room, participant: 'p7' }])
  expect(calls.mine).toMatchObject({ is: 'in', you: 'p2', call })
  await settled()
})

it('[CLIENT-24] a server whose disk is full for a moment is asked again', async () => {
  const { calls, refusals, pass } = await inside()
  refusals.set('call.here', 'not_in_call')
  refusals.set('call.join', 'storage_full')
  await pass(3100)
  refusals.clear()
  await pass(1000)
  expect(calls.mine).toMatchObject({ is: 'in', you: 'p2' })
})

it('[CLIENT-24] while the server is away it is tried every second; when the way is back, it is asked at once', async () => {
  const { names, become, settled, pass, nudges } = await inside()
  names()
  become({ connection: { is: 'waiting', until: 1, why: '' } })
  await pass(6100)
  expect(nudges.count).toBeGreaterThan(2)
  become({ connection: { is: 'open' } })
  await settled()
  expect(names()).toEqual(['call.here', 'call.set'])
})

it('[CLIENT-24] whom one wants to see is said until it is heard, and what was true meanwhile is said again', async () => {
  const { calls, names, asked, refusals, become, settled, pass } = await inside()
  const videos = [{ participant: 'p9' as ParticipantId, source: 'camera', height: 360 }] as const
  refusals.set('call.want', 'slow_down')
  calls.want(videos)
  await settled()
  refusals.set('call.want', 'offline')
  names()
  await pass(1000)
  expect(names()).toEqual(['call.want'])
  become({ connection: { is: 'waiting', until: 1, why: '' } })
  calls.set({ camera: true })
  await settled()
  refusals.clear()
  names()
  become({ connection: { is: 'open' } })
  await settled()
  expect(asked).toContainEqual(['call.set', { room, participant: 'p1', muted: true, camera: true, sharing: false, deafened: false }])
  expect(asked).toContainEqual(['call.want', { room, participant: 'p1', videos }])
  names()
  become({ connection: { is: 'waiting', until: 1, why: '' } })
  become({ connection: { is: 'open' } })
  await settled()
  expect(names()).not.toContain('call.want')
})

it('[CLIENT-24] that one is heard again is said until it was heard, and what was said meanwhile with it', async () => {
  const { calls, names, asked, refusals, settled, pass } = await inside()
  refusals.set('call.set', 'slow_down')
  calls.set({ muted: false })
  await settled()
  calls.set({ camera: true })
  await settled()
  expect(calls.isHeardOf()).toBe(false)
  names()
  refusals.clear()
  asked.length = 0
  await pass(1000)
  expect(asked).toContainEqual(['call.set', { room, participant: 'p1', muted: false, camera: true }])
  expect(calls.isHeardOf()).toBe(true)
  names()
  await pass(2000)
  expect(names()).not.toContain('call.set')
})

it.each([
  ['over', { event: 'call.closed', room, with: { call } }],
  ['moved', { event: 'call.left', room, with: { call, participant: 'p1' as ParticipantId, why: 'moved' } }],
  ['removed', { event: 'call.left', room, with: { call, participant: 'p1' as ParticipantId, why: 'removed' } }],
] satisfies [string, ChatEvent][])('[CLIENT-24] out, because: %s', async (why, event) => {
  const { calls, say, peers } = await inside()
  await say(event)
  expect(calls.mine).toEqual({ is: 'out', why, room })
  expect(peers[0]?.closed).toBe(true)
})

it('[CLIENT-24] taken out for silence one comes in again; into a call that is over one does not', async () => {
  const { calls, say, refusals } = await inside()
  const gone: ChatEvent = { event: 'call.left', room, with: { call, participant: 'p1' as ParticipantId, why: 'gone' } }
  await say(gone)
  expect(calls.mine).toMatchObject({ is: 'in', you: 'p2' })
  refusals.set('call.join', 'call_unknown')
  await say({ ...gone, with: { ...gone.with, participant: 'p2' as ParticipantId } })
  expect(calls.mine).toEqual({ is: 'out', why: 'over', room })
})

it('[CLIENT-24] a refusal is told, leaving on the way in leaves, and signing out ends it', async () => {
  const { calls, refusals, names, become } = place()
  refusals.set('call.join', 'call_full')
  await expect(calls.join(room)).rejects.toMatchObject({ code: 'call_full' })
  expect(calls.mine).toMatchObject({ is: 'out', failure: { code: 'call_full' } })
  refusals.clear()
  const coming = calls.join(room)
  calls.leave()
  await coming
  expect(names().filter((name) => name === 'call.leave')).toHaveLength(2)
  await calls.join(room)
  become({ me: null })
  expect(calls.mine).toEqual({ is: 'out', why: 'removed' })
})

it('[CLIENT-25] it rings for whom it rings, and not where one is in', async () => {
  const { calls, become } = place()
  become({ calls: new Map([[room, { ...open, ringing: [ada.id], until: 9 }]]) })
  expect(calls.ringing()).toHaveLength(1)
  await calls.join(room, { call })
  expect(calls.ringing()).toEqual([])
  become({ calls: new Map([[room, { ...open, ringing: [bo.id] }]]) })
  expect(calls.ringing()).toEqual([])
})
