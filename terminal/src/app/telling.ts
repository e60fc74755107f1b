// What happened since the last look that this person should hear of: somebody means them while they look elsewhere, the way to the
// server, what could not be sent, another life of the server.
import type { State } from '@hearth/client/client.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { ringing } from '../commands/calls.ts'
import { nameOf, titleOf } from '../screen/model.ts'
import { notification, voiceOf } from '../surface/notify.ts'
import { reliefLine, troubleLine } from '../trouble.ts'
import type { App } from './app.ts'

/** So many notifications at once are enough. */
const MOST = 3
const RING_AGAIN_MS = 3000

export function createTeller(app: App): { look(): void } {
  const { client, given, ui } = app
  let before: State | undefined
  const failed = new Set<string>()
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
      if (room !== ui.room) app.tell(`Not sent in ${there ? titleOf(there) : 'a room that is gone'}: ${failure?.says ?? ''}`, true)
    }
  }

  /** Whether one looks or not: a call wants to be heard, again and again until it is taken, refused or over. */
  function rings(now: State): void {
    const calls = ringing(now)
    const fresh = calls.filter(({ id }) => !rung.includes(id))
    rung = calls.map(({ id }) => id)
    const { notify } = given.settings()
    if (calls.length === 0 || notify === 'off' || (fresh.length === 0 && given.now() - rungAt < RING_AGAIN_MS)) return
    rungAt = given.now()
    given.surface.say('\u0007')
    const voice = voiceOf(given.env)
    if (notify === 'bell' || voice === 'bell' || ui.isFocused) return
    for (const { by } of fresh)
      given.surface.say(notification(voice, by === null ? 'A call' : nameOf(client.person(by)), 'calls you: /answer or /hangup', given.env))
  }

  function left(now: State): void {
    if (ui.room === undefined || now.rooms.has(ui.room) || now.me === null) return
    const old = before?.rooms.get(ui.room)
    const lobby = [...now.rooms.values()].find(({ kind }) => kind === 'lobby')
    ui.room = undefined
    if (lobby) void app.enter(lobby.id)
    if (old) app.tell(`You are no longer in ${titleOf(old)}.`)
  }

  function elsewhere(now: State): void {
    const old = before
    const { notify } = given.settings()
    if (!old?.me || ui.isFocused || notify === 'off') return
    const news = [...now.rooms.values()].filter((room) => isNews(room, old.rooms.get(room.id)))
    for (const room of news.slice(0, MOST)) {
      const voice = notify === 'bell' ? 'bell' : voiceOf(given.env)
      given.surface.say(notification(voice, titleOf(room), wordsOf(app, room.id), given.env))
    }
  }

  return {
    look() {
      const now = client.state
      if (now.me !== null) rings(now)
      if (now === before) return
      life(now)
      if (now.me !== null) {
        trouble(now)
        unsent(now)
        left(now)
        elsewhere(now)
      }
      before = now
    },
  }
}

/** Said to this person: in a room of two, or with their name in it. */
const isNews = (room: Room, before: Room | undefined): boolean =>
  before !== undefined && (room.mentions > before.mentions || (room.kind === 'direct' && room.unread > before.unread))

function wordsOf({ client, given }: App, room: RoomId): string {
  const last = client.state.timelines.get(room)?.messages.at(-1)
  if (!given.settings().words || !last) return 'something new was said'
  return `${nameOf(client.person(last.author))}: ${last.text ?? ''}`
}
