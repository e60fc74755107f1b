// What outlives this page: the sign-in, unsent words, drafts. In localStorage, because it is written before the tab can vanish;
// one entry per draft and per unsent message, so that two tabs do not overwrite each other's.
import type { Kept, Saved, Unsent } from '@hearth/client/client.ts'
import { type KeptMarks, keyOf } from '@hearth/client/marking.ts'

export const LOGIN = 'hearth.login'
export const DRAFT = 'hearth.draft.'
export const UNSENT = 'hearth.unsent.'
/** What the server was told of drafts: apart from the sign-in, so that a tab which writes only that brings no words back. */
const AGREED = 'hearth.agreed'
/** Reactions, stars and changed words that wait for the server, each for itself and with whose it is. */
export const MARK = 'hearth.mark.'
/** What other parts of the page keep of somebody: switches that wait, what drafts answered in older pages, emoji used lately and their tone. */
const OTHERS = ['hearth.wanted.', 'hearth.answered.', 'hearth.emoji', 'hearth.tone']

export type Shelf = Pick<Storage, 'getItem' | 'setItem' | 'removeItem' | 'key' | 'length'>

export function createKept(shelf: Shelf): Kept {
  let outbox: readonly Unsent[] = []
  let drafts: Readonly<Record<string, string>> = {}
  let marked: Readonly<Record<string, string>> = {}

  async function load(): Promise<Partial<Saved>> {
    outbox = [...entries(shelf, UNSENT)].flatMap(([, text]) => parsed<Unsent>(text) ?? []).sort((a, b) => a.at - b.at)
    drafts = Object.fromEntries(entries(shelf, DRAFT))
    const agreed = parsed<Saved['agreed']>(shelf.getItem(AGREED))
    marked = Object.fromEntries(entries(shelf, MARK))
    const marks = marksIn(Object.values(marked))
    return {
      ...parsed<Partial<Saved>>(shelf.getItem(LOGIN)),
      ...(agreed && { agreed }),
      ...(marks && { marks }),
      ...{ outbox, drafts },
    }
  }

  function save(change: Partial<Saved>): void {
    const { outbox: unsent, drafts: written, agreed, marks, ...login } = change
    // Somebody went out: also what another tab has written goes, and this one never knew of.
    if (login.user === null) for (const group of [DRAFT, UNSENT, MARK, ...OTHERS]) clear(shelf, group)
    if (agreed) put(shelf, AGREED, JSON.stringify(agreed))
    else if ('agreed' in change) shelf.removeItem(AGREED)
    if ('marks' in change) marked = replaced(shelf, MARK, marked, byMark(marks)) && byMark(marks)
    if (Object.keys(login).length > 0) put(shelf, LOGIN, JSON.stringify({ ...parsed<object>(shelf.getItem(LOGIN)), ...login }))
    if (unsent) outbox = replaced(shelf, UNSENT, byClientId(outbox), byClientId(unsent)) && unsent
    if (written) drafts = replaced(shelf, DRAFT, drafts, written) && written
  }

  return { load, save }
}

const byClientId = (outbox: readonly Unsent[]): Record<string, string> =>
  Object.fromEntries(outbox.map((one) => [one.clientId, JSON.stringify(one)]))

type HeldMark = KeptMarks['list'][number]
type OneMark = { readonly whose: KeptMarks['user']; readonly mark: HeldMark }
/** As earlier pages kept it: whose it is among what was done. */
type OldMark = HeldMark & { readonly user: KeptMarks['user'] }

const byMark = (marks: KeptMarks | undefined): Record<string, string> =>
  Object.fromEntries((marks?.list ?? []).map((mark) => [keyOf(mark), JSON.stringify({ whose: marks?.user, mark })]))

/** What was done, and whose it is, as it lies on the shelf. */
export function markIn(text: string): OneMark | undefined {
  const one = parsed<Partial<OneMark> | Partial<OldMark> | null>(text)
  if (typeof one !== 'object' || one === null) return undefined
  if ('mark' in one) return one.whose !== undefined && typeof one.mark?.at === 'number' ? { whose: one.whose, mark: one.mark } : undefined
  const { user: whose, ...mark } = one as Partial<OldMark>
  return whose !== undefined && typeof mark.at === 'number' ? { whose, mark: mark as HeldMark } : undefined
}

/** Of one person, in the order they were done. */
function marksIn(texts: readonly string[]): KeptMarks | undefined {
  const all = texts.flatMap((text) => markIn(text) ?? []).sort((a, b) => a.mark.at - b.mark.at)
  const user = all.at(-1)?.whose
  return user && { user, list: all.filter(({ whose }) => whose === user).map(({ mark }) => mark) }
}

/** Where a browser takes no cookie, the sign-in lies beside the page; null where the cookie holds it. */
export const keptToken = (shelf: Shelf): string | null => parsed<Partial<Saved>>(shelf.getItem(LOGIN))?.token ?? null

/** Nobody was signed in here when the page was left. */
export const isStranger = (shelf: Shelf): boolean => (parsed<Partial<Saved>>(shelf.getItem(LOGIN))?.user ?? null) === null

/** Writes what differs between two states of a group of entries, and nothing else. */
function replaced(shelf: Shelf, prefix: string, before: Readonly<Record<string, string>>, after: Readonly<Record<string, string>>): true {
  for (const key of Object.keys(before)) if (!(key in after)) shelf.removeItem(prefix + key)
  for (const [key, value] of Object.entries(after)) if (before[key] !== value) put(shelf, prefix + key, value)
  return true
}

function* entries(shelf: Shelf, prefix: string): Generator<[string, string]> {
  const keys = Array.from({ length: shelf.length }, (_, index) => shelf.key(index))
  for (const key of keys) if (key?.startsWith(prefix)) yield [key.slice(prefix.length), shelf.getItem(key) ?? '']
}

const clear = (shelf: Shelf, prefix: string): void => [...entries(shelf, prefix)].forEach(([key]) => shelf.removeItem(prefix + key))

function put(shelf: Shelf, key: string, value: string): void {
  try {
    shelf.setItem(key, value)
  } catch {
    // The browser's shelf is full or closed: the page works on, and forgets this when it is closed.
  }
}

/** Written by this very file, so its form is known; what is broken is left out. */
export function parsed<T>(text: string | null): T | undefined {
  try {
    return text === null ? undefined : (JSON.parse(text) as T)
  } catch {
    return undefined
  }
}

/** For browsers that keep nothing. */
export function memoryShelf(): Shelf {
  const held = new Map<string, string>()
  return {
    get length() {
      return held.size
    },
    key: (index) => [...held.keys()][index] ?? null,
    getItem: (key) => held.get(key) ?? null,
    setItem: (key, value) => void held.set(key, value),
    removeItem: (key) => void held.delete(key),
  }
}
