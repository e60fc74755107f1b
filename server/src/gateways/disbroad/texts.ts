// Everything the server says to a client of disbroad, to the letter, in both forms. Pure.
import { onOneLine } from '../lines.ts'

type Truth = 'true' | 'false'
const truth = (is: boolean): Truth => (is ? 'true' : 'false')

/** One object and a line break, which JSON passes over. */
const object = (fields: object): Buffer => Buffer.from(`${JSON.stringify(fields)}\n`)

/** The JSON form, as the document's server part has it. Truth is a text. */
export const json = {
  message: (from: string, message: string) => object({ type: 'message', from, message }),
  /** `online` undefined: who asked without saying which. */
  userlist: (users: readonly string[], online: boolean | undefined) =>
    object({ type: 'userlist', users, ...(online === undefined ? {} : { onlinetype: truth(online) }) }),
  salt: (salt: string) => object({ type: 'salt', salt }),
  login: (success: boolean) => object({ type: 'login', success: truth(success) }),
  /** What the document's client part calls the same. */
  loginStatus: (success: boolean) => object({ type: 'login_status', status: truth(success) }),
  registered: (taken: boolean) => object({ type: 'username_register_status', taken: truth(taken) }),
  registerStatus: (success: boolean, info: string) => object({ type: 'register_status', status: truth(success), additional_info: info }),
  usernameTaken: () => object({ type: 'username_taken' }),
  notification: (user: string, isHere: boolean) => object({ type: 'user_notification', user, status: truth(isHere) }),
  typing: (user: string, on: boolean) => object({ type: 'typing', user, status: truth(on) }),
  shutdown: () => object({ type: 'shutdown' }),
  outdated: (version: string) => object({ type: 'outdated_client', version }),
  banned: () => object({ type: 'banned' }),
  wrongIp: () => object({ type: 'wrong_ip' }),
} as const

const line = (text: string): Buffer => Buffer.from(onOneLine(text))

/** The older text form: one send is one of these, without an end. */
export const plain = {
  unique: () => line('USERNAME UNIQUE'),
  match: () => line('USERNAME MATCH'),
  joined: (user: string) => line(`INFO | ${user} has joined the Chat Room`),
  left: (user: string) => line(`${user} | Left the Chat Room`),
  info: (says: string) => line(`INFO | ${says}`),
  /** As Python prints a list of names. */
  users: (users: readonly string[]) => line(`Online Users | [${users.map((name) => `'${name.replace(/[\\']/g, '\\$&')}'`).join(', ')}]`),
  message: (from: string, message: string) => line(`MESSAGE | ${from} | ${message}`),
  typing: (user: string, on: boolean) => line(`${on ? 'TYPING' : 'NOTTYPING'} | ${user}`),
  close: () => line('Close Connection'),
} as const

/** Nobody can be called that: what the server itself has to say in a form that knows only what people say. */
export const SERVER = '*'

/** Where something was said, for programs that know one room: nothing for the lobby, else beside the name. */
export const fromWhere = (name: string, kind: 'lobby' | 'direct' | 'group' | 'channel', room: string): string =>
  kind === 'lobby' ? name : kind === 'direct' ? `${name} (private)` : `${name} (${room})`

/** A message and its files, for programs that know no files. */
export const withFiles = (text: string, files: readonly { readonly name: string; readonly size: number }[]): string =>
  [text, ...files.map(({ name, size }) => `[file: ${name}, ${size} bytes]`)].filter((part) => part !== '').join(' ')
