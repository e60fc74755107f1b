// What a client of disbroad can say, in either form, and how it is read out of its bytes. Pure.
import { onOneLine } from '../lines.ts'
import { type Fields, textIn } from '../objects.ts'

/** `user`: who the client says it is. `version`: how old it says it is. Both only in the JSON form, where they may be absent. */
export type Word = { readonly user: string | undefined; readonly version: string | undefined } & (
  | { readonly is: 'register'; readonly user: string }
  | { readonly is: 'salt'; readonly user: string }
  | { readonly is: 'guest'; readonly user: string }
  | { readonly is: 'login'; readonly user: string; readonly password: string }
  | { readonly is: 'message'; readonly text: string }
  /** Undefined: it did not say which, and is told of those online. */
  | { readonly is: 'userlist'; readonly online: boolean | undefined }
  | { readonly is: 'typing'; readonly on: boolean }
  | { readonly is: 'disconnect' }
  /** Not understood. */
  | { readonly is: 'garbage' }
)

/** The JSON form. Never throws. */
export function hearObject(object: Fields): Word {
  const user = textIn(object, 'user')
  const version = versionIn(object)
  const by = { user, version }
  const garbage: Word = { ...by, is: 'garbage' }
  if (Object.hasOwn(object, 'user') && user === undefined) return garbage
  const type = textIn(object, 'type')
  switch (type) {
    case 'register':
    case 'salt':
    case 'guest':
      return user === undefined ? garbage : { is: type, user, version }
    case 'login': {
      const password = textIn(object, 'password')
      return user === undefined || password === undefined ? garbage : { is: 'login', user, version, password }
    }
    case 'message': {
      const text = textIn(object, 'message')
      return text === undefined ? garbage : { ...by, is: 'message', text }
    }
    case 'userlist': {
      const online = truthIn(object, 'onlinetype')
      return online === 'neither' ? garbage : { ...by, is: 'userlist', online }
    }
    case 'typing': {
      const on = truthIn(object, 'status')
      return typeof on === 'boolean' ? { ...by, is: 'typing', on } : garbage
    }
    case 'disconnect':
      return { ...by, is: 'disconnect' }
    default:
      return garbage
  }
}

/**
 * The older text form: one send, or one line, is one of these. Never throws.
 * @param name who has come in here; undefined: nobody yet, and only a name is understood
 */
export function hearText(text: string | undefined, name: string | undefined): Word | undefined {
  const nobody = { user: undefined, version: undefined }
  if (text === undefined) return { ...nobody, is: 'garbage' }
  if (text.trim() === '') return undefined
  if (text.trim() === 'Close Connection') return { ...nobody, is: 'disconnect' }
  const [, word, user = ''] = /^(USERNAME|TYPING|NOTTYPING) \| (.*)$/s.exec(text) ?? []
  if (name === undefined) return word === 'USERNAME' ? { ...nobody, is: 'guest', user: user.trim() } : { ...nobody, is: 'garbage' }
  if (text.trim() === '/users') return { ...nobody, is: 'userlist', online: undefined }
  // Said of somebody else it is what anybody may say: words.
  if ((word === 'TYPING' || word === 'NOTTYPING') && user.trim() === name) return { ...nobody, is: 'typing', on: word === 'TYPING' }
  return { ...nobody, is: 'message', text }
}

/** Is the first version older than the second? `0.9.1` is older than `0.10`. What is no number counts as 0. */
export function isOlder(version: string, least: string): boolean {
  const [one, other] = [numbersOf(version), numbersOf(least)]
  for (let at = 0; at < Math.max(one.length, other.length); at++) {
    const difference = (one[at] ?? 0) - (other[at] ?? 0)
    if (difference !== 0) return difference < 0
  }
  return false
}

const MOST_NUMBERS = 8
const numbersOf = (version: string): number[] =>
  (version.match(/\d+/g) ?? []).slice(0, MOST_NUMBERS).map((digits) => Number(digits.slice(0, 9)))

function versionIn(object: Fields): string | undefined {
  const value = Object.hasOwn(object, 'version') ? object['version'] : undefined
  return typeof value === 'string' || typeof value === 'number' ? onOneLine(String(value)) : undefined
}

/** The programs write truth as a text, some as Python prints it, some as JSON has it. */
function truthIn(object: Fields, field: string): boolean | undefined | 'neither' {
  const value = Object.hasOwn(object, field) ? object[field] : undefined
  if (value === undefined || typeof value === 'boolean') return value
  if (typeof value !== 'string') return 'neither'
  const word = value.toLowerCase()
  return word === 'true' ? true : word === 'false' ? false : 'neither'
}
