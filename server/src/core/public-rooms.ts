// Public rooms are looked for here: names are folded as no database of ours folds them.
import type { Takes } from '@hearth/protocol/commands.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Store, Tx } from '#store/open.ts'
import * as rows from '#store/rooms.ts'
import { fold } from '#store/users.ts'

/** So many are on a page that asks for no number. */
const SHOWN = 200
/** So many are looked through, the biggest first. */
const LOOKED_THROUGH = 5000
/** Sizes in the list may be so old; names never are. */
const KEPT_MS = 5000

type Known = { readonly id: RoomId; readonly words: string }
type Kept = { readonly at: number; readonly list: readonly Known[] }
/** Of each store: whoever asks for page after page, or letter by letter, has them read once. */
const kept = new WeakMap<Store, Kept>()

type Given = { readonly store: Store; readonly now: () => number }
type Sought = Pick<Takes<'room.list'>, 'text' | 'after' | 'limit'>
type Page = { readonly page: readonly rows.RoomRow[]; readonly more: boolean }

/** One has come, gone, or is called otherwise: in the job that makes it so. */
export const forgetPublic = ({ store }: Pick<Given, 'store'>): void => void kept.delete(store)

/** The biggest first. After a room that does not fit any more, or is gone, there is nothing. */
export async function publicPage(given: Given, tx: Tx, { text = '', after, limit = SHOWN }: Sought): Promise<Page> {
  const part = fold(text.toWellFormed().trim())
  if (part === '' && after === undefined) {
    const page = await rows.publicRooms(tx, limit + 1)
    return { page: page.slice(0, limit), more: page.length > limit }
  }
  const fits = (await known(given, tx)).filter(({ words }) => words.includes(part))
  const last = after === undefined ? -1 : fits.findIndex(({ id }) => id === after)
  if (after !== undefined && last === -1) return { page: [], more: false }
  const ids = fits.slice(last + 1, last + 1 + limit).map(({ id }) => id)
  return { page: await rows.publicByIds(tx, ids), more: fits.length > last + 1 + limit }
}

async function known({ store, now }: Given, tx: Tx): Promise<readonly Known[]> {
  const before = kept.get(store)
  const at = now()
  // A clock that was set back makes nothing young again.
  if (before !== undefined && at >= before.at && at - before.at < KEPT_MS) return before.list
  const list = (await rows.publicNames(tx, LOOKED_THROUGH)).map(({ id, name, topic }) => ({ id, words: fold(`${name}\n${topic}`) }))
  kept.set(store, { at, list })
  return list
}
