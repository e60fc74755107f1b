// Who is listening now, and who of them hears what. Memory only; decides nothing: audiences come with the tellings.

import { errors } from '@hearth/protocol/errors.ts'
import type { ChatEvent } from '@hearth/protocol/events.ts'
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { NAMED_HERE } from '@hearth/protocol/limits.ts'
import type { ShownAs } from '@hearth/protocol/own-shapes.ts'
import type { Presence } from '@hearth/protocol/shapes.ts'
import type { Audience, Telling } from '#core/outcome.ts'
import { createEncoder, type Encode } from './encode.ts'
import type { Dialect, Listener } from './listener.ts'
import { add, everyListener, follow, listenersIn, nobody, type People, remove, unfollow } from './people.ts'
import { createPresence, type Look } from './presence.ts'

export type Given = {
  readonly now: () => number
  /** A timer that can be called off. */
  readonly wait: (ms: number, then: () => void) => () => void
  readonly log: { error(about: object, says: string): void }
  /** Somebody's last connection is gone for good. */
  readonly onGone?: (user: UserId, at: number) => void
  /** May everybody know when they left? Absent: of everybody. */
  readonly isSeen?: (user: UserId) => boolean
  /** What somebody chose to be shown as. Absent: nobody chose anything. */
  readonly shownAs?: (user: UserId) => ShownAs
}

export type Hub = {
  /** Carries tellings out, in order. Never throws. */
  publish(tellings: readonly Telling[]): void
  /** From here on this sees all that is told, before anybody hears it. It must not throw. */
  watch(watcher: (tellings: readonly Telling[]) => void): void
  /** From here on the listener hears its person's rooms. */
  attach(listener: Listener, rooms: readonly RoomId[]): void
  /** Twice is harmless. */
  detach(listener: Listener): void
  /** In the order they came: all of them, or the first so many. */
  online(most?: number): readonly Presence[]
  isHere(user: UserId): boolean
  /** As others see them; undefined: not here. */
  presenceOf(user: UserId): Presence | undefined
  connectionsOf(user: UserId): number
  /** From where somebody is connected, and how many people are from each of these addresses. */
  whereabouts(user: UserId): readonly { readonly address: string; readonly people: number }[]
  listeners(): number
  /** Says the last event to everybody and ends them. */
  stop(event: ChatEvent): void
  close(): void
}

export function createHub(given: Given): Hub {
  const people = nobody()
  const deaf = nobody()
  const encode = createEncoder(given.log)
  /** Who was told of some of those who are here, and not of all. */
  const newcomers = new Set<Listener>()
  const watchers: ((tellings: readonly Telling[]) => void)[] = []
  let count = 0
  const presence = createPresence({
    ...given,
    tell: (news) => {
      tellNews(people, encode, news, newcomers, presence.online)
      newcomers.clear()
    },
  })

  function attach(listener: Listener, rooms: readonly RoomId[]): void {
    if (!add(listener.deaf ? deaf : people, listener, rooms)) return
    count++
    if (listener.deaf) return
    presence.came(listener.user, lookOf(listener.user))
    if (presence.count() <= NAMED_HERE) return
    newcomers.add(listener)
    presence.tellSoon()
  }
  function detach(listener: Listener): void {
    const person = remove(listener.deaf ? deaf : people, listener)
    newcomers.delete(listener)
    if (person !== 'unknown') count--
    if (listener.deaf || person === 'unknown') return
    if (person === 'gone') presence.left(listener.user)
    else presence.came(listener.user, lookOf(listener.user))
  }
  const lookOf = (user: UserId): Look => {
    const chosen = given.shownAs?.(user) ?? 'auto'
    return chosen === 'auto' ? liveliest(people.byUser.get(user)?.listeners ?? []) : chosen
  }
  function bear({ user, session, as }: Bear): void {
    const listeners = people.byUser.get(user)?.listeners ?? []
    for (const listener of listeners) if (as !== undefined && listener.session === session) listener.bearing = as
    if (listeners.length > 0) presence.came(user, lookOf(user))
  }
  function end(listener: Listener, code: 'session_unknown' | 'banned'): void {
    const last = encode(listener.dialect, { event: 'session.ended', with: { code, says: errors[code].says } })
    detach(listener)
    listener.out.end(code, last)
  }
  function renew(listener: Listener): void {
    detach(listener)
    listener.deaf = true
    attach(listener, [])
    // Whose own request it was is answered in this breath.
    given.wait(0, () => {
      detach(listener)
      listener.out.end('anew', undefined)
    })
  }
  const everybody = (): readonly Listener[] => [...everyListener(people), ...everyListener(deaf)]
  const allOf = (user: UserId): readonly Listener[] => [people, deaf].flatMap(({ byUser }) => byUser.get(user)?.listeners ?? [])

  return {
    publish: (tellings) => {
      for (const watch of watchers) watch(tellings)
      for (const telling of tellings) {
        if (telling.do === 'tell') tell(people, encode, telling.event, telling.audience)
        else if (telling.do === 'cut' || telling.do === 'shut')
          for (const listener of meant(telling, everybody, allOf)) end(listener, codeOf(telling))
        else if (telling.do === 'anew') for (const listener of allOf(telling.user)) renew(listener)
        else if (telling.do === 'bear') bear(telling)
        else if (telling.do !== 'hush') move(people, telling)
      }
    },
    watch: (watcher) => void watchers.push(watcher),
    attach,
    detach,
    online: presence.online,
    isHere: (user) => presence.of(user) !== undefined,
    presenceOf: presence.of,
    connectionsOf: (user) => allOf(user).length,
    whereabouts: (user) => whereabouts(people, user),
    listeners: () => count,
    stop: (event) => {
      for (const listener of everybody()) listener.out.end('stopping', encode(listener.dialect, event))
    },
    close: presence.close,
  }
}

