// Threads people take part in: who began one, replied in it, is in the call it lies beside, or said so. How far they have read it is true on all their devices.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { MessageId } from '@hearth/protocol/ids.ts'
import { MOST_THREAD_DRAFTS, THREADS_KEPT, THREADS_PAGE } from '@hearth/protocol/thread-bounds.ts'
import type { ThreadCommandName, ThreadPlace } from '@hearth/protocol/thread-commands.ts'
import type { Tx } from '#store/open.ts'
import * as own from '#store/own.ts'
import * as rows from '#store/thread-places.ts'
import * as threads from '#store/threads.ts'
import { type Handler, inWrite, quietly } from './context.ts'
import { asKept, toOneself } from './own.ts'
import { checkIn } from './seats.ts'
import { placed } from './taking-part.ts'
import { type Root, rootOf, showRoots } from './threads.ts'

const read: Handler<'thread.read'> = (_core, caller, { room, id, seq, back }) =>
  inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    const { id: root } = await rootOf(tx, room, id)
    const place = await rows.get(tx, caller.user, root)
    const last = (await threads.of(tx, [root])).get(root)?.lastSeq ?? 0
    const readSeq = back ? Math.min(seq, last) : Math.max(place?.readSeq ?? 0, Math.min(seq, last))
    const unread = await rows.unread(tx, root, readSeq)
    const reply = { seq: readSeq, unread }
    if (place?.mine ? place.readSeq === readSeq : !back) return quietly(reply)
    const now = { user: caller.user, root, room, readSeq, mine: true }
    await rows.put(tx, now)
    return { reply, tellings: [placed(now, { seq: readSeq, unread, on: true })] }
  })

const follow: Handler<'thread.follow'> = (_core, caller, { room, id, on }) =>
  inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    const { id: root, seq: began } = await rootOf(tx, room, id)
    const before = await rows.get(tx, caller.user, root)
    if ((before?.mine ?? false) === on) return quietly({})
    const last = (await threads.of(tx, [root])).get(root)?.lastSeq ?? began
    const place = { user: caller.user, root, room, readSeq: last, mine: on }
    await rows.put(tx, place)
    return { reply: {}, tellings: [placed(place, { seq: last, unread: 0, on })] }
  })

const list: Handler<'thread.list'> = (_core, caller, { after, unread = false, limit = THREADS_PAGE, calls = false }) =>
  inWrite(async (tx) => {
    const behind = after === undefined ? undefined : await lastOf(tx, after)
    const page = await rows.page(tx, caller.user, { behind, unread, calls, limit: limit + 1 })
    const found = page.slice(0, limit)
    const roots: Root[] = []
    for (const place of found) roots.push(await rootOf(tx, place.room, place.root))
    const shown = await showRoots(tx, roots, caller.user)
    const listed = found.map((place, at) => ({ room: place.room, ...shown[at], seq: place.readSeq, unread: place.unread }))
    return quietly({ threads: listed, more: page.length > limit })
  })

const draft: Handler<'thread.draft'> = (core, caller, { room, id, text: raw }) => {
  const text = asKept(raw)
  return inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    const { id: root } = await rootOf(tx, room, id)
    const about = own.aboutThread(room, root)
    const before = await own.get(tx, caller.user, 'thread', about)
    if ((before?.text ?? '') === text) return quietly({})
    if (text === '') await own.drop(tx, caller.user, 'thread', about)
    else {
      if (before === undefined && (await own.count(tx, caller.user, 'thread')) >= MOST_THREAD_DRAFTS) throw new ChatError('too_many_drafts')
      await own.put(tx, { owner: caller.user, kind: 'thread', about, body: { text }, at: core.now() })
    }
    return { reply: {}, tellings: toOneself(caller.user, { event: 'thread.drafted', room, with: { id: root, text } }) }
  })
}

export const threadHandlers: { readonly [N in ThreadCommandName]: Handler<N> } = {
  'thread.read': read,
  'thread.follow': follow,
  'thread.list': list,
  'thread.draft': draft,
}

/** Throws message_unknown. */
async function lastOf(tx: Tx, root: MessageId): Promise<{ readonly at: number; readonly root: MessageId }> {
  const replies = (await threads.of(tx, [root])).get(root)
  if (replies === undefined) throw new ChatError('message_unknown')
  return { at: replies.lastAt, root }
}

/** As they travel; the last replied to first. */
export const placesView = (places: readonly rows.Counted[]): ThreadPlace[] =>
  places.slice(0, THREADS_KEPT).map(({ room, root, readSeq, unread }) => ({ room, id: root, seq: readSeq, unread }))
