// What a client of pychat can ask for and what becomes of it, whichever form it speaks. The two forms differ in words alone.

/** Somebody, or a group by its code. */
export type Whom = { readonly user: string } | { readonly code: string }

export type Ask =
  | { readonly is: 'register'; readonly user: string; readonly password: string; readonly again: string }
  | { readonly is: 'login'; readonly user: string; readonly password: string }
  | { readonly is: 'logout' }
  | { readonly is: 'group-create'; readonly name: string }
  | { readonly is: 'group-get' }
  | { readonly is: 'group-join' | 'group-exit'; readonly code: string }
  | { readonly is: 'group-invite'; readonly code: string; readonly users: readonly string[] }
  | { readonly is: 'send'; readonly to: Whom; readonly text: string }
  | { readonly is: 'get'; readonly from: Whom }
  /** `name`: as the client has it, perhaps a whole path. `size`: bytes. */
  | { readonly is: 'file-send'; readonly to: Whom; readonly name: string; readonly size: number }
  | { readonly is: 'file-get'; readonly from: Whom; readonly file: string }
  | { readonly is: 'contact-add' | 'contact-delete'; readonly users: readonly string[] }
  | { readonly is: 'contact-get' | 'notif-get' }

/** `group`: undefined for what two people said to each other. */
export type SaidLine = { readonly from: string; readonly text: string; readonly group?: Group | undefined }
export type Group = { readonly code: string; readonly name: string }

/** What the JSON form has words of its own for. */
export type Why = 'differ' | 'taken' | 'wrong_password' | 'unknown_user' | 'unauthorized' | 'no_group' | 'not_in_group' | 'other'

export type Outcome =
  | { readonly is: 'done' }
  | { readonly is: 'entered'; readonly token: string }
  | { readonly is: 'group'; readonly group: Group }
  | { readonly is: 'groups'; readonly groups: readonly Group[] }
  /** `failed`: why this one was not invited. */
  | { readonly is: 'invited'; readonly each: readonly { readonly name: string; readonly failed: string | undefined }[] }
  | { readonly is: 'said'; readonly lines: readonly SaidLine[] }
  | { readonly is: 'people'; readonly names: readonly string[] }
  | { readonly is: 'changed'; readonly count: number }
  /** The bytes of a file may come now. */
  | { readonly is: 'ready' }
  | { readonly is: 'stored'; readonly name: string; readonly code: string }
  /** The bytes of a file follow, in the JSON form once the client is ready. */
  | { readonly is: 'file'; readonly name: string; readonly size: number }
  | { readonly is: 'failed'; readonly why: Why; readonly says: string }

/** Names and codes; in the text form every argument, and the words too where `long_text` is off. */
export const ARGUMENT_CHARS = 100
/** People named in one request. */
export const MOST_NAMES = 100

export const isShort = (argument: string): boolean =>
  argument !== '' &&
  (argument.length <= ARGUMENT_CHARS || (argument.length <= 2 * ARGUMENT_CHARS && Array.from(argument).length <= ARGUMENT_CHARS))

/** Digits alone, and no more of them than a number holds exactly. */
export const readSize = (text: string): number | undefined => (/^\d{1,15}$/.test(text) ? Number(text) : undefined)

/**
 * What a file goes by in its room: the place of its message as six hex digits, and behind a dot which of several it is. It never
 * changes, needs no memory, and means nothing in another room.
 */
export const fileCode = (seq: number, place: number): string => `${seq.toString(16).padStart(6, '0')}${place === 0 ? '' : `.${place + 1}`}`

/** Undefined: this is no such code. */
export function readFileCode(code: string): { readonly seq: number; readonly place: number } | undefined {
  const [, seq, place = '1'] = /^([0-9a-f]{6,12})(?:\.([1-9]\d{0,2}))?$/i.exec(code) ?? []
  return seq === undefined ? undefined : { seq: Number.parseInt(seq, 16), place: Number(place) - 1 }
}

/** How a file is told of: what it is called, and what to ask for it by. */
export const fileWords = (name: string, code: string): string => `[${name}], file_code: ${code}`

/** A message as words alone: its files are told of behind it. */
export const withFiles = (text: string, seq: number, files: readonly { readonly name: string }[]): string =>
  [text, ...files.map(({ name }, place) => fileWords(name, fileCode(seq, place)))].filter((part) => part !== '').join(' ')
