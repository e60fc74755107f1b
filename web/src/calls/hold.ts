// The page's hold on calls: the one it is in, what rings, and the ways in. Small, because every page has it; the call itself comes when one is entered.

import { peopleShown } from '@hearth/client/called.ts'
import type { Client } from '@hearth/client/client.ts'
import { levelIn } from '@hearth/client/own.ts'
import { ownShown } from '@hearth/client/shown.ts'
import type { Call } from '@hearth/protocol/call-shapes.ts'
import type { CallId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { useCallback, useEffect, useMemo, useState, useSyncExternalStore } from 'react'
import { create } from 'zustand'
import { takeStale } from '../attention/note.ts'
import { useChoices } from '../media/choices.ts'
import { go } from '../route.ts'
import { useChat, useClient, useMe } from '../state.ts'
import { t } from '../text/t.ts'
import { useUi } from '../ui.ts'
import { sentence } from '../words.ts'
import type { Entering, Line } from './line.ts'
import type { CallView } from './view.ts'

type Hold = {
  /** The call this page is in. */
  readonly line: Line | null
  /** Its statistics were asked for by a word; whoever shows the call opens them. */
  readonly wantsStatistics: boolean
  /** Rings that were sent away here. */
  readonly dismissed: ReadonlySet<CallId>
  dismiss(call: CallId): void
  recall(call: CallId): void
}

export const useCalling = create<Hold>()((set) => ({
  line: null,
  wantsStatistics: false,
  dismissed: new Set(),
  dismiss: (call) => set(({ dismissed }) => ({ dismissed: new Set([...dismissed, call]) })),
  recall: (call) =>
    set(({ dismissed }) => (dismissed.has(call) ? { dismissed: new Set([...dismissed].filter((one) => one !== call)) } : {})),
}))

let isEntering = false

/** Enters a call; whichever this page was in is left. One at a time: a second press does nothing more. */
export async function enterCall(client: Client, entering: Entering): Promise<void> {
  const { say } = useUi.getState()
  if (isEntering) return entering.studio?.close()
  isEntering = true
  try {
    const [{ openLine }, { play }, { rungSays }] = await Promise.all([
      import('./line.ts'),
      import('../media/tones.ts'),
      import('./said.ts'),
    ])
    useCalling.getState().line?.close()
    const line = openLine(client, entering, {
      out(out) {
        if (out) say(out.says, out.isBad ? 'bad' : 'good')
        if (useCalling.getState().line === line) useCalling.setState({ line: null })
      },
      rung: ({ user, how }) => say(rungSays(peopleShown(client.state).get(user)?.displayName ?? t('Somebody'), how)),
      failed: (failure) => say(sentence(failure), 'bad'),
      tone(tone) {
        const context = new AudioContext()
        play(context, tone)
        setTimeout(() => void context.close(), 1500)
      },
    })
    useCalling.setState({ line })
    go({ at: 'call', room: entering.room })
  } catch (failure) {
    entering.studio?.close()
    say(sentence(failure), 'bad')
  } finally {
    isEntering = false
  }
}

/** What the call this page is in looks like just now. */
export function useCallView(line: Line): CallView {
  const subscribe = useCallback((changed: () => void) => line.subscribe(changed), [line])
  return useSyncExternalStore(subscribe, () => line.view)
}

const NOTHING = (): void => undefined

/** What the tab's title says of the call one is in: whether one is heard. */
export function useCallMark(): '' | '🎙 ' | '🔇 ' {
  const line = useCalling((hold) => hold.line)
  const subscribe = useCallback((changed: () => void) => (line ? line.subscribe(changed) : NOTHING), [line])
  const isHeard = useSyncExternalStore(subscribe, () => line?.view.isHeard ?? null)
  return isHeard === null ? '' : isHeard ? '🎙 ' : '🔇 '
}

/** The call that goes on in a room. That of a place to talk is always there; it counts while somebody is in it. */
export const useCallIn = (room: RoomId): Call | undefined =>
  useChat((state) => {
    const call = state.calls.get(room)
    return call && (call.participants.length > 0 || !state.rooms.get(room)?.voice) ? call : undefined
  })

export type Ring = { readonly call: Call; readonly room: Room; readonly isLoud: boolean }

/** A call that nobody is meant by alone is offered for so long. */
const SOFT_MS = 40_000
const TICK_MS = 5000

/**
 * What rings here: loudly who is meant by it, softly a call that just began in a group.
 * @param current the room that is looked at: its bar says the same as a soft ring
 */
export function useRings(current: RoomId | undefined): readonly Ring[] {
  const me = useMe()
  const calls = useChat((state) => state.calls)
  const rooms = useChat((state) => state.rooms)
  const line = useCalling((hold) => hold.line)
  const dismissed = useCalling((hold) => hold.dismissed)
  const fresh = useFresh()
  const own = useChat(ownShown)
  return useMemo(() => {
    return [...calls.values()].flatMap((call): Ring[] => {
      const room = rooms.get(call.room)
      if (call.by !== null && own.marks.get(call.by)?.blocked) return []
      const isIn = line?.room === call.room || call.participants.some(({ user }) => user === me.id)
      if (!room || isIn || dismissed.has(call.id)) return []
      if (call.ringing.includes(me.id)) return [{ call, room, isLoud: true }]
      const isSoft = room.id !== current && room.kind !== 'direct' && !room.voice && call.by !== me.id
      return isSoft && fresh.has(call.id) && levelIn(own, room) !== 'none' ? [{ call, room, isLoud: false }] : []
    })
  }, [calls, rooms, line, dismissed, fresh, own, me.id, current])
}

/**
 * A ring of the system that outlived the page that showed it, on a phone that killed it: it is taken away where nothing rings any more, and where it still
 * does as soon as that ends.
 */
export function useStaleRings(): void {
  const isOpen = useChat(({ connection }) => connection.is === 'open')
  const rings = useChat(({ calls, me }) => ringsFor([...calls.values()], me?.id))
  useEffect(() => {
    const alive = new Set(rings.split(' '))
    if (isOpen) takeStale((tag) => alive.has(tag)).catch(() => undefined)
  }, [isOpen, rings])
}

/** In one word, which is the same for as long as they are. */
const ringsFor = (calls: readonly Call[], user: UserId | undefined): string =>
  calls
    .filter(({ ringing }) => user !== undefined && ringing.includes(user))
    .map(({ id }) => id)
    .join(' ')

/** Calls that began before our eyes, a moment ago by this device's own clock. */
function useFresh(): ReadonlySet<CallId> {
  const client = useClient()
  const [begun, setBegun] = useState<ReadonlyMap<CallId, number>>(new Map())
  useEffect(
    () =>
      client.listen((event) => {
        // Called in anew by name: that it was sent away before was about something else.
        if (event.event === 'call.ringing') useCalling.getState().recall(event.with.call)
        if (event.event === 'call.open') setBegun((before) => new Map(before).set(event.with.call.id, Date.now()))
      }),
    [client],
  )
  useEffect(() => {
    if (begun.size === 0) return
    const forget = (): void => setBegun((before) => new Map([...before].filter(([, at]) => Date.now() - at < SOFT_MS)))
    const timer = setInterval(forget, TICK_MS)
    return () => clearInterval(timer)
  }, [begun.size])
  return useMemo(() => new Set(begun.keys()), [begun])
}

/** Join muted where many are; heard at once where two talk, or where one goes to talk. */
export const beginsHeard = (room: Pick<Room, 'kind' | 'voice'>): boolean => room.kind === 'direct' || room.voice === true

const company = (room: Pick<Room, 'kind' | 'voice'>): 'few' | 'many' => (beginsHeard(room) ? 'few' : 'many')

/** Does one come in heard? As one chose the last time one was asked in a room of this kind. */
export const comesHeard = (room: Pick<Room, 'kind' | 'voice'>): boolean => useChoices.getState().heard[company(room)] ?? beginsHeard(room)

export function rememberHeard(room: Pick<Room, 'kind' | 'voice'>, isHeard: boolean): void {
  const { heard, choose } = useChoices.getState()
  choose({ heard: { ...heard, [company(room)]: isHeard } })
}
