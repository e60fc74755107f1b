// Which name is being typed, and who fits.
import type { User } from '@hearth/protocol/shapes.ts'

const MOST = 6

/** The name being typed right before the caret, and where its @ stands. */
export function mentionAt(text: string, caret: number): { readonly from: number; readonly typed: string } | null {
  const match = /(?:^|[\s([{"'>])@([\p{L}\p{N}\p{M}._-]{0,63})$/u.exec(text.slice(0, caret))
  return match ? { from: caret - (match[1] ?? '').length - 1, typed: match[1] ?? '' } : null
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
    .sort((a, b) => rank(a) - rank(b) || a.displayName.localeCompare(b.displayName))
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