function tell(people: People, encode: Encode, event: ChatEvent, audience: Audience): void {
  switch (audience.to) {
    case 'room':
      return tellAll(listenersIn(people, audience.room), encode, event)
    case 'users':
      // Not the lists themselves: who is cut off while they are told leaves them.
      for (const user of audience.users) tellAll(people.byUser.get(user)?.listeners.slice() ?? [], encode, event)
      return
    case 'session': {
      const { user, session } = audience
      return tellAll(people.byUser.get(user)?.listeners.filter((one) => one.session === session) ?? [], encode, event)
    }
    case 'everybody':
      return tellAll(everyListener(people), encode, event)
    default:
      audience satisfies never
  }
}

/** Who has just come in hears of everybody who is here, made into bytes once for all of them; the others of who came or went. */
function tellNews(
  people: People,
  encode: Encode,
  news: readonly Presence[],
  newcomers: ReadonlySet<Listener>,
  online: () => readonly Presence[],
): void {
  const all = everyListener(people)
  const others = newcomers.size === 0 ? all : all.filter((listener) => !newcomers.has(listener))
  for (const part of inParts(news)) tellAll(others, encode, { event: 'presence', with: { people: part } })
  if (newcomers.size === 0) return
  const gone = news.filter(({ state }) => state === 'offline')
  for (const part of inParts(gone)) tellAll([...newcomers], encode, { event: 'presence', with: { people: part } })
  const here = online()
  for (const part of inParts(here))
    tellAll([...newcomers], encode, { event: 'presence.here', with: { users: part.map(({ user }) => user) } })
  for (const part of inParts(here.filter(({ as }) => as !== undefined)))
    tellAll([...newcomers], encode, { event: 'presence', with: { people: part } })
}

/** People in one event; a whole company that comes back at once is told in parts. */
const TOLD_AT_ONCE = 1000

const inParts = (list: readonly Presence[]): Presence[][] =>
  Array.from({ length: Math.ceil(list.length / TOLD_AT_ONCE) }, (_, part) => list.slice(part * TOLD_AT_ONCE, (part + 1) * TOLD_AT_ONCE))

function tellAll(listeners: readonly Listener[], encode: Encode, event: ChatEvent): void {
  let dialect: Dialect | undefined
  let bytes: Buffer | undefined
  for (const listener of listeners) {
    // Nearly all of them speak alike: no look-up for them.
    if (listener.dialect !== dialect) bytes = encode((dialect = listener.dialect), event)
    if (bytes !== undefined) listener.out.push(bytes)
  }
}

/** “Not to be disturbed” is said by hand or by the clock, so it holds wherever it is said; else somebody is where they look. */
function liveliest(listeners: readonly Listener[]): Look {
  const all = listeners.map(({ bearing = 'here' }) => bearing)
  return all.includes('busy') ? 'busy' : all.includes('here') || all.length === 0 ? 'here' : 'away'
}

type Bear = Telling & { readonly do: 'bear' }
type Move = Telling & { readonly do: 'follow' | 'unfollow' | 'dissolve' }
type Cut = Telling & { readonly do: 'cut' | 'shut' }

function move(people: People, telling: Move): void {
  if (telling.do === 'dissolve') {
    for (const person of [...(people.byRoom.get(telling.room)?.people ?? [])]) unfollow(people, person, telling.room)
    return
  }
  const person = people.byUser.get(telling.user)
  if (person) (telling.do === 'follow' ? follow : unfollow)(people, person, telling.room)
}

function meant(telling: Cut, everybody: () => readonly Listener[], allOf: (user: UserId) => readonly Listener[]): readonly Listener[] {
  if (telling.do === 'shut') return everybody().filter(({ address }) => telling.banned(address))
  const { user, session, except } = telling
  return allOf(user).filter(
    (listener) => (session === undefined || listener.session === session) && listener.session !== except && !listener.leaving,
  )
}

function whereabouts(people: People, user: UserId): readonly { readonly address: string; readonly people: number }[] {
  const own = new Set((people.byUser.get(user)?.listeners ?? []).map(({ address }) => address))
  const all = own.size === 0 ? [] : everyListener(people)
  return [...own].map((address) => ({
    address,
    people: new Set(all.filter((one) => one.address === address).map((one) => one.user)).size,
  }))
}

const codeOf = (telling: Cut) => (telling.do === 'shut' ? 'banned' : telling.code)
