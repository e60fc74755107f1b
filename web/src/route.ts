// Where one is, as the part of the address after '#'. Tokens come in there too, because a server never sees that part.
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { useSyncExternalStore } from 'react'

export const adminParts = ['now', 'reports', 'people', 'bans', 'doors', 'kept', 'limits', 'machine', 'gateways', 'log', 'lines'] as const
export type AdminPart = (typeof adminParts)[number]

export type Route =
  | { readonly at: 'home' }
  | { readonly at: 'chats' }
  | { readonly at: 'calls' }
  | { readonly at: 'saved' }
  | { readonly at: 'threads' }
  | { readonly at: 'contacts' }
  | { readonly at: 'settings' }
  | { readonly at: 'admin'; readonly part: AdminPart }
  /** `thread`: any message of it; it is open beside the room. */
  | { readonly at: 'room'; readonly room: RoomId; readonly seq?: number; readonly thread?: MessageId }
  | { readonly at: 'call'; readonly room: RoomId }
  | { readonly at: 'setup'; readonly token: string }
  | { readonly at: 'invite'; readonly token: string }
  | { readonly at: 'reset'; readonly token: string }
  | { readonly at: 'join'; readonly code: string }
  | { readonly at: 'move'; readonly code: string }

const places = ['chats', 'calls', 'contacts', 'saved', 'threads', 'settings'] as const
const ID = /^[0-9a-hjkmnp-tv-z]{26}$/

export function parseRoute(hash: string): Route {
  const given = /^#\/?(setup|invite|reset|join|move)=(.+)$/.exec(hash)
  if (given?.[1] && given[2]) return fromLink(given[1], decode(given[2]))
  const [, first, second, third, fourth] = hash.split('/')
  if (first === 'room' && second && ID.test(second)) {
    if (third === 'call') return { at: 'call', room: second as RoomId }
    if (third === 'thread' && fourth && ID.test(fourth)) return { at: 'room', room: second as RoomId, thread: fourth as MessageId }
    return third && /^\d{1,15}$/.test(third)
      ? { at: 'room', room: second as RoomId, seq: Number(third) }
      : { at: 'room', room: second as RoomId }
  }
  if (first === 'admin') return { at: 'admin', part: adminParts.find((part) => part === second) ?? 'now' }
  const place = places.find((one) => one === first)
  if (place !== undefined) return { at: place }
  return { at: 'home' }
}

export function hashOf(route: Route): string {
  switch (route.at) {
    case 'home':
      return '#/'
    case 'chats':
    case 'calls':
    case 'saved':
    case 'threads':
    case 'contacts':
    case 'settings':
      return `#/${route.at}`
    case 'call':
      return `#/room/${route.room}/call`
    case 'room':
      if (route.thread !== undefined) return `#/room/${route.room}/thread/${route.thread}`
      return route.seq === undefined ? `#/room/${route.room}` : `#/room/${route.room}/${route.seq}`
    case 'admin':
      return `#/admin/${route.part}`
    case 'setup':
    case 'invite':
    case 'reset':
      return `#${route.at}=${encodeURIComponent(route.token)}`
    case 'join':
    case 'move':
      return `#${route.at}=${encodeURIComponent(route.code)}`
  }
}

export const go = (route: Route): void => {
  location.hash = hashOf(route)
}
/** Without a step in the history: for links that are used up. */
export const goInstead = (route: Route): void => location.replace(hashOf(route))
export const goToRoom = (room: RoomId): void => go({ at: 'room', room })

export function useRoute(): Route {
  const hash = useSyncExternalStore(onHash, () => location.hash)
  return parseRoute(hash)
}

const onHash = (changed: () => void): (() => void) => {
  addEventListener('hashchange', changed)
  return () => removeEventListener('hashchange', changed)
}

function fromLink(what: string, value: string): Route {
  if (what === 'join' || what === 'move') return { at: what, code: value }
  if (what === 'reset') return { at: 'reset', token: value }
  return what === 'setup' ? { at: 'setup', token: value } : { at: 'invite', token: value }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
