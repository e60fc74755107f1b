// The text form of pychat: a line is a request, a status and its message are the answer. Pure.
import { onOneLine } from '../lines.ts'
import { ARGUMENT_CHARS, type Ask, isShort, MOST_NAMES, type Outcome, readSize, type SaidLine } from './asks.ts'

export type HeardLine = { readonly ask: Ask } | { readonly wrong: string }

type Row = {
  /** What follows the word, for people. */
  readonly takes: string
  /** `free`: what follows the short arguments, as it was written. Undefined: they do not fit. */
  readonly read: (args: readonly string[], free: string) => Ask | undefined
  /** So many arguments are names and codes; what follows is free. Absent: all are. */
  readonly short?: number
  /** What is free may be longer than an argument. */
  readonly long?: true
}

const oneName = (args: readonly string[], make: (name: string) => Ask): Ask | undefined => {
  const [name, ...more] = args
  return name === undefined || more.length > 0 ? undefined : make(name)
}
const none = (args: readonly string[], ask: Ask): Ask | undefined => (args.length === 0 ? ask : undefined)

const sendTo =
  (kind: 'user' | 'code'): Row['read'] =>
  ([name], text) =>
    name === undefined || text === '' ? undefined : { is: 'send', to: kind === 'user' ? { user: name } : { code: name }, text }
const getFrom =
  (kind: 'user' | 'code'): Row['read'] =>
  (args) =>
    oneName(args, (name) => ({ is: 'get', from: kind === 'user' ? { user: name } : { code: name } }))
/** A path may hold spaces: the size is the last. */
const sendFile =
  (kind: 'user' | 'code'): Row['read'] =>
  (args) => {
    const [whom] = args
    const name = args.slice(1, -1).join(' ')
    const size = readSize(args.at(-1) ?? '')
    if (whom === undefined || name === '' || size === undefined) return undefined
    return { is: 'file-send', to: kind === 'user' ? { user: whom } : { code: whom }, name, size }
  }
const getFile =
  (kind: 'user' | 'code'): Row['read'] =>
  ([whom, file, ...more]) => {
    if (whom === undefined || file === undefined || more.length > 0) return undefined
    return { is: 'file-get', from: kind === 'user' ? { user: whom } : { code: whom }, file }
  }

/** The twenty words of the document. */
const words: Readonly<Record<string, Row>> = {
  'AUTH-REGISTER': {
    takes: 'user password password',
    read: ([user, password, again, ...more]) =>
      user === undefined || password === undefined || again === undefined || more.length > 0
        ? undefined
        : { is: 'register', user, password, again },
  },
  'AUTH-LOGIN': {
    takes: 'user password',
    read: ([user, password, ...more]) =>
      user === undefined || password === undefined || more.length > 0 ? undefined : { is: 'login', user, password },
  },
  'AUTH-LOGOUT': { takes: '', read: (args) => none(args, { is: 'logout' }) },
  // A group may be called by several words.
  'GROUP-CREATE': { takes: 'name', short: 0, read: (_args, name) => (name === '' ? undefined : { is: 'group-create', name }) },
  'GROUP-GET': { takes: '', read: (args) => none(args, { is: 'group-get' }) },
  'GROUP-JOIN': { takes: 'code', read: (args) => oneName(args, (code) => ({ is: 'group-join', code })) },
  'GROUP-EXIT': { takes: 'code', read: (args) => oneName(args, (code) => ({ is: 'group-exit', code })) },
  'GROUP-INVITE': {
    takes: 'code user…',
    read: ([code, ...users]) =>
      code === undefined || users.length === 0 || users.length > MOST_NAMES ? undefined : { is: 'group-invite', code, users },
  },
  'CHAT-PRIVATE-SEND': { takes: 'user text', short: 1, long: true, read: sendTo('user') },
  'CHAT-GROUP-SEND': { takes: 'code text', short: 1, long: true, read: sendTo('code') },
  'CHAT-PRIVATE-GET': { takes: 'user', read: getFrom('user') },
  'CHAT-GROUP-GET': { takes: 'code', read: getFrom('code') },
  'FILE-SEND-PRIVATE': { takes: 'user path size', read: sendFile('user') },
  'FILE-SEND-GROUP': { takes: 'code path size', read: sendFile('code') },
  'FILE-GET-PRIVATE': { takes: 'user filecode', read: getFile('user') },
  'FILE-GET-GROUP': { takes: 'code filecode', read: getFile('code') },
  'CONTACT-ADD': { takes: 'user', read: (args) => oneName(args, (name) => ({ is: 'contact-add', users: [name] })) },
  'CONTACT-GET': { takes: '', read: (args) => none(args, { is: 'contact-get' }) },
  'CONTACT-DELETE': { takes: 'user', read: (args) => oneName(args, (name) => ({ is: 'contact-delete', users: [name] })) },
  'NOTIF-GET': { takes: '', read: (args) => none(args, { is: 'notif-get' }) },
}

