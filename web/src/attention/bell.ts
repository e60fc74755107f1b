// Rings for what calls for attention: a notification of the system, a sound. One tab of several does; what was read elsewhere falls silent.
import { type Call, callOf, dueSince, isAnswered, isResting } from '@hearth/client/attention.ts'
import type { Client } from '@hearth/client/client.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Later } from '@hearth/protocol/later-shapes.ts'
import { keep, read } from '../kept-words.ts'
import { go } from '../route.ts'
import { plain } from '../text/markdown.tsx'
import { t } from '../text/t.ts'
import { elect, joinTabs } from './elect.ts'
import { type Standing, showNote } from './note.ts'
import { knock } from './sound.ts'

const DEVICE = 'hearth.notify'
/** When the reminder was due that rang last here. */
const RUNG = 'hearth.rung'
/** Notifications that stand at once; older ones go. */
const MOST_STANDING = 20
/** No sound follows another within this time. */
const SOUND_REST_MS = 1500

export type Permission = 'granted' | 'denied' | 'default' | 'missing'

export const permission = (): Permission => ('Notification' in globalThis ? Notification.permission : 'missing')
/** Whether this device shows notifications: asked for once, and may be turned off again. */
export const isOn = (): boolean => permission() === 'granted' && read(DEVICE) !== 'off'
/** Only from a click: browsers ask nobody unasked. */
export async function turnOn(): Promise<Permission> {
  keep(DEVICE, 'on')
  return permission() === 'default' ? Notification.requestPermission() : permission()
}
export const turnOff = (): void => keep(DEVICE, 'off')

/** Shows one, to try whether it is seen. */
export function tryIt(): void {
  void show({ title: t('This is how it looks'), text: t('Click it: you come back here.'), tag: 'hearth.try' }, () => undefined)
  knock()
}

/** Listens from here on. Called once per page. */
export function hangBell(client: Client): void {
  const tabs = joinTabs()
  const tellTabs = (): void => tabs.say(isLookedAt() ? roomInSight() : null)
  for (const name of ['focus', 'blur', 'pagehide', 'hashchange']) addEventListener(name, tellTabs)
  document.addEventListener('visibilitychange', tellTabs)
  tellTabs()
  elect(() => ring(client, (room) => tabs.looksAt(room)))
}

function ring(client: Client, isSeen: (room: RoomId) => boolean): void {
  const standing = new Map<string, { readonly call: Call; readonly shown: Standing | null }>()
  let lastSound = 0

  const take = (isOver: (call: Call) => boolean): void => {
    for (const [tag, { call, shown }] of standing) {
      if (!isOver(call)) continue
      shown?.close()
      standing.delete(tag)
    }
  }
  client.subscribe(() => {
    if (client.state.me === null) take(() => true)
  })
  client.listen((event) => {
    take((call) => isAnswered(call, event, client.state.me?.id))
    const call = callOf(client.state, event)
    if (event.event === 'later.gone') take(({ why, id }) => why === 'reminder' && !isRemindedOf(client, id))
    if (event.event === 'later.kept') noteRung(event.with.later)
    callFor(call)
  })
  whenIn(client, () => {
    for (const later of dueSince(client.state, Number(read(RUNG) ?? 0))) {
      noteRung(later)
      callFor(callOf(client.state, { event: 'later.kept', with: { later } }))
    }
  })

  function callFor(call: Call | undefined): void {
    if (call === undefined || (call.why !== 'reminder' && isSeen(call.room))) return
    const { settings } = client.state.own
    if (isResting(settings, Date.now())) return
    if (settings.sound && Date.now() - lastSound > SOUND_REST_MS) {
      lastSound = Date.now()
      knock()
    }
    if (!isOn()) return
    const tag = `${call.room} ${call.seq}`
    const shown = show({ ...wordsOf(call), tag }, () => open(call))
    standing.set(tag, { call, shown })
    const oldest = standing.keys().next().value
    if (standing.size > MOST_STANDING && oldest !== undefined) {
      standing.get(oldest)?.shown?.close()
      standing.delete(oldest)
    }
  }
}

/** Each time somebody comes in, or back: it is known then what they keep. */
function whenIn(client: Client, then: () => void): void {
  let was = false
  const look = (): void => {
    const is = client.state.connection.is === 'open' && client.state.me !== null
    const comes = is && !was
    was = is
    if (comes) then()
  }
  client.subscribe(look)
  look()
}

/** A reminder that came due while the page was away rings when it is back, and not with every page after that. */
function noteRung({ kind, state, due }: Later): void {
  if (kind === 'remind' && state === 'due') keep(RUNG, String(Math.max(due, Number(read(RUNG) ?? 0))))
}

const isRemindedOf = ({ state }: Client, id: Call['id']): boolean => [...state.own.later.values()].some((later) => later.message === id)

function wordsOf({ why, title, text }: Call): Omit<Shown, 'tag'> {
  if (why === 'reminder')
    return { title: t('Reminder · {room}', { room: title }), text: text === '' ? t('A message you wanted to come back to') : text }
  return { title, text: text === '' ? t('A new message') : plain(text) }
}

function open(call: Call): void {
  window.focus()
  go({ at: 'room', room: call.room, seq: call.seq, ...(call.thread === undefined ? {} : { thread: call.thread }) })
}

type Shown = { readonly title: string; readonly text: string; readonly tag: string }

const show = ({ title, text, tag }: Shown, onClick: () => void): Standing | null =>
  showNote({ title, body: text.slice(0, 300), tag }, onClick)

const isLookedAt = (): boolean => document.visibilityState === 'visible' && document.hasFocus()
const roomInSight = (): string | null => /^#\/room\/([0-9a-z]{26})/.exec(location.hash)?.[1] ?? null
