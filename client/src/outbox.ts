// What was written and is not yet known to be kept. Shown at once, sent in order, one at a time per room; the server makes
// one message of a clientId however often it comes, so whatever is unsure is simply sent again.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import type { Unsent } from './state.ts'
import type { Ask, Store, Wait } from './store.ts'
import { maySayOtherwise, type Special, settled } from './unsent.ts'

/** Whole uploads that go with the words, and the clientId under which they have been shown so far. `tried`: they may be said already. */
export type Bundle = { readonly clientId: string; readonly files: readonly FileCard[]; readonly tried?: true }

/** A reply in the thread that began with `root`. */
export type InThread = { readonly root: MessageId; readonly also: boolean }

export type Outbox = {
  send(room: RoomId, text: string, replyTo?: MessageId, bundle?: Bundle, thread?: InThread): void
  /** A poll, or what somebody else said. @param tried it may be said already */
  post(room: RoomId, text: string, special: Special, clientId: string, tried?: true): void
  /** Other words of what waits, at its place and under another clientId; false where it may be said already. */
  revise(clientId: string, text: string, special: Special): boolean
  /** What one chooses oneself of a poll that waits. @param tried another tab has sent it: it may be asked already */
  choose(clientId: string, options: readonly number[], tried?: true): void
  retry(clientId: string): void
  discard(clientId: string): void
  /** Sends what may be sent now. Called whenever the way is open. */
  pump(): void
}

type Given = {
  readonly store: Store
  readonly ask: Ask
  readonly wait: Wait
  now(): number
  newId(): string
  /** It is said, and something is left to be told of it. */
  left(): void
}

/** What to wait when the server asks for patience without saying how much. */
const PATIENCE_MS = 1000

export function createOutbox({ store, ask, wait, now, newId, left }: Given): Outbox {
  /** Rooms with a message under way, or that were asked to be slower. */
  const busy = new Set<RoomId>()

  function pump(): void {
    const { connection, me, outbox } = store.get()
    if (connection.is !== 'open' || !me) return
    for (const unsent of outbox) if (unsent.state === 'waiting' && !busy.has(unsent.room)) start(unsent)
  }

  function start(unsent: Unsent): void {
    const { room, clientId } = unsent
    busy.add(room)
    mark(clientId, { state: 'sending', tried: true })
    asked(ask, unsent, now() + store.get().behindBy).then(
      ({ id }) => {
        store.update((state) => settled(state, clientId, { room, id, at: now() }))
        free(room)
        left()
      },
      (error: unknown) => failed(unsent, error),
    )
  }

  function failed({ clientId, room }: Unsent, error: unknown): void {
    if (!(error instanceof ChatError)) throw error
    if (error.code === 'session_unknown' || error.code === 'not_signed_in') {
      mark(clientId, { state: 'waiting' })
      busy.delete(room)
      return
    }
    if (error.code === 'offline') {
      // Nothing goes out while the way is closed; where only this answer was lost, it goes out again at once.
      mark(clientId, { state: 'waiting', tried: true })
      return free(room)
    }
    if (error.code === 'slow_down' || error.code === 'shutting_down') {
      mark(clientId, { state: 'waiting' })
      return void wait(error.more.retryAfterMs ?? PATIENCE_MS, () => free(room))
    }
    mark(clientId, { state: 'failed', failure: error.failure() })
    free(room)
  }

  function free(room: RoomId): void {
    busy.delete(room)
    pump()
  }

  function mark(clientId: string, change: Pick<Unsent, 'state' | 'failure' | 'tried'>): void {
    const renew = ({ failure: _old, tried: _before, ...unsent }: Unsent): Unsent => ({ ...unsent, ...change })
    const has = store.get().outbox.some((one) => one.clientId === clientId)
    if (has) store.update((state) => ({ ...state, outbox: state.outbox.map((one) => (one.clientId === clientId ? renew(one) : one)) }))
  }

  function remove(clientId: string): void {
    const has = store.get().outbox.some((one) => one.clientId === clientId)
    if (has) store.update((state) => ({ ...state, outbox: state.outbox.filter((one) => one.clientId !== clientId) }))
  }

  function retry(clientId: string): void {
    if (store.get().outbox.some((one) => one.clientId === clientId && one.state === 'failed')) mark(clientId, { state: 'waiting' })
    pump()
  }

  function change(clientId: string, to: (unsent: Unsent) => Unsent): void {
    store.update((state) => ({ ...state, outbox: state.outbox.map((one) => (one.clientId === clientId ? to(one) : one)) }))
  }

  /** Whoever holds the old one too, in another tab, lets it go with its clientId. */
  function revise(clientId: string, text: string, special: Special): boolean {
    const unsent = store.get().outbox.find((one) => one.clientId === clientId)
    if (unsent === undefined || !maySayOtherwise(unsent)) return false
    const { failure: _why, tried: _before, ...rest } = unsent
    change(clientId, () => ({ ...rest, clientId: newId(), text, special, state: 'waiting' }))
    pump()
    return true
  }

  function put(unsent: Unsent): void {
    // What waits here under that clientId is this one.
    if (store.get().outbox.some((one) => one.clientId === unsent.clientId)) return retry(unsent.clientId)
    store.update((state) => ({ ...state, outbox: [...state.outbox, unsent] }))
    pump()
  }

  return {
    send(room, text, replyTo, { clientId, files, tried } = { clientId: newId(), files: [] }, thread) {
      put({
        ...{ clientId, room, text, replyTo: replyTo ?? null, at: now(), state: 'waiting' },
        ...(files.length === 0 ? {} : { files }),
        ...(tried ? { tried } : {}),
        ...(thread === undefined ? {} : { thread: thread.root, ...(thread.also ? { also: true as const } : {}) }),
      })
    },
    post: (room, text, special, clientId, tried) =>
      put({ clientId, room, text, special, replyTo: null, at: now(), state: 'waiting', ...(tried && { tried }) }),
    revise,
    choose(clientId, vote, tried) {
      const unsent = store.get().outbox.find((one) => one.clientId === clientId)
      const special = unsent?.special
      if (special?.do !== 'poll' || (String(special.vote ?? '') === String(vote) && (!tried || unsent?.tried))) return
      change(clientId, (one) => ({ ...one, special: { ...special, vote }, ...(tried && { tried }) }))
    },
    retry,
    discard: remove,
    pump,
  }
}

/** @param now by the server's clock */
function asked(ask: Ask, { room, text, clientId, replyTo, files, thread, also, special }: Unsent, now: number): Promise<{ id: MessageId }> {
  switch (special?.do) {
    case 'forward':
      return ask('message.forward', { room, from: special.from, id: special.id, clientId })
    case 'poll': {
      const { do: _poll, options, lasts, vote: _own, ...how } = special
      const closesAt = lasts === undefined ? {} : { closesAt: now + lasts }
      return ask('poll.create', { room, question: text, options: [...options], clientId, ...how, ...closesAt })
    }
    case undefined: {
      const more = {
        ...(replyTo === null ? {} : { replyTo }),
        ...(files === undefined ? {} : { files: files.map(({ id }) => id) }),
        ...(thread === undefined ? {} : { thread }),
        ...(also ? { also } : {}),
      }
      return ask('message.send', { room, text, clientId, ...more })
    }
  }
}