/** The sentences of this form, besides those of the table of errors. */
export const texts = {
  welcome: (server: string) =>
    `Welcome to ${onOneLine(server)}! Say AUTH-LOGIN user password, or first AUTH-REGISTER user password password.`,
  notUtf8: 'this is no UTF-8',
  unknown: 'there is no such word',
  tooLong: `an argument may have at most ${ARGUMENT_CHARS} characters`,
  form: (word: string, takes: string) => `say ${word}${takes === '' ? '' : ' '}${takes}`,
  logInFirst: 'log in first',
  loggedIn: 'you are logged in already; say AUTH-LOGOUT first',
  differ: 'the passwords differ',
  lineTooLong: 'this line is too long',
  late: 'nobody logged in for too long',
} as const

/**
 * One request. Never throws.
 * @param line undefined: it was no UTF-8
 * @param longText may words be longer than an argument?
 */
export function hearLine(line: string | undefined, longText: boolean): HeardLine {
  if (line === undefined) return { wrong: texts.notUtf8 }
  const [word = '', ...args] = line.split(' ')
  const row = Object.hasOwn(words, word) ? words[word] : undefined
  if (row === undefined) return { wrong: texts.unknown }
  const form = texts.form(word, row.takes)
  const short = args.slice(0, row.short ?? args.length)
  const free = args.slice(short.length).join(' ')
  if (short.includes('')) return { wrong: form }
  const mayBeLong = free === '' || (longText && row.long === true)
  if (!short.every(isShort) || !(mayBeLong || isShort(free))) return { wrong: texts.tooLong }
  const ask = row.read(args, free)
  return ask === undefined ? { wrong: form } : { ask }
}

export const failed = (says: string): Buffer => Buffer.from(`failed ${onOneLine(says)}\n`)
const success = (...lines: readonly string[]): Buffer => Buffer.from(`success ${lines.map((line) => `${onOneLine(line)}\n`).join('')}`)
const list = (lines: readonly string[]): Buffer => success(String(lines.length), ...lines)

export const greeting = (server: string): Buffer => Buffer.from(`${texts.welcome(server)}\n`)

/** The answer to a request. */
export function sayOutcome(ask: Ask['is'], outcome: Outcome): Buffer {
  switch (outcome.is) {
    case 'done':
    case 'entered':
    case 'changed':
      return success(done[ask] ?? 'done')
    case 'group':
      return success(ask === 'group-create' ? outcome.group.code : `joined ${outcome.group.name}`)
    case 'groups':
      return list(outcome.groups.map(({ code, name }) => `${code} ${name}`))
    case 'invited': {
      const wrong = outcome.each.find((one) => one.failed !== undefined)
      return wrong === undefined ? success(`invited ${outcome.each.length}`) : failed(`${wrong.name}: ${wrong.failed}`)
    }
    case 'said':
      return list(outcome.lines.map((line) => (ask === 'notif-get' ? noticeLine(line) : `${line.from} ${line.text}`)))
    case 'people':
      return list(outcome.names)
    case 'ready':
      return success('ready')
    case 'stored':
      return success(outcome.code)
    case 'file':
      return success(`${outcome.name} ${outcome.size}`)
    case 'failed':
      return failed(outcome.says)
  }
}

const done: Readonly<Partial<Record<Ask['is'], string>>> = {
  register: 'registered',
  login: 'logged in',
  logout: 'logged out',
  'group-exit': 'left',
  send: 'sent',
  'contact-add': 'added',
  'contact-delete': 'deleted',
}

/** `ada hello` of a person, `ada@1a2b3c hello` of a group: no name holds an @. */
const noticeLine = ({ from, text, group }: SaidLine): string => `${from}${group === undefined ? '' : `@${group.code}`} ${text}`
