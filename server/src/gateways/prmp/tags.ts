// What is said to a prmp program, in its accent: which keys are large, how values are spelled, what follows an object.
import type { Accent, Tag } from './hear.ts'

/** What can be answered: the document's words. */
export type Response = 'successful' | 'failed' | 'existing' | 'non_existing' | 'false_key' | 'simultaneous_login'

const LARGE: Readonly<Record<Response, string>> = {
  successful: 'SUCCESSFUL',
  failed: 'FAILED',
  existing: 'EXIST',
  non_existing: 'EXTINCT',
  false_key: 'FALSE_KEY',
  simultaneous_login: 'SIMULTANEOUS_LOGIN',
}

/** Keys that stay small in accent C. */
const SMALL_IN_C: ReadonlySet<string> = new Set([
  'user_id',
  'group_id',
  'channel_id',
  'statuses',
  'users',
  'groups',
  'channels',
  'admins',
  'only_admin',
])
const FRAME = '<TAG>'

export type Fields = Readonly<Record<string, unknown>>

/** A key as the accent spells it. */
export function keyIn(accent: Accent, key: string): string {
  if (accent === 'document' || accent === 'A') return key
  return accent === 'C' && SMALL_IN_C.has(key) ? key : key.toUpperCase()
}

/** A word of the protocol as a value. */
export const wordIn = (accent: Accent, word: string): string => (accent === 'document' ? word : word.toUpperCase())

/** Keys in the accent, also of objects inside; what is undefined is left out. */
export function inAccent(accent: Accent, fields: Fields): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .filter(([, value]) => value !== undefined)
      .map(([key, value]) => [keyIn(accent, key), value]),
  )
}

/** @param small keys that go as they are, whatever the accent */
export function tag(accent: Accent, fields: Fields, small: Fields = {}): Buffer {
  return framed(accent, { ...inAccent(accent, fields), ...small })
}

/** A newline between objects is white space; the other programs of 2021 take what one read gives them for one object. */
function framed(accent: Accent, object: Record<string, unknown>): Buffer {
  const text = JSON.stringify(object)
  return Buffer.from(accent === 'document' ? `${text}\n` : accent === 'A' ? text : `${text}${FRAME}`)
}

/** Never said again: passwords; and what is larger than an answer should be. */
const SECRET: ReadonlySet<string> = new Set(['key', 'password', 'new_key', 'response'])
const ECHO_CHARS = 4096

/** The answer to a tag. B and C are given back what they asked, with large keys in B, and `RESPONSE` at its end. */
export function answer(word: Tag, response: Response, more: Fields = {}, small: Fields = {}): Buffer {
  const { accent } = word
  if (accent === 'document') return tag(accent, { action: word.action, response, ...more }, small)
  if (accent === 'A') return tag(accent, { response: LARGE[response], ...more }, small)
  const kept = Object.entries(word.raw).filter(([key, value]) => !SECRET.has(key.toLowerCase()) && !isLarge(value))
  const echo = Object.fromEntries(accent === 'B' ? kept.map(([key, value]) => [key.toUpperCase(), value]) : kept)
  return framed(accent, { ...echo, ...inAccent(accent, more), ...small, RESPONSE: LARGE[response] })
}

const isLarge = (value: unknown): boolean =>
  typeof value === 'string'
    ? value.length > ECHO_CHARS
    : typeof value === 'object' && value !== null && JSON.stringify(value).length > ECHO_CHARS

/** The dialect's failure where there is no tag to answer. */
export const failure = (accent: Accent): Buffer => tag(accent, { response: accent === 'document' ? 'failed' : LARGE.failed })
