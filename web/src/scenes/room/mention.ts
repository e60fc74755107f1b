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
