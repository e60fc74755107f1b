// The call this page is in: the client's calls, the devices, the peer connection and the voices, held together.
import { type Calls, type CallsGiven, createCalls, type Mine, type Peer } from '@hearth/client/calls.ts'
import type { Client } from '@hearth/client/client.ts'
import type { Call, Source } from '@hearth/protocol/call-shapes.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { CallId, RoomId } from '@hearth/protocol/ids.ts'
import type { LockScreenDeeds } from '../media/awake.ts'
import { useChoices } from '../media/choices.ts'
import { createEars } from '../media/ears.ts'
import { openPeer, type WebPeer } from '../media/peer.ts'
import { createSight } from '../media/sight.ts'
import { createStudio, type Studio } from '../media/studio.ts'
import { t } from '../text/t.ts'
import { createDeeds, createWishes } from './deeds.ts'
import { drawView, ownTracks } from './draw.ts'
import { keepLeft } from './left.ts'
import { createMemory, type Remembering } from './memory.ts'
import { listenTo, mendings } from './mend.ts'
import { createOutput } from './output.ts'
import { createOwnSide } from './own-side.ts'
import { createStreams } from './people.ts'
import { createReporter } from './report.ts'
import { type Out, outOf, type Rung, rungIn } from './said.ts'
import { createSizes } from './sizes.ts'
import type { AtServer, CallDeeds, CallView } from './view.ts'
import { createWay } from './way.ts'

export type Line = {
  readonly room: RoomId
  readonly view: CallView
  readonly deeds: CallDeeds
  subscribe(changed: () => void): () => void
  /** Leaves without a word. */
  close(): void
}

export type Entering = {
  readonly room: RoomId
  /** Only this call: a ring is answered. */
  readonly call?: CallId
  readonly video: boolean
  readonly isHeard: boolean
  readonly isSeen: boolean
  /** Open already, from the mirror before the call. */
  readonly studio?: Studio
}
export type Hooks = {
  /** It is over: why, in a sentence. */
  out(out: Out): void
  /** Somebody who was rung does not come. */
  rung(rung: Rung): void
  failed(failure: unknown): void
  tone(tone: 'came' | 'went'): void
}

/** In a crowd people come and go all the time. */
const CROWD = 8

/** @param client must have signed somebody in */
export function openLine(client: Client, entering: Entering, hooks: Hooks): Line {
  const { room } = entering
  const studio = entering.studio ?? createStudio()
  const [streams, memory, ears] = [createStreams(), createMemory(changed), createEars()]
  const peers = createPeers(studio, () => calls.mine, changed, cannot)
  let [isClosed, isDue] = [false, false]
  const calls = createCalls({ client, wait: later, now: Date.now, openPeer: peers.connect })
  const way = createWay(() => calls.mine, client, changed)
  const [wishes, ownSide] = [createWishes(calls, createSight(), later), createOwnSide(calls, studio, peers.now)]
  const reporter = createReporter(peers.now, statisticsOf(client, room, calls), changed)
  const output = createOutput({ incoming: peers.incoming, changed, deeds: lockScreenDeeds(studio, calls.leave) })
  const deeds = createDeeds({ calls, wishes, studio, output, reporter, failed: hooks.failed })
  const heard = createHearing({ client, room, calls, memory, hooks })
  let view = draw()

  function call(): Call | undefined {
    return client.state.calls.get(room)
  }

  function draw(): CallView {
    const { mine } = calls
    return drawView({
      ...{ room, state: client.state, mine, studio: studio.state, streams, incoming: peers.incoming, memory },
      ...{ report: reporter.report, atServer: reporter.atServer, since: way.since, isStuck: way.isStuck, isBlocked: output.isSilenced },
    })
  }

  /** Many things change at once; what is shown and heard is worked out once. */
  function changed(): void {
    if (isDue || isClosed) return
    isDue = true
    queueMicrotask(() => {
      isDue = false
      if (isClosed) return
      view = draw()
      output.show(view, calls.mine, call(), client.state.rooms.get(room)?.name ?? '')
      ears.tell()
    })
  }

  function followCalls(): void {
    const { mine } = calls
    if (mine.is === 'out') return end(outOf(mine))
    if (mine.is === 'in') memory.speak(mine.speaking)
    for (const one of [way, peers]) one.follow()
    wishes.again()
    changed()
  }

  function followState(): void {
    const { mine } = calls
    // Whoever is put out of the room hears nothing more of it, not even of its call.
    if (client.state.me && !client.state.rooms.has(room)) return end(outOf({ is: 'out', why: 'removed' }))
    const participants = call()?.participants ?? []
    memory.meet(participants)
    if (mine.is === 'in') ownSide.told(participants.find(({ id }) => id === mine.you))
    changed()
  }

  function followStudio(): void {
    ownSide.follow()
    changed()
  }

  const following = [calls.subscribe(followCalls), client.subscribe(followState), client.listen(heard), studio.subscribe(followStudio)]
  const goingAway = listenTo(globalThis, 'pagehide', () => goAway(room, calls, studio))
  const endings = [...following, ...mendings(peers.now, () => calls.mine, calls.mend), useChoices.subscribe(changed), goingAway]

  /** After what asked for it is through: a call is not ended in the midst of being entered. */
  function cannot(): void {
    queueMicrotask(() => end({ says: t('This browser cannot take part in calls: it has no WebRTC, or it is turned off.'), isBad: true }))
  }

  function end(out: Out): void {
    if (isClosed) return
    close()
    hooks.out(out)
  }
  function close(): void {
    if (isClosed) return
    isClosed = true
    for (const ending of endings) ending()
    for (const one of [calls, way, peers, reporter, output, studio, wishes]) one.close()
    ears.clear()
  }

  enter(calls, studio, entering)

  return {
    room,
    get view() {
      return view
    },
    deeds,
    subscribe: ears.add,
    close,
  }
}

