// Looking for what was said.
//
// 1. One search at a time, a little of it at a time, with rests where somebody else asks something: what is said meanwhile hardly waits.
// 2. A page costs a bounded time. What is not looked through by then is on the next page.
// 3. Who may read is decided where the page is made, in the order of writes: not a word of a room one has left meanwhile,
//    nor one that was deleted or changed.
import { setImmediate as nextTurn, setTimeout as rest } from 'node:timers/promises'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import { SEARCH_PAGE } from '@hearth/protocol/limits.ts'
import type { Store } from '#store/open.ts'
import * as searching from '#store/search.ts'
import { type Handler, inTurn, quietly } from './context.ts'
import { checkIn } from './seats.ts'
import { showMessages } from './showing.ts'

/** Work of one page; with its rests, where there are any, it takes twice as long. */
const PAGE_MS = 100
/** Work without looking up, and the rest. A message that comes meanwhile passes through several hands: each would wait for a slice. */
const SLICE_MS = 1.5
const REST_MS = 2
const MOST_OF_ONE_PERSON = 3
const MOST_IN_ALL = 100
const COME_BACK_MS = 300

export const search: Handler<'message.search'> = async (
  core,
  caller,
  { text, room, from, by, has, before, after, limit = SEARCH_PAGE },
) => {
  const isSifted = [by, has, before, after].some((one) => one !== undefined)
  const sieve = isSifted ? { by, has, before, after } : undefined
  if (room !== undefined) await core.store.read((tx) => checkIn(tx, room, caller.user))
  const page = await core.searches.page({ user: caller.user, text, room, from, sieve }, limit)
  return inTurn(async (tx) => {
    if (room !== undefined) await checkIn(tx, room, caller.user)
    const rows = await searching.show(tx, caller.user, page.search, page.hits)
    const shown = await showMessages(tx, rows, caller.user)
    const found = rows.flatMap(({ room: where }, at) => (shown[at] === undefined ? [] : { room: where, message: shown[at] }))
    return quietly({ found, ...(page.next === undefined ? {} : { next: page.next }) })
  })
}

type Page = Awaited<ReturnType<typeof searching.pageOf>> & { readonly search: searching.Search }
export type Searches = {
  /** What there seems to be. Throws message_unknown where `from` is no place in a room of theirs, slow_down. */
  page(wanted: searching.Wanted, limit: number): Promise<Page>
}

/** @param asked how often anybody has asked for anything: where it stands still, a search is in nobody's way */
export function createSearches({ read }: Pick<Store, 'read'>, asked: () => number): Searches {
  const waiting: UserId[] = []
  let last: Promise<unknown> = Promise.resolve()

  return {
    async page(wanted, limit) {
      const own = waiting.filter((user) => user === wanted.user).length
      if (own >= MOST_OF_ONE_PERSON || waiting.length >= MOST_IN_ALL) throw new ChatError('slow_down', { retryAfterMs: COME_BACK_MS })
      waiting.push(wanted.user)
      const page = last.then(() => lookFor(read, asked, wanted, limit)).finally(() => waiting.splice(waiting.indexOf(wanted.user), 1))
      last = page.catch(() => undefined)
      return page
    },
  }
}

async function lookFor(read: Store['read'], asked: () => number, wanted: searching.Wanted, limit: number): Promise<Page> {
  const search = await read((tx) => searching.begin(tx, wanted))
  if (search === undefined) throw new ChatError('message_unknown')
  let seen = asked()
  for (let worked = 0; worked < PAGE_MS && !searching.isDone(search, limit); ) {
    if (worked > 0) await nextTurn()
    if (asked() !== seen) await rest(REST_MS)
    seen = asked()
    const since = await read(async (tx) => {
      const begun = performance.now()
      await searching.go(tx, search, limit, begun + SLICE_MS)
      return begun
    })
    worked += performance.now() - since
  }
  return { search, ...(await read((tx) => searching.pageOf(tx, search, limit))) }
}
