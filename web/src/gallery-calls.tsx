// Calls in every state that has its own look, with pictures drawn here instead of cameras.
import type { Call, PastCall, RecentCall } from '@hearth/protocol/call-shapes.ts'
import type { CallId, ParticipantId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import { type ReactElement, useMemo } from 'react'
import type { Return } from './calls/again.ts'
import type { Ring } from './calls/hold.ts'
import type { CallDeeds, CallView, Somebody } from './calls/view.ts'
import styles from './gallery.module.css'
import { people, rooms, saidBeside } from './gallery-cast.ts'
import { type Report } from './media/stats.ts'
import { trouble } from './media/trouble.ts'
import { CallScene } from './scenes/call/call.tsx'
import type { Panel } from './scenes/call/controls.tsx'
import { Mini } from './scenes/call/mini.tsx'
import { Rings } from './scenes/call/rings.tsx'
import type { Layout } from './scenes/call/stage.tsx'
import { TroubleNote } from './scenes/call/trouble-note.tsx'
import { PastCallRow } from './scenes/room/past-call.tsx'

const nothing = (): void => undefined
const deeds: CallDeeds = {
  ...{ hear: nothing, see: nothing, share: nothing, flip: nothing, deafen: nothing, hand: nothing, react: nothing, leave: nothing },
  ...{
    endForAll: nothing,
    allow: nothing,
    mute: nothing,
    watch: nothing,
    dismiss: nothing,
    retry: nothing,
    unblock: nothing,
    look: nothing,
  },
  ...{ level: () => 0.6, renew: nothing },
}

const somebody = (index: number, more: Partial<Somebody> = {}): Somebody => ({
  key: `${'participant'.padEnd(25, '0')}${index}` as ParticipantId,
  user: people[index % people.length]?.id ?? ('' as UserId),
  isMe: index === 0,
  isMuted: false,
  isDeaf: false,
  isListener: false,
  handAt: null,
  hasCamera: more.camera != null,
  camera: null,
  hasScreen: more.screen != null,
  screen: null,
  speaks: false,
  spokeAt: 0,
  state: 'here',
  reaction: null,
  ...more,
})

/** A room with a lamp, painted: what a camera would see, or a page of a plan for a screen. */
export function painted(hue: number, isScreen = false): MediaStream {
  const canvas = document.createElement('canvas')
  canvas.width = 640
  canvas.height = 360
  const brush = canvas.getContext('2d')
  const paint = (): void => {
    if (!brush) return
    const wall = brush.createLinearGradient(0, 0, 640, 360)
    wall.addColorStop(0, isScreen ? '#f7f5f1' : `hsl(${hue} 30% 62%)`)
    wall.addColorStop(1, isScreen ? '#efebe4' : `hsl(${hue + 40} 35% 34%)`)
    brush.fillStyle = wall
    brush.fillRect(0, 0, 640, 360)
    brush.fillStyle = isScreen ? '#c2410c' : `hsl(${hue + 15} 40% 26%)`
    if (isScreen)
      for (let line = 0; line < 9; line++)
        brush.fillRect(60, 50 + line * 30, line === 0 ? 220 : 380 + ((line * 67) % 140), line === 0 ? 16 : 6)
    else {
      brush.beginPath()
      brush.arc(320, 170, 70, 0, Math.PI * 2)
      brush.ellipse(320, 400, 150, 140, 0, 0, Math.PI * 2)
      brush.fill()
    }
  }
  paint()
  setInterval(paint, 500)
  return canvas.captureStream(2)
}

const DAY = 86_400_000
const past = (more: Partial<PastCall>): PastCall => ({
  id: `${'call'.padEnd(26, '0')}` as CallId,
  seq: 1,
  by: people[1]?.id ?? ('' as UserId),
  at: Date.now() - DAY,
  video: false,
  ended: { at: Date.now() - DAY + 754_000, why: 'left', by: null, people: people.slice(0, 2).map(({ id }) => id) },
  ...more,
})

/** One that something was said beside. */
const beside: PastCall = past({
  id: `${'cha7'.padEnd(26, '0')}` as CallId,
  replies: { count: 3, lastSeq: 4, lastAt: Date.now() - 60_000, users: people.slice(1, 3).map(({ id }) => id) },
})
export const callThread = {
  call: { ...beside, at: Date.now() - 754_000, ended: null },
  replies: saidBeside(threadOfCall(beside.id)),
  more: false,
}

const calm: CallView = {
  room: rooms[1]?.id ?? ('' as RoomId),
  thread: threadOfCall(beside.id),
  phase: 'in',
  since: Date.now() - 754_000,
  people: [],
  ...{ isHeard: true, isSeen: false, isShared: false, isDeaf: false, hasHand: false, mayVoice: true, mayEnd: true, mayLead: true },
  hasAudience: false,
  ...{
    opening: new Set(),
    troubles: [],
    isUnheard: false,
    isBlocked: false,
    network: 'good',
    report: null,
    atServer: null,
    isCalling: false,
    isWaiting: false,
  },
}

const report: Report = {
  roundTripMs: 4,
  mayKbps: 2860,
  route: 'udp → 192.168.1.20:40012',
  flows: [
    { way: 'sent', kind: 'audio', mid: '0', layer: null, codec: 'opus', kbps: 31, lost: 0, jitterMs: 1, picture: null, held: null },
    {
      way: 'sent',
      kind: 'video',
      mid: '1',
      layer: 'h',
      codec: 'VP8',
      kbps: 1240,
      lost: 0.004,
      jitterMs: 3,
      picture: { width: 1280, height: 720, fps: 24 },
      held: 'bandwidth',
    },
    { way: 'received', kind: 'audio', mid: '4', layer: null, codec: 'opus', kbps: 30, lost: 0, jitterMs: 2, picture: null, held: null },
    {
      way: 'received',
      kind: 'video',
      mid: '5',
      layer: null,
      codec: 'VP8',
      kbps: 420,
      lost: 0.02,
      jitterMs: 8,
      picture: { width: 640, height: 360, fps: 15 },
      held: null,
    },
  ],
}

const atServer: CallView['atServer'] = {
  engine: 'werift',
  participants: [0, 1, 2, 3].map((who) => ({
    ...{
      participant: somebody(who).key,
      packetsIn: 50,
      packetsOut: 210,
      kilobitsIn: 31 + who * 400,
      kilobitsOut: 1240,
      lossIn: 0,
      lossOut: who * 0.011,
    },
    roundTripMs: 4,
  })),
}

type State = { readonly view: Partial<CallView>; readonly panel?: Panel; readonly layout?: Layout; readonly room?: number }

const faces = (): readonly Somebody[] => [
  somebody(0),
  somebody(1, { speaks: true, spokeAt: 9 }),
  somebody(2, { isMuted: true }),
  somebody(3),
]
const seen = (): readonly Somebody[] => [
  somebody(0, { camera: painted(20) }),
  somebody(1, { camera: painted(130), speaks: true, spokeAt: 9 }),
  somebody(2, { camera: painted(220), isMuted: true, handAt: 4 }),
  somebody(3, { isMuted: true, reaction: { emoji: '👏', id: 1 } }),
]

const states: Readonly<Record<string, () => State>> = {
  'voices, a grid': () => ({ view: { people: faces() } }),
  'cameras, hand, reaction': () => ({ view: { people: seen(), isSeen: true } }),
  'who speaks, large': () => ({ view: { people: seen(), isSeen: true }, layout: 'speaker' }),
  'a screen takes the stage': () => ({
    view: { people: [...seen().slice(0, 3), somebody(3, { screen: painted(40, true) })] },
    layout: 'speaker',
  }),
  'many people': () => ({ view: { people: Array.from({ length: 40 }, (_, index) => somebody(index, { isMuted: index % 3 > 0 })) } }),
  connecting: () => ({ view: { phase: 'joining', since: null } }),
  'calling somebody': () => ({ view: { people: [somebody(0)], isCalling: true }, room: 4 }),
  'the other lost the way': () => ({ view: { people: [somebody(0)], isWaiting: true, mayEnd: false }, room: 4 }),
  reconnecting: () => ({
    view: {
      people: [somebody(0, { state: 'away' }), somebody(1, { state: 'away' }), somebody(2, { state: 'coming' })],
      phase: 'reconnecting',
    },
  }),
  'poor network': () => ({
    view: { people: [somebody(0, { state: 'poor' }), somebody(1), somebody(2, { state: 'away' })], network: 'poor' },
  }),
  'nothing gets through': () => ({ view: { people: [somebody(0), somebody(1)], phase: 'joining', network: 'blocked' } }),
  'muted but speaking': () => ({ view: { people: [somebody(0, { isMuted: true }), somebody(1)], isHeard: false, isUnheard: true } }),
  'a device is lost, the page is silent': () => ({
    view: {
      people: [somebody(0, { isMuted: true }), somebody(1)],
      isHeard: false,
      isBlocked: true,
      troubles: [trouble('microphone', 'lost'), trouble('camera', 'busy')],
    },
  }),
  'deaf, with the people': () => ({
    view: { people: [...faces().slice(1), somebody(0, { isDeaf: true })], isDeaf: true },
    panel: 'people',
  }),
  'audience of a channel': () => ({
    view: {
      people: [
        somebody(0, { isListener: true, isMuted: true, handAt: 3 }),
        somebody(1, { speaks: true }),
        somebody(2, { isListener: true, isMuted: true }),
      ],
      mayVoice: false,
      hasAudience: true,
      hasHand: true,
      mayEnd: false,
      mayLead: false,
    },
    panel: 'people',
    room: 3,
  }),
  'leading a channel': () => ({
    view: {
      people: [
        somebody(0),
        somebody(1, { isListener: true, isMuted: true, handAt: 3 }),
        somebody(2, { isListener: true, isMuted: true }),
        somebody(3, { speaks: true }),
      ],
      hasAudience: true,
    },
    panel: 'people',
    room: 3,
  }),
  'with the chat': () => ({ view: { people: faces() }, panel: 'chat' }),
  settings: () => ({ view: { people: faces() }, panel: 'settings' }),
  statistics: () => ({ view: { people: faces(), report, atServer }, panel: 'statistics' }),
}

const me = people[0]?.id ?? ('' as UserId)
const alone = (who: readonly UserId[], why: 'missed' | 'declined'): PastCall['ended'] => ({
  at: Date.now() - DAY + 40_000,
  why,
  by: null,
  people: [...who],
})
const calls: readonly PastCall[] = [
  past({}),
  past({
    video: true,
    ended: alone(
      people.slice(1, 2).map(({ id }) => id),
      'missed',
    ),
  }),
  past({
    ended: alone(
      people.slice(1, 2).map(({ id }) => id),
      'declined',
    ),
  }),
  past({ by: me, ended: alone([me], 'missed') }),
  past({ by: me, ended: alone([me], 'declined') }),
  past({ ended: null }),
]

/** Of the first direct room, and of a group. */
export const recent: readonly RecentCall[] = calls.flatMap((call, index): RecentCall[] => {
  const room = rooms[index % 2 === 0 ? 1 : 4]
  return room ? [{ room: room.id, call: { ...call, id: `${'recent'.padEnd(25, '0')}${index}` as CallId } }] : []
})

/** Going on in the rooms of the gallery: for the sidebar and the bar of a room. */
export const ongoing: readonly Call[] = [2, 6].flatMap((index): Call[] => {
  const room = rooms[index]
  if (!room) return []
  const participants = [1, 2].map((who) => ({
    ...{ id: `${'p'.repeat(25)}${who}` as ParticipantId, user: people[who]?.id ?? me, at: Date.now(), speaks: true, muted: who === 2 },
    ...{ camera: false, sharing: false, deafened: false, hand: null, connected: true },
  }))
  return [
    {
      id: `${'c'.repeat(25)}${index}` as CallId,
      room: room.id,
      by: participants[0]?.user ?? me,
      at: Date.now(),
      video: false,
      participants,
      ringing: [],
      until: null,
    },
  ]
})

const ring = (index: number, isLoud: boolean): Ring[] => {
  const [call, room] = [ongoing[0], rooms[index]]
  return call && room ? [{ call: { ...call, id: `${'r'.repeat(25)}${index}` as CallId, video: isLoud }, room, isLoud }] : []
}

/** Where the page was loaded anew in mid-call. */
function again(): Return | null {
  const room = rooms[2]
  const call = ongoing[0]
  return room && call ? { room, left: { room: room.id, call: call.id, isHeard: true, isSeen: false, at: Date.now() } } : null
}

/** By name, what stands for `?show=call: NAME` in the gallery. */
export const callStates: readonly string[] = [...Object.keys(states), 'rings', 'entries']

export function CallState({ name }: { readonly name: string }): ReactElement | null {
  const state = states[name]
  if (state) return <OneState state={state} />
  if (name === 'entries') return <Entries />
  return (
    <main className={styles.alone}>
      <h1 className="out-of-sight">Rings</h1>
      <Rings rings={[...ring(4, true), ...ring(1, false)]} again={again()} isQuiet />
    </main>
  )
}

function OneState({ state }: { readonly state: () => State }): ReactElement | null {
  const { view, panel, layout, room: index = 1 } = useMemo(() => state(), [state])
  const room = rooms[index]
  if (!room) return null
  return (
    <div className={styles.alone}>
      <CallScene
        room={room}
        view={{ ...calm, room: room.id, ...view }}
        deeds={deeds}
        first={{ ...(panel ? { panel } : {}), ...(layout ? { layout } : {}) }}
        onPip={nothing}
      />
    </div>
  )
}

function Entries(): ReactElement | null {
  const [direct, group] = [rooms[4], rooms[1]]
  if (!direct || !group) return null
  const view = { ...calm, people: seen(), isHeard: false }
  return (
    <main className={styles.theme}>
      <h1>Calls in the log, the widget, what is in the way</h1>
      <div className={styles.wide}>
        {calls.map((call, index) => (
          <PastCallRow key={index} rowKey={`${index}`} tabbable={false} room={direct} call={call} isRoot={false} />
        ))}
        <PastCallRow rowKey="group" tabbable={false} room={group} call={past({})} isRoot={false} />
        <PastCallRow rowKey="replied" tabbable={false} room={group} call={beside} isRoot={false} />
        {(['insecure', 'unsupported', 'missing', 'refused', 'dismissed', 'system', 'busy', 'lost', 'other'] as const).map((is) => (
          <TroubleNote key={is} trouble={trouble('microphone', is)} onRetry={nothing} onDismiss={nothing} />
        ))}
      </div>
      <div className={styles.miniFrame}>
        <Mini room={group} view={view} deeds={deeds} onOpen={nothing} />
      </div>
    </main>
  )
}
