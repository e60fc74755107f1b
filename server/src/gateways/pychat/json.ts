// The JSON form of pychat, as its programs speak it: one object is a request, one object (sometimes several) the answer. Pure.
import { onOneLine } from '../lines.ts'
import { type Fields, textIn } from '../objects.ts'
import { type Ask, fileWords, isShort, MOST_NAMES, type Outcome, readSize, type SaidLine, type Whom, type Why } from './asks.ts'

/** `word`: what the answer is for. `token`: who it was given to may ask. */
export type HeardObject = { readonly word: string; readonly token: string | undefined } & (
  | { readonly ask: Ask }
  /** The client waits for the bytes of the file it was told of. */
  | { readonly ready: true }
  | { readonly wrong: string }
)

type Read = (object: Fields) => Ask | undefined

const user = (object: Fields): Whom | undefined => named(object, 'p_username', (name) => ({ user: name }))
const code = (object: Fields): Whom | undefined => named(object, 'code', (name) => ({ code: name }))
const send =
  (whom: (object: Fields) => Whom | undefined): Read =>
  (object) => {
    const [to, text] = [whom(object), textIn(object, 'message')]
    return to === undefined || text === undefined ? undefined : { is: 'send', to, text }
  }
const get =
  (whom: (object: Fields) => Whom | undefined): Read =>
  (object) => {
    const from = whom(object)
    return from && { is: 'get', from }
  }
const sendFile =
  (whom: (object: Fields) => Whom | undefined): Read =>
  (object) => {
    const [to, name, size] = [whom(object), textIn(object, 'file_name'), sizeIn(object)]
    return to === undefined || name === undefined || name === '' || size === undefined ? undefined : { is: 'file-send', to, name, size }
  }
const getFile =
  (whom: (object: Fields) => Whom | undefined): Read =>
  (object) => {
    const [from, file] = [whom(object), shortIn(object, 'file_code')]
    return from === undefined || file === undefined ? undefined : { is: 'file-get', from, file }
  }
const contacts =
  (is: 'contact-add' | 'contact-delete'): Read =>
  (object) => {
    const users = namesIn(object, 'contact_list')
    return users && { is, users }
  }
const inGroup =
  (is: 'group-join' | 'group-exit'): Read =>
  (object) =>
    named(object, 'code', (group) => ({ is, code: group }))

const words: Readonly<Record<string, Read>> = {
  'AUTH-REGISTER': (object) => {
    const [name, password, again] = [shortIn(object, 'username'), textIn(object, 'password'), textIn(object, 'password-confirm')]
    return name === undefined || password === undefined || again === undefined ? undefined : { is: 'register', user: name, password, again }
  },
  'AUTH-LOGIN': (object) => {
    const [name, password] = [shortIn(object, 'username'), textIn(object, 'password')]
    return name === undefined || password === undefined ? undefined : { is: 'login', user: name, password }
  },
  'AUTH-LOGOUT': () => ({ is: 'logout' }),
  'CONTACT-GET': () => ({ is: 'contact-get' }),
  'CONTACT-ADD': contacts('contact-add'),
  'CONTACT-DEL': contacts('contact-delete'),
  'GROUP-CREATE': (object) => named(object, 'group_name', (name) => ({ is: 'group-create', name })),
  'GROUP-GET': () => ({ is: 'group-get' }),
  'GROUP-JOIN': inGroup('group-join'),
  'GROUP-EXIT': inGroup('group-exit'),
  'GROUP-INVITE': (object) => {
    const [group, users] = [shortIn(object, 'code'), namesIn(object, 'user_list')]
    return group === undefined || users === undefined ? undefined : { is: 'group-invite', code: group, users }
  },
  'MSG-PRIVATE-SEND': send(user),
  'MSG-GROUP-SEND': send(code),
  'MSG-PRIVATE-GET': get(user),
  'MSG-GROUP-GET': get(code),
  'FILE-PRIVATE-SEND': sendFile(user),
  'FILE-GROUP-SEND': sendFile(code),
  'FILE-PRIVATE-GET': getFile(user),
  'FILE-GROUP-GET': getFile(code),
  'NOTIF-GET': () => ({ is: 'notif-get' }),
}

/** The sentences of the programs, to the letter, and ours where they have none. */
export const texts = {
  unauthorized: 'unauthorized!',
  unauthorizedLogout: 'unauthorized request!',
  unknown: 'unknown command!',
  form: 'something is missing or in the wrong form!',
  noObject: 'this is no JSON object!',
  notWaiting: 'there is no file to be sent!',
  tooLong: 'this request is too long!',
  late: 'nobody logged in for too long!',
  done: {
    register: 'you are registered now!',
    login: 'you are logged in now',
    logout: 'you are logged out now',
    'group-create': 'group has been created',
    'group-join': 'you have joined this group',
    'group-exit': 'you have left this group',
    'contact-add': 'new contact added',
    'contact-delete': 'contact deleted',
  },
  failed: {
    differ: "password doesn't match!",
    taken: 'that username already been used',
    wrong_password: 'wrong password',
    unknown_user: 'unknown user',
    unauthorized: 'unauthorized!',
    no_group: 'group code is invalid',
    not_in_group: 'you are not belong to this group',
    other: undefined,
  } satisfies Record<Why, string | undefined>,
} as const

