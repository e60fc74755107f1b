// What people are called. Two names that look the same, to a keyboard or to an eye, are one name.
import { ChatError } from '@hearth/protocol/errors.ts'
import { INVISIBLE } from '@hearth/protocol/looks.ts'
import { checkLine } from './text.ts'

const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u
const MENTION = /(?<![\p{L}\p{N}_.@-])@([\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,63})/gu
const TRAILING = /(?<![.-])[.-]+$/
const MOST_MENTIONS = 50

/** A name as it is kept. Throws name_invalid. */
export function checkName(raw: string, limit: number): string {
  const name = raw.toWellFormed().normalize('NFKC').trim()
  if (!NAME.test(name) || name.search(INVISIBLE) >= 0 || Array.from(name).length > limit || TRAILING.test(name))
    throw new ChatError('name_invalid')
  return name
}

/** A name made of what somebody is called: `Ada Lovelace` → `Ada.Lovelace`. */
export const nameFrom = (called: string): string =>
  called
    .normalize('NFKC')
    .replace(INVISIBLE, '')
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, '.')
    .replace(/^[._-]+|(?<![._-])[._-]+$/gu, '')

/** What must be unique: compatibility forms and capitals do not make another name. */
export const nameKey = (name: string): string => name.toWellFormed().normalize('NFKC').trim().toLowerCase().normalize('NFKC')

/** A display name, or what stands in for an empty one. Throws name_invalid. */
export function checkDisplayName(raw: string | undefined, fallback: string, limit: number): string {
  return checkLine(raw ?? '', limit, 'name_invalid') || fallback
}

/** The keys of the names a text mentions, each once, at most 50. */
export function mentionedKeys(text: string): readonly string[] {
  if (!text.includes('@')) return NOBODY
  const keys = new Set<string>()
  // Not matchAll, which makes the expression anew for each text.
  MENTION.lastIndex = 0
  for (let found = MENTION.exec(text); found !== null && keys.size < MOST_MENTIONS; found = MENTION.exec(text))
    keys.add(nameKey((found[1] ?? '').replace(TRAILING, '')))
  return keys.size === 0 ? NOBODY : [...keys]
}

const NOBODY: readonly never[] = []
