// What happened since the last look that this person should hear of: somebody means them while they look elsewhere, the way to the
// server, what could not be sent, another life of the server.
import { type Call, callOf, isResting } from '@hearth/client/attention.ts'
import type { State } from '@hearth/client/client.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { cleanLine } from '../clean.ts'
import { ringing } from '../commands/calls.ts'
import { createDue } from '../commands/due.ts'
import { nameOf, titleOf } from '../screen/model.ts'
import { notification, voiceOf } from '../surface/notify.ts'
import { reliefLine, troubleLine } from '../trouble.ts'
import type { App } from './app.ts'

/** So many notifications at once are enough. */
const MOST = 3
const RING_AGAIN_MS = 3000

export function createTeller(app: App): { look(): void; close(): void } {
  const { client, given, ui } = app
  let before: State | undefined
  const failed = new Set<string>()
  const due = createDue()
  let rung: readonly string[] = []
  let rungAt = 0

  function life(now: State): void {
    const [old, fresh] = [before?.hello?.epoch, now.hello?.epoch]
    if (old !== undefined && fresh !== undefined && old !== fresh)
      app.tell('This server was put back from a backup: what was said after that backup is gone.', true)
  }

  function trouble(now: State): void {
    const [old, fresh] = [before?.trouble ?? null, now.trouble]
    if (fresh !== null && fresh.says !== old?.says) app.tell(troubleLine(fresh), true)
    if (fresh === null && old !== null && now.me !== null) app.tell(reliefLine(old))
  }

  function unsent({ outbox, rooms }: State): void {
    for (const { clientId, state, room, failure } of outbox) {
      if (state !== 'failed' || failed.has(clientId)) continue
      failed.add(clientId)
      const there = rooms.get(room)
      if (room !== ui.room)
        app.tell(`Not sent in ${there ? titleOf(there) : 'a room that is gone'}: ${cleanLine(failure?.says ?? '')}`, true)
    }
  }

  /** Whether one looks or not: a call wants to be heard, again and again until it is taken, refused or over. */
  function rings(now: State): void {
    const calls = ringing(now)
    const fresh = calls.filter(({ id }) => !rung.includes(id))
    rung = calls.map(({ id }) => id)
    const { notify } = given.settings()
    if (isResting(now.own.settings, given.now())) return
    if (calls.length === 0 || notify === 'off' || (fresh.length === 0 && given.now() - rungAt < RING_AGAIN_MS)) return
    rungAt = given.now()
    given.surface.say('\u0007')
    const voice = voiceOf(given.env)
    if (notify === 'bell' || voice === 'bell' || ui.isFocused) return
    for (const { by } of fresh)
      given.surface.say(notification(voice, by === null ? 'A call' : nameOf(client.person(by)), 'calls you: /answer or /hangup', given.env))
  }

  /** Whoever wanted to be reminded wants to hear of it wherever they look. */
  function reminders(now: State): void {
    const all = due(now)
    for (const words of all) app.tell(words)
    if (all.length > 0 && given.settings().notify !== 'off') given.surface.say('\u0007')
  }

  function left(now: State): void {
    if (ui.room === undefined || now.rooms.has(ui.room) || now.me === null) return
    const old = before?.rooms.get(ui.room)
    const lobby = [...now.rooms.values()].find(({ kind }) => kind === 'lobby')
    ui.room = undefined
    if (lobby) void app.enter(lobby.id)
    if (old) app.tell(`You are no longer in ${titleOf(old)}.`)
  }

  /** What called for attention while this person looked elsewhere; of each room the newest. */
  const calls = new Map<RoomId, Call>()
  const stop = client.listen((event) => {
    const call = callOf(client.state, event)
    const { settings } = client.state.own
    if (call && !ui.isFocused && given.settings().notify !== 'off' && !isResting(settings, given.now())) calls.set(call.room, call)
  })

  function elsewhere(): void {
    const { notify, words } = given.settings()
    const voice = notify === 'bell' ? 'bell' : voiceOf(given.env)
    for (const { title, text } of [...calls.values()].slice(-MOST))
      given.surface.say(notification(voice, title, words && text !== '' ? text : 'something new was said', given.env))
    calls.clear()
  }

  return {
    close: stop,
    look() {
      const now = client.state
      if (now.me !== null) rings(now)
      if (now === before) return
      life(now)
      if (now.me !== null) {
        trouble(now)
        unsent(now)
        reminders(now)
        left(now)
        elsewhere()
      }
      before = now
    },
  }
}
