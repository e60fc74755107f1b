// What one does with messages that are there: reactions, stars, changed words. Without a way to the server it is shown, kept, and told when
// there is one; each twice is once for the server, so whatever is unsure is told again.
import { ChatError, errors } from '@hearth/protocol/errors.ts'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { type DraftPlace, inThread } from './draft-places.ts'
import { starred } from './stars.ts'
import { type State, withEntry } from './state.ts'
import type { Ask, Store, Wait } from './store.ts'
import { changed, reacted, restored, type Stood } from './timeline.ts'

type Of = { readonly room: RoomId; readonly id: MessageId }
export type Marking =
  | (Of & { readonly do: 'react'; readonly emoji: string; readonly on: boolean })
  | (Of & { readonly do: 'star'; readonly on: boolean })
  /** `thread`: of a reply, where its thread began. */
  | (Of & { readonly do: 'edit'; readonly text: string; readonly thread?: MessageId | undefined })

/** One that waits. `at`: when it was done, epoch milliseconds. */
type HeldMark = Marking & { readonly at: number; readonly was?: Stood | undefined }

/** Whose, in the order they were done. */
export type KeptMarks = { readonly user: UserId; readonly list: readonly HeldMark[] }

export type Marks = {
  /** Done, or kept for later. Rejects with what the server says where it refuses at once. */
  put(marking: Marking): Promise<'done' | 'kept'>
  /** The way is open: tells what waits. */
  flush(): void
  /** What the last run could not tell. */
  remember(kept: KeptMarks | undefined): void
  /** Shows what waits in what was just read from the archive. */
  show(): void
  forget(): void
}

type Given = {
  readonly store: Store
  readonly ask: Ask
  readonly wait: Wait
  keep(marks: KeptMarks | undefined): void
  now(): number
  /** Puts words where one writes. */
  draft(place: DraftPlace, text: string): void
  /** The server does not take what was kept for it; it is taken back by then. */
  refused?(marking: Marking, failure: unknown): void
}

/** What the server could not do is tried again after so long. */
const AGAIN_MS = 30_000

export function createMarks({ store, ask, wait, keep, now, draft, refused }: Given): Marks {
  let whose: UserId | undefined
  const waiting = new Map<string, HeldMark>()
  /** On their way: nothing of the same key goes beside them, so that the later one holds. */
  const busy = new Set<string>()
  let isTelling = false
  /** Call off what is to be tried again: as soon as the server allows any, and what it could not do. */
  let resting: (() => void) | undefined
  let failing: (() => void) | undefined

  const save = (): void => keep(whose === undefined || waiting.size === 0 ? undefined : { user: whose, list: [...waiting.values()] })

  function hold(marking: Marking): void {
    const { me } = store.get()
    if (whose !== me?.id) waiting.clear()
    whose = me?.id
    const key = keyOf(marking)
    const before = waiting.get(key)
    // In the order of what was done last.
    waiting.delete(key)
    waiting.set(key, { ...marking, at: now(), was: before?.was ?? stoodIn(store.get(), marking) })
    store.update((state) => shown(state, marking, now()))
    save()
  }

  async function flush(): Promise<void> {
    if (isTelling || waiting.size === 0 || store.get().connection.is !== 'open' || store.get().me === null) return
    if (store.get().me?.id !== whose) {
      waiting.clear()
      return save()
    }
    isTelling = true
    const tried = new Set<HeldMark>()
    for (let next = nextOf(tried); next; next = nextOf(tried)) {
      tried.add(next)
      await tell(next)
    }
    isTelling = false
  }

  /** Looked for each time: somebody else may be in by now, and what waits may be another. */
  function nextOf(tried: ReadonlySet<HeldMark>): HeldMark | undefined {
    const { me, connection } = store.get()
    if (connection.is !== 'open' || me === null || me.id !== whose || resting) return undefined
    return [...waiting.values()].find((held) => !tried.has(held) && !busy.has(keyOf(held)))
  }

  async function tell(held: HeldMark): Promise<void> {
    const failure = await told(held)
    const key = keyOf(held)
    if (isForLater(failure)) return again(failure)
    if (waiting.get(key) !== held) return
    waiting.delete(key)
    save()
    if (failure !== undefined) takeBack(held, failure)
  }

  /** Why not; undefined: it is told. */
  async function told(marking: Marking): Promise<unknown> {
    const key = keyOf(marking)
    busy.add(key)
    try {
      await asked(ask, marking)
      return undefined
    } catch (failure) {
      return failure ?? new ChatError('internal')
    } finally {
      busy.delete(key)
    }
  }

  /** A server that is too busy wants no other before that time, either; whatever else failed keeps nothing waiting. */
  function again(failure: ChatError): void {
    if (store.get().connection.is !== 'open') return
    if (failure.code === 'slow_down') {
      resting?.()
      resting = wait(failure.more.retryAfterMs ?? 1000, () => {
        resting = undefined
        void flush()
      })
    } else
      failing ??= wait(AGAIN_MS, () => {
        failing = undefined
        void flush()
      })
  }

  /** As it stood; words that are not taken go back to where one writes. */
  function takeBack(held: HeldMark, failure: unknown): void {
    store.update((state) => takenBack(state, held, now()))
    if (held.do === 'edit') {
      const place = held.thread === undefined ? held.room : inThread(held.room, held.thread)
      const stood = store.get().drafts.get(place) ?? ''
      draft(place, [stood, held.text].filter((words) => words.trim() !== '').join('\n'))
    }
    refused?.(held, failure)
  }

  async function put(marking: Marking): Promise<'done' | 'kept'> {
    const key = keyOf(marking)
    if (store.get().connection.is === 'open' && !waiting.has(key) && !busy.has(key)) {
      const failure = await told(marking)
      if (!isForLater(failure)) {
        // What was done meanwhile waited for this one.
        void flush()
        if (failure !== undefined) throw failure
        return 'done'
      }
      if (!waiting.has(key)) hold(marking)
      again(failure)
      return 'kept'
    }
    hold(marking)
    void flush()
    return 'kept'
  }

  return {
    put,
    flush: () => void flush(),
    remember(kept) {
      whose = kept?.user
      for (const held of kept?.list ?? []) waiting.set(keyOf(held), held)
    },
    show() {
      if (whose === undefined || store.get().me?.id !== whose) return
      for (const [key, held] of waiting) {
        waiting.set(key, { ...held, was: held.was ?? stoodIn(store.get(), held) })
        store.update((state) => shown(state, held, now()))
      }
    },
    forget() {
      resting?.()
      failing?.()
      resting = failing = undefined
      waiting.clear()
      whose = undefined
      save()
    },
  }
}

