// The call this page is in: the client's calls, the devices, the peer connection and the voices, held together.
import { createCalls } from '@hearth/client/calls.ts'
import type { Client } from '@hearth/client/client.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { CallId, RoomId } from '@hearth/protocol/ids.ts'
import { createAwake, createLockScreen } from '../media/awake.ts'
import { useChoices, volumeOf } from '../media/choices.ts'
import { openPeer, type WebPeer } from '../media/peer.ts'
import { createStudio, type Studio } from '../media/studio.ts'
import { createVoices, type Sound } from '../media/voices.ts'
import { createDeeds, createWishes } from './deeds.ts'
import { drawView, ownFacts, ownTracks } from './draw.ts'
import { createMemory } from './memory.ts'
import { createStreams } from './people.ts'
import { createReporter } from './report.ts'
import { type Out, outOf, type Rung, rungIn } from './said.ts'
import type { CallDeeds, CallView } from './view.ts'

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

/** Nothing gets through for so long: something stands in the way. */
const BLOCKED_MS = 10_000
const CHECK_MS = 1000
const ECHO_MS = 1500
/** In a crowd people come and go all the time. */
const CROWD = 8

/** @param client must have signed somebody in */
export function openLine(client: Client, entering: Entering, hooks: Hooks): Line {
  const { room } = entering
  const studio = entering.studio ?? createStudio()
  const streams = createStreams()
  const listeners = new Set<() => void>()
  const memory = createMemory(changed)
  let peer: WebPeer | null = null
  let isSilenced = false
  let isClosed = false
  let isDue = false
  let since: number | null = null
  let wasMuted = true
  let saidAt = 0
  let workedAt = performance.now()

  const calls = createCalls({
    client,
    wait: later,
    openPeer: (iceServers, linked) => (peer = openPeer(iceServers, linked, (source) => ownTracks(studio.state)[source], changed)),
  })
  const voices = createVoices((to) => {
    if (isSilenced !== to) changed()
    isSilenced = to
  })
  voices.speaker(useChoices.getState().speaker)
  const reporter = createReporter(() => peer, changed)
  const wishes = createWishes(calls)
  const deeds = createDeeds({ calls, wishes, studio, voices, reporter, failed: hooks.failed })
  const awake = createAwake()
  const lockScreen = createLockScreen({
    toggleMicrophone: () => deeds.hear(!studio.state.isHeard),
    toggleCamera: () => deeds.see(studio.state.camera === null),
    leave: deeds.leave,
  })
  const call = () => client.state.calls.get(room)
  const isStuck = (): boolean => calls.mine.is === 'in' && calls.mine.link !== 'connected' && performance.now() - workedAt > BLOCKED_MS
  let view = draw()

  function draw(): CallView {
    const { report } = reporter
    const incoming = (mid: string): MediaStreamTrack | undefined => peer?.incoming(mid)
    const [state, { mine }] = [client.state, calls]
    return drawView({
      ...{ room, state, mine, studio: studio.state, streams, incoming, memory, report, since },
      ...{ isStuck: isStuck(), isBlocked: isSilenced },
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
      sound()
      for (const listener of [...listeners]) listener()
    })
  }

  function sound(): void {
    const { mine } = calls
    const choices = useChoices.getState()
    const participants = call()?.participants ?? []
    const sounds = (mine.is === 'in' ? mine.slots : []).flatMap(({ mid, from }): Sound[] => {
      const track = from?.source === 'mic' || from?.source === 'sound' ? peer?.incoming(mid) : undefined
      const user = participants.find(({ id }) => id === from?.participant)?.user
      return track && user !== undefined ? [{ key: mid, track, volume: volumeOf(choices, user) }] : []
    })
    voices.deafen(view.isDeaf)
    voices.set(sounds)
    awake.set(view.people.some(({ camera, screen }) => camera !== null || screen !== null))
    lockScreen.show({ room: client.state.rooms.get(room)?.name ?? '', isMuted: !view.isHeard, hasCamera: view.isSeen })
  }

  /** What the devices give is sent, and what is on is said. */
  function followStudio(): void {
    const tracks = ownTracks(studio.state)
    for (const source of ['mic', 'camera', 'screen', 'sound'] as const) peer?.send(source, tracks[source])
    const now = ownFacts(studio.state)
    if (calls.mine.is !== 'out') {
      const { own } = calls.mine
      if (now.muted !== own.muted || now.camera !== own.camera || now.sharing !== own.sharing) {
        saidAt = performance.now()
        calls.set(now)
      }
    }
    changed()
  }

  function followCalls(): void {
    const { mine } = calls
    if (mine.is === 'out') return end(outOf(mine))
    if (mine.is === 'in') memory.speak(mine.speaking)
    wishes.again()
    if (mine.is !== 'in' || mine.link === 'connected') workedAt = performance.now()
    if (mine.is === 'in' && mine.link === 'connected') since ??= Date.now()
    changed()
  }

  /** Whoever leads may mute this device, or let it speak no longer. */
  function followState(): void {
    const { mine } = calls
    memory.meet(call()?.participants ?? [])
    const self = mine.is === 'in' ? call()?.participants.find(({ id }) => id === mine.you) : undefined
    if (self) {
      // What was said by this device a moment ago comes back, too, and means nothing new.
      const isTold = self.muted && !wasMuted && performance.now() - saidAt > ECHO_MS
      if (studio.state.isHeard && (!self.speaks || isTold)) void studio.hear(false)
      if (!self.speaks && studio.state.camera) void studio.see(false)
      if (!self.speaks && studio.state.screen) void studio.share(false)
      wasMuted = self.muted
    }
    changed()
  }

  function heard(event: ChatEvent): void {
    const { mine } = calls
    if (event.room !== room || mine.is !== 'in') return
    if (event.event === 'call.reacted') memory.react(event.with.participant, event.with.emoji)
    if (event.event === 'call.ringing') for (const user of event.with.busy) hooks.rung({ user, how: 'busy' })
    if (event.event === 'call.rung') for (const rung of rungIn(event.with)) hooks.rung(rung)
    if ((call()?.participants.length ?? 0) > CROWD) return
    if (event.event === 'call.joined' && event.with.participant.id !== mine.you) hooks.tone('came')
    if (event.event === 'call.left' && event.with.participant !== mine.you) hooks.tone('went')
  }

  const checking = setInterval(() => isStuck() !== (view.network === 'blocked') && changed(), CHECK_MS)
  const endings = [
    calls.subscribe(followCalls),
    client.subscribe(followState),
    client.listen(heard),
    studio.subscribe(followStudio),
    useChoices.subscribe(changed),
    listenTo(globalThis, 'online', calls.mend),
    listenTo(networkOf(navigator), 'change', calls.mend),
    // A closed tab says so; what is only hidden goes on.
    listenTo(globalThis, 'pagehide', calls.leave),
  ]

  function end(out: Out): void {
    if (isClosed) return
    close()
    hooks.out(out)
  }
  function close(): void {
    if (isClosed) return
    isClosed = true
    clearInterval(checking)
    for (const ending of endings) ending()
    for (const one of [calls, reporter, voices, awake, lockScreen, studio]) one.close()
    listeners.clear()
  }

  enter(calls, studio, entering)

  return {
    room,
    get view() {
      return view
    },
    deeds,
    subscribe(listener) {
      const ear = (): void => listener()
      listeners.add(ear)
      return () => void listeners.delete(ear)
    },
    close,
  }
}

/** The devices are asked for while the server is: neither waits for the other. */
function enter(calls: ReturnType<typeof createCalls>, studio: Studio, { room, call, video, isHeard, isSeen }: Entering): void {
  const how = { muted: !isHeard, video, ...(call === undefined ? {} : { call }) }
  // Refused: the line hears of it, and says why.
  calls.join(room, how).catch(() => undefined)
  void studio.hear(isHeard)
  if (isSeen) void studio.see(true)
}

function later(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}

function listenTo(target: EventTarget | undefined, name: string, act: () => void): () => void {
  target?.addEventListener(name, act)
  return () => target?.removeEventListener(name, act)
}

/** Some browsers say when the network is another one. */
const networkOf = (browser: Navigator): EventTarget | undefined =>
  'connection' in browser && browser.connection instanceof EventTarget ? browser.connection : undefined
