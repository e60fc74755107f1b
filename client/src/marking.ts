// What one does with messages that are there: reactions, stars, changed words. Without a way to the server it is shown, kept, and told when
// there is one; each twice is once for the server, so whatever is unsure is told again.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { drafted } from './drafts.ts'
import { starred } from './stars.ts'
import { type State, withEntry } from './state.ts'
import type { Ask, Store } from './store.ts'
import { changed, reacted } from './timeline.ts'

type Of = { readonly room: RoomId; readonly id: MessageId }
export type Marking =
  | (Of & { readonly do: 'react'; readonly emoji: string; readonly on: boolean })
  | (Of & { readonly do: 'star'; readonly on: boolean })
  | (Of & { readonly do: 'edit'; readonly text: string })

/** Whose, in the order they were done. */
export type KeptMarks = { readonly user: UserId; readonly list: readonly Marking[] }

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

type Given = { readonly store: Store; readonly ask: Ask; readonly patiently: Ask; keep(marks: KeptMarks | undefined): void; now(): number }

export function createMarks({ store, ask, patiently, keep, now }: Given): Marks {
  let whose: UserId | undefined
  const waiting = new Map<string, Marking>()
  let isTelling = false

  const save = (): void => keep(whose === undefined || waiting.size === 0 ? undefined : { user: whose, list: [...waiting.values()] })

  function hold(marking: Marking): void {
    const me = store.get().me?.id
    if (whose !== me) waiting.clear()
    whose = me
    // In the order of what was done last.
    waiting.delete(keyOf(marking))
    waiting.set(keyOf(marking), marking)
    store.update((state) => shown(state, marking, now()))
    save()
  }

  async function flush(): Promise<void> {
    const { me, connection } = store.get()
    if (me === null || connection.is !== 'open' || isTelling) return
    if (me.id !== whose) waiting.clear()
    isTelling = true
    for (const marking of [...waiting.values()]) if (!(await tell(marking))) break
    isTelling = false
    save()
  }

  /** False: there is no way any more. */
  async function tell(marking: Marking): Promise<boolean> {
    try {
      await asked(patiently, marking)
    } catch (failure) {
      if (failure instanceof ChatError && LATER.has(failure.code)) return false
      if (waiting.get(keyOf(marking)) === marking) store.update((state) => refused(state, marking, now()))
    }
    if (waiting.get(keyOf(marking)) === marking) waiting.delete(keyOf(marking))
    return true
  }

  return {
    async put(marking) {
      if (store.get().connection.is === 'open') {
        try {
          await asked(ask, marking)
          waiting.delete(keyOf(marking))
          return 'done'
        } catch (failure) {
          if (!(failure instanceof ChatError) || failure.code !== 'offline') throw failure
        }
      }
      hold(marking)
      return 'kept'
    },
    flush: () => void flush(),
    remember(kept) {
      whose = kept?.user
      for (const marking of kept?.list ?? []) waiting.set(keyOf(marking), marking)
    },
    show() {
      if (whose !== undefined && store.get().me?.id === whose)
        store.update((state) => [...waiting.values()].reduce((shownSoFar, marking) => shown(shownSoFar, marking, now()), state))
    },
    forget() {
      waiting.clear()
      whose = undefined
      save()
    },
  }
}

/** Not now: the way closed, or the sign-in ended; whoever comes back as the same person tells it then. */
const LATER: ReadonlySet<string> = new Set(['offline', 'session_unknown', 'not_signed_in', 'shutting_down'])

/** Of two that differ in nothing but what is to be the later one holds. */
const keyOf = (marking: Marking): string => [marking.do, marking.id, marking.do === 'react' ? marking.emoji : ''].join(' ')

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

/** Taken back; words that are not taken go back to where one writes. */
function refused(state: State, marking: Marking, now: number): State {
  if (marking.do !== 'edit') return shown(state, { ...marking, on: !marking.on }, now)
  const stood = state.drafts.get(marking.room) ?? ''
  return drafted(state, marking.room, [stood, marking.text].filter((words) => words.trim() !== '').join('\n'))
}
