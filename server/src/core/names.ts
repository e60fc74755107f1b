// What people are called. Two names that look the same, to a keyboard or to an eye, are one name.
import { ChatError } from '@hearth/protocol/errors.ts'
import { checkLine } from './text.ts'

const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._-]*$/u
const MENTION = /(?<![\p{L}\p{N}_.@-])@([\p{L}\p{N}][\p{L}\p{M}\p{N}._-]{0,63})/gu
/** Marks and letters that nobody sees. */
const INVISIBLE = /[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\u{e0100}-\u{e01ef}]/gu
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

/**
 * Letters of other alphabets, and of those that pages for fancy letters offer, that look like Latin ones, small or large: out of the
 * confusables of Unicode’s UTS 39. Names without them are their own look.
 */
const ALIKE: ReadonlyMap<string, string> = new Map(
  Object.entries({
    ...{ a: 'аαɑᴀ', b: 'вβʙ', c: 'сϲᴄ', d: 'ԁᴅ', e: 'еεᴇ', ë: 'ё', g: 'ɡցɢ', h: 'нһհʜ', i: 'іιıɪ', ï: 'ї', j: 'јϳᴊ', k: 'кκᴋ', l: 'ӏʟ' },
    ...{
      m: 'мμᴍ',
      n: 'ηոɴ',
      o: 'оοօᴏ',
      p: 'рρᴘ',
      q: 'ԛզ',
      r: 'ʀ',
      s: 'ѕꜱ',
      t: 'тτᴛ',
      u: 'υսᴜ',
      v: 'νᴠ',
      w: 'ԝωᴡ',
      x: 'хχ',
      y: 'уγʏ',
      z: 'ζᴢ',
    },
  }).flatMap(([latin, others]) => Array.from(others, (other): [string, string] => [other, latin])),
)

/** How a key looks: the same for two that an eye takes for one. */
export const lookOf = (key: string): string => Array.from(key, (letter) => ALIKE.get(letter) ?? letter).join('')

/** A display name, or what stands in for an empty one. Throws name_invalid. */
export function checkDisplayName(raw: string | undefined, fallback: string, limit: number): string {
  return checkLine(raw ?? '', limit, 'name_invalid') || fallback
}

/** The keys of the names a text mentions, each once, at most 50. */
export function mentionedKeys(text: string): readonly string[] {
  if (!text.includes('@')) return []
  const keys = new Set<string>()
  for (const [, name] of text.matchAll(MENTION)) {
    if (name !== undefined) keys.add(nameKey(name.replace(TRAILING, '')))
    if (keys.size === MOST_MENTIONS) break
  }
  return [...keys]
}
