// What is being typed that can be completed, what fits, and whom the words call.
import { MOST_CALLED, may } from '@hearth/protocol/permissions.ts'
import type { Room, User } from '@hearth/protocol/shapes.ts'
import { toned } from '../../emoji.ts'
import { byName } from '../../room-groups.ts'

const MOST = 6

/** `@` a person, `#` a room, `:` an emoji, `/` a command. */
export type Sign = '@' | '#' | ':' | '/'

const signs: readonly (readonly [Sign, RegExp])[] = [
  ['@', /(?:^|[\s([{"'>])@([\p{L}\p{N}\p{M}._-]{0,63})$/u],
  ['#', /(?:^|[\s(])#([\p{L}\p{N}\p{M}._-]{0,40})$/u],
  // From the second letter on: `:D` and `12:30` are what they are.
  [':', /(?:^|[\s(]):([\p{L}+-][\p{L}\p{M}\p{N}_+-]{1,40})$/u],
  ['/', /^\/([a-z]{0,20})$/],
]

/** What stands right before the caret, and where its sign does. */
export function typedAt(text: string, caret: number): { readonly sign: Sign; readonly from: number; readonly typed: string } | null {
  const before = text.slice(0, caret)
  for (const [sign, form] of signs) {
    const typed = form.exec(before)?.[1]
    if (typed !== undefined) return { sign, from: caret - typed.length - 1, typed }
  }
  return null
}

/** By what somebody plainly means an offer, first what is put there for it; nothing where such words end sentences as well: `#1`, `:)`. */
type Meant = { readonly names: readonly string[] }

/** The offer that Enter alone takes: the only one that begins so and is not written whole yet. Undefined: what is written is said as it stands. */
export function meantBy<O extends Meant>(typed: string, offers: readonly O[]): O | undefined {
  const wanted = typed.toLowerCase()
  const begun = offers.filter(({ names }) => names.some((name) => name.toLowerCase().startsWith(wanted)))
  const [only] = begun
  return wanted !== '' && begun.length === 1 && only?.names[0]?.toLowerCase() !== wanted ? only : undefined
}

/** Which rooms fit what was typed: by the beginning of a word of their name first. */
export function roomsFor(rooms: Iterable<Room>, typed: string): readonly Room[] {
  const wanted = typed.toLowerCase()
  const rank = ({ name }: Room): number => {
    const low = name.toLowerCase()
    return low.split(/[\s._-]+/).some((word) => word.startsWith(wanted)) || low.startsWith(wanted) ? 0 : low.includes(wanted) ? 1 : 2
  }
  return [...rooms]
    .filter((room) => room.kind !== 'direct' && rank(room) < 2)
    .sort((a, b) => rank(a) - rank(b) || byName(a.name, b.name))
    .slice(0, MOST)
}

const CODE = /(```[\s\S]*?(?:```|$)|`+[^`\n]*`+)/
const WORD = /[\p{L}\p{M}\p{N}_]/u

/** `#Workshop` becomes a link that leads there from every program that shows it; the longest name counts. Code stays as it is written. */
export function linkRooms(text: string, rooms: Iterable<Pick<Room, 'id' | 'name' | 'kind'>>, origin: string): string {
  if (!text.includes('#')) return text
  const named = [...rooms].filter(({ kind, name }) => kind !== 'direct' && name !== '').sort((a, b) => b.name.length - a.name.length)
  const linked = (words: string): string =>
    words.replace(/(?<=^|[\s(])#(?=[\p{L}\p{N}])[^\n]*/gu, (rest) => {
      const room = named.find(({ name }) => rest.startsWith(name, 1) && !WORD.test(rest.charAt(name.length + 1)))
      const after = linked(rest.slice(1 + (room?.name.length ?? 0)))
      return room ? `[#${room.name.replace(/[[\]\\]/g, '\\$&')}](${origin}/#/room/${room.id})${after}` : `#${after}`
    })
  return text
    .split(CODE)
    .map((piece, index) => (index % 2 === 0 ? linked(piece) : piece))
    .join('')
}

/** An emoji, what it is called for short, and everything it is found by. */
export type EmojiName = readonly [emoji: string, name: string, words: string]

export function emojiFor(names: readonly EmojiName[], typed: string): readonly EmojiName[] {
  const wanted = typed.toLowerCase()
  const best: EmojiName[][] = [[], [], []]
  for (const one of names) {
    const [, name, words] = one
    const rank = name === wanted ? 0 : name.startsWith(wanted) ? 1 : words.includes(` ${wanted}`) ? 2 : 3
    best[rank]?.push(one)
  }
  const found = new Map(best.flat().map((one) => [one[0], one]))
  return [...found.values()].slice(0, MOST)
}

/** `:tada:` typed to its end, right before the caret, becomes the emoji of that name; in code it stays what it is. Null: nothing to change. */
export function wholeEmoji(
  names: readonly EmojiName[],
  text: string,
  caret: number,
): { readonly text: string; readonly caret: number } | null {
  const before = text.slice(0, caret)
  const typed = /(?:^|[\s(]):([\p{L}\p{N}\p{M}_+-]{2,41}):$/u.exec(before)?.[1]?.toLowerCase()
  const emoji = typed === undefined ? undefined : names.find(([, name]) => name === typed)?.[0]
  if (typed === undefined || emoji === undefined || (before.split('`').length - 1) % 2 === 1) return null
  const start = before.slice(0, caret - typed.length - 2) + toned(emoji)
  return { text: start + text.slice(caret), caret: start.length }
}

/** Who fits what was typed: by the beginning of a name first, then anywhere in it. */
export function whoFits(people: readonly User[], typed: string): readonly User[] {
  const wanted = typed.toLowerCase()
  const rank = (user: User): number => {
    const names = [user.name.toLowerCase(), ...user.displayName.toLowerCase().split(/\s+/)]
    if (names.some((name) => name.startsWith(wanted))) return 0
    return names.some((name) => name.includes(wanted)) ? 1 : 2
  }
  return people
    .filter((user) => !user.deleted && rank(user) < 2)
    .sort((a, b) => rank(a) - rank(b) || byName(a.displayName, b.displayName))
    .slice(0, MOST)
}

const NAME = /(?<![\p{L}\p{N}_.@-])@([\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,63})/gu

/** People who are mentioned and not in the room: they will not hear of it. */
export function strangersIn<T extends Pick<User, 'name' | 'deleted'> & { readonly id: string }>(
  text: string,
  known: Iterable<T>,
  inside: ReadonlySet<string>,
): readonly T[] {
  const names = new Set([...text.matchAll(NAME)].map(([, name = '']) => name.replace(/(?<![.-])[.-]+$/, '').toLowerCase()))
  return names.size === 0 ? [] : [...known].filter((user) => !user.deleted && names.has(user.name.toLowerCase()) && !inside.has(user.id))
}

/** May one call everybody here? */
export const mayCallAll = ({ kind, role, members }: Pick<Room, 'kind' | 'role' | 'members'>): boolean =>
  role !== null && may(kind, role, 'callAll') && members <= MOST_CALLED

/** Somebody who mentions so many people is asked once. */
const LARGE = 6

/** How many the words call, where that is worth a question; `all`, `here`: by that word. */
export function callsOf(text: string): { readonly by: 'all' | 'here' | 'names'; readonly names: number } | null {
  const names = new Set([...text.matchAll(NAME)].map(([, name = '']) => name.replace(/(?<![.-])[.-]+$/, '').toLowerCase()))
  if (names.has('all')) return { by: 'all', names: names.size - 1 }
  if (names.has('here')) return { by: 'here', names: names.size - 1 }
  return names.size >= LARGE ? { by: 'names', names: names.size } : null
}