/** The way closed, or the sign-in ended; whoever comes back as the same person tells it then. */
const LATER: ReadonlySet<string> = new Set(['offline', 'session_unknown', 'not_signed_in', 'shutting_down'])

/** Not now, but perhaps in a while: nothing is said against it. */
const isForLater = (failure: unknown): failure is ChatError =>
  failure instanceof ChatError && (LATER.has(failure.code) || errors[failure.code].retry)

/** Of two that differ in nothing but what is to be the later one holds. */
export const keyOf = (marking: Marking): string => [marking.do, marking.id, marking.do === 'react' ? marking.emoji : ''].join(' ')

function asked(ask: Ask, marking: Marking): Promise<unknown> {
  const { room, id } = marking
  switch (marking.do) {
    case 'react':
      return ask(marking.on ? 'message.react' : 'message.unreact', { room, id, emoji: marking.emoji })
    case 'star':
      return ask(marking.on ? 'message.star' : 'message.unstar', { room, id })
    case 'edit':
      return ask('message.edit', { room, id, text: marking.text })
  }
}

function shown(state: State, marking: Marking, now: number): State {
  const { room, id } = marking
  const me = state.me?.id
  if (me === undefined) return state
  if (marking.do === 'star') return { ...state, stars: starred(state.stars, room, id, marking.on) }
  const timeline = state.timelines.get(room)
  if (timeline === undefined) return state
  const after = marking.do === 'react' ? reacted(timeline, id, marking.emoji, me, marking.on) : changed(timeline, id, marking.text, now)
  return after === timeline ? state : { ...state, timelines: withEntry(state.timelines, room, after) }
}

function stoodIn(state: State, { do: does, room, id }: Marking): Stood | undefined {
  const message = does === 'edit' ? state.timelines.get(room)?.messages.find((one) => one.id === id) : undefined
  return message && { text: message.text, mentions: message.mentions, editedAt: message.editedAt }
}

function takenBack(state: State, held: HeldMark, now: number): State {
  if (held.do !== 'edit') return shown(state, { ...held, on: !held.on }, now)
  const timeline = state.timelines.get(held.room)
  if (timeline === undefined || held.was === undefined) return state
  const after = restored(timeline, held.id, held.text, held.was)
  return after === timeline ? state : { ...state, timelines: withEntry(state.timelines, held.room, after) }
}