/** The peer connection of the moment: a call may need another one. */
function createPeers(studio: Studio, mine: () => Mine, changed: () => void, cannot: () => void) {
  let peer: WebPeer | null = null
  const sizes = createSizes(mine, later, () => peer?.resize())
  return {
    now: (): WebPeer | null => peer,
    follow: sizes.follow,
    close: sizes.close,
    connect(...[iceServers, linked]: Parameters<CallsGiven['openPeer']>): Peer {
      try {
        const own = { track: (source: Source) => ownTracks(studio.state)[source], watched: () => sizes.now }
        peer = openPeer(iceServers, linked, own, changed)
        return peer
      } catch {
        cannot()
        return { answer: () => new Promise(() => undefined), close: () => undefined }
      }
    },
    incoming: (mid: string): MediaStreamTrack | undefined => peer?.incoming(mid),
  }
}

type Hearing = {
  readonly client: Client
  readonly room: RoomId
  readonly calls: Calls
  readonly memory: Remembering
  readonly hooks: Hooks
}

/** What passes in a call and is in no state. */
function createHearing({ client, room, calls, memory, hooks }: Hearing): (event: ChatEvent) => void {
  return function heard(event: ChatEvent): void {
    const { mine } = calls
    if (event.room !== room || mine.is === 'out') return
    // Whom it rings is told before the answer that lets one in.
    if (event.event === 'call.ringing') for (const user of event.with.busy) hooks.rung({ user, how: 'busy' })
    if (event.event === 'call.rung') for (const rung of rungIn(event.with)) hooks.rung(rung)
    if (mine.is !== 'in') return
    if (event.event === 'call.reacted') memory.react(event.with.participant, event.with.emoji)
    if ((client.state.calls.get(room)?.participants.length ?? 0) > CROWD) return
    if (event.event === 'call.joined' && event.with.participant.id !== mine.you) hooks.tone('came')
    if (event.event === 'call.left' && event.with.participant !== mine.you) hooks.tone('went')
  }
}

const statisticsOf = (client: Client, room: RoomId, calls: Calls) => async (): Promise<AtServer> => {
  const { mine } = calls
  if (mine.is !== 'in') throw new ChatError('not_in_call')
  return client.ask('call.statistics', { room, participant: mine.you })
}

/** The page goes: it may be loaded anew, and is offered the way back then. */
function goAway(room: RoomId, calls: Calls, studio: Studio): void {
  const { mine } = calls
  if (mine.is !== 'in') return calls.leave()
  keepLeft({ room, call: mine.call, isHeard: studio.state.isHeard, isSeen: studio.state.camera !== null, at: Date.now() })
  calls.leave({ back: true })
}

const lockScreenDeeds = (studio: Studio, leave: () => void): LockScreenDeeds => ({
  toggleMicrophone: () => void studio.hear(!studio.state.isHeard),
  toggleCamera: () => void studio.see(studio.state.camera === null && !studio.state.opening.has('camera')),
  leave,
})

/** The devices are asked for while the server is: neither waits for the other. */
function enter(calls: Calls, studio: Studio, { room, call, video, isHeard, isSeen }: Entering): void {
  const how = { muted: !isHeard, video, ...(call === undefined ? {} : { call }) }
  // Refused: the line hears of it, and says why.
  calls.join(room, how).catch(() => undefined)
  if (isHeard && isSeen) studio.both()
  void studio.hear(isHeard)
  if (isSeen) void studio.see(true)
  // Who speaks while muted is told so, and is heard from the first word on: but nobody is asked for a microphone they did not want to use.
  if (!isHeard) void isAllowed('microphone').then((is) => is && calls.mine.is !== 'out' && studio.listen())
}

async function isAllowed(name: 'microphone'): Promise<boolean> {
  try {
    return (await navigator.permissions.query({ name })).state === 'granted'
  } catch {
    // A browser that does not say is not asked further.
    return false
  }
}

function later(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}
