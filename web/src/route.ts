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
  /** `thread`: any message of it; it is open beside the room. `seq`: a message of the room, or of the thread where one is open. */
  | { readonly at: 'room'; readonly room: RoomId; readonly seq?: number; readonly thread?: MessageId }
  | { readonly at: 'call'; readonly room: RoomId }
  | { readonly at: 'setup'; readonly token: string }
  | { readonly at: 'invite'; readonly token: string }
  | { readonly at: 'reset'; readonly token: string }
  /** Back from another server that signs people in. */
  | { readonly at: 'entered'; readonly token: string }
  | { readonly at: 'outside'; readonly code: string }
  | { readonly at: 'join'; readonly code: string }
  | { readonly at: 'move'; readonly code: string }

const places = ['chats', 'calls', 'contacts', 'saved', 'threads', 'settings'] as const
const ID = /^[0-9a-hjkmnp-tv-z]{26}$/

export function parseRoute(hash: string): Route {
  const given = /^#\/?(setup|invite|reset|join|move|entered|outside)=(.+)$/.exec(hash)
  if (given?.[1] && given[2]) return fromLink(given[1], decode(given[2]))
  const [, first, second, third, fourth, fifth] = hash.split('/')
  if (first === 'room' && second && ID.test(second)) {
    if (third === 'call') return { at: 'call', room: second as RoomId }
    const isThread = third === 'thread' && fourth !== undefined && ID.test(fourth)
    const seq = isThread ? fifth : third
    return {
      ...{ at: 'room', room: second as RoomId },
      ...(isThread ? { thread: fourth as MessageId } : {}),
      ...(seq && /^\d{1,15}$/.test(seq) ? { seq: Number(seq) } : {}),
    }
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
      return ['#/room', route.room, ...(route.thread === undefined ? [] : ['thread', route.thread]), route.seq ?? []].flat().join('/')
    case 'admin':
      return `#/admin/${route.part}`
    case 'setup':
    case 'invite':
    case 'reset':
    case 'entered':
      return `#${route.at}=${encodeURIComponent(route.token)}`
    case 'join':
    case 'move':
    case 'outside':
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
  if (what === 'join' || what === 'move' || what === 'outside') return { at: what, code: value }
  if (what === 'reset' || what === 'entered') return { at: what, token: value }
  return what === 'setup' ? { at: 'setup', token: value } : { at: 'invite', token: value }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