/** One request. Never throws. */
export function hearObject(object: Fields): HeardObject {
  const token = textIn(object, 'token')
  const word = textIn(object, 'COMMAND')
  if (word === undefined)
    return textIn(object, 'status') === 'ready' ? { word: '', token, ready: true } : { word: '', token, wrong: texts.form }
  const read = Object.hasOwn(words, word) ? words[word] : undefined
  if (read === undefined) return { word: echo(word), token, wrong: texts.unknown }
  const ask = read(object)
  return ask === undefined ? { word, token, wrong: texts.form } : { word, token, ask }
}

const ok = { status: 'success' } as const
const bytes = (fields: object): Buffer => Buffer.from(JSON.stringify(fields))

/** No word: what could not be read says not what it was for. */
export const failed = (word: string, message: string): Buffer => bytes({ ...(word === '' ? {} : { FOR: word }), status: 'failed', message })

/** Who asks without having logged in. The programs of the field are not even told what it was for. */
export const unauthorized = (ask: Ask['is'] | undefined, word: string): Buffer =>
  ask === 'logout' ? failed(word, texts.unauthorizedLogout) : failed('', texts.unauthorized)

/** What somebody else said, as soon as they say it. Groups go by their name: that is what those programs compare. */
export const sayNotice = ({ from, text, group }: SaidLine): Buffer =>
  bytes({ FOR: 'NOTIF', from_user: from, ...(group === undefined ? {} : { from_group: group.name }), text })

/** The answer to a request: nearly always one object, each to be sent by itself. */
export function sayOutcome(word: string, ask: Ask['is'], outcome: Outcome): readonly Buffer[] {
  const answer = (fields: object): readonly Buffer[] => [bytes({ FOR: word, ...fields })]
  switch (outcome.is) {
    case 'done':
    case 'group':
      return answer(isKnown(ask) ? { ...ok, message: texts.done[ask] } : ok)
    case 'entered':
      return answer({ ...ok, message: texts.done.login, token: outcome.token })
    case 'changed':
      return answer({
        ...ok,
        message: `${outcome.count} ${ask === 'contact-add' ? texts.done['contact-add'] : texts.done['contact-delete']}`,
      })
    case 'groups':
      return answer({ group_list: outcome.groups.map((group) => ({ code: group.code, group_name: group.name })) })
    case 'invited':
      return sayInvited(word, outcome.each)
    case 'said':
      return answer({ messages: outcome.lines.map(messageOf) })
    case 'people':
      return answer({ contact_list: outcome.names })
    case 'ready':
      return answer({ status: 'ready' })
    case 'stored':
      return answer({ ...ok, message: fileWords(outcome.name, outcome.code) })
    case 'file':
      return answer({ ...ok, file_name: outcome.name, file_size: outcome.size })
    case 'failed':
      return [failed(word, texts.failed[outcome.why] ?? outcome.says)]
  }
}

type Each = Extract<Outcome, { is: 'invited' }>['each']

/** One for each, then the sum. */
function sayInvited(word: string, each: Each): readonly Buffer[] {
  const count = each.filter((one) => one.failed === undefined).length
  const sum = bytes({ FOR: word, status: count > 0 ? 'success' : 'failed', message: `${count} user invited` })
  return [...each.map((one) => sayOneInvited(word, one)), sum]
}

const sayOneInvited = (word: string, { name, failed: why }: Each[number]): Buffer =>
  why === undefined ? bytes({ FOR: word, ...ok, message: `${name} has been invited` }) : failed(word, `${name}: ${why}`)

const messageOf = ({ from, text, group }: SaidLine) => ({
  from_user: from,
  ...(group === undefined ? {} : { from_group: group.name }),
  text,
})

const isKnown = (ask: Ask['is']): ask is keyof typeof texts.done => Object.hasOwn(texts.done, ask)

/** What a client called its request, cut short: it comes from outside and goes back there. */
const echo = (word: string): string => onOneLine(word).slice(0, 40).toWellFormed()

function shortIn(object: Fields, field: string): string | undefined {
  const value = textIn(object, field)
  return value !== undefined && isShort(value) ? value : undefined
}

function named<T>(object: Fields, field: string, make: (name: string) => T): T | undefined {
  const name = shortIn(object, field)
  return name === undefined ? undefined : make(name)
}

/** A list of names, or one. */
function namesIn(object: Fields, field: string): readonly string[] | undefined {
  const value = Object.hasOwn(object, field) ? object[field] : undefined
  const list: readonly unknown[] = Array.isArray(value) ? value : [value]
  const names = list.filter((name): name is string => typeof name === 'string' && isShort(name))
  return names.length === list.length && names.length > 0 && names.length <= MOST_NAMES ? names : undefined
}

function sizeIn(object: Fields): number | undefined {
  const value = Object.hasOwn(object, 'file_size') ? object['file_size'] : undefined
  if (typeof value === 'string') return readSize(value)
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : undefined
}
