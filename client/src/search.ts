// Looking for what was said. The server looks for a bounded time per page: what it says is gathered here until there is something to show.
import type { Takes } from '@hearth/protocol/commands.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Found } from '@hearth/protocol/shapes.ts'
import type { Ask } from './store.ts'

export type Search = {
  /** Newest first; as they were when they were found. */
  readonly found: readonly Found[]
  /** Nothing is left to be looked through. */
  readonly isDone: boolean
  /** Looks on until something more is found, or nothing is left. Rejects with `offline`, or where the rooms are no longer one's own. */
  more(): Promise<void>
}

/** What a search is narrowed to besides its words. */
export type Narrowed = Pick<Takes<'message.search'>, 'by' | 'has' | 'before' | 'after'>

/** Nothing is asked before the first `more`. */
export function createSearch(ask: Ask, text: string, room?: RoomId, narrowed: Narrowed = {}): Search {
  let found: readonly Found[] = []
  let next: Takes<'message.search'>['from']
  let isDone = false
  let running: Promise<void> | undefined

  async function look(): Promise<void> {
    for (const before = found.length; !isDone && found.length === before; ) {
      const page = await ask('message.search', {
        text,
        ...(room === undefined ? {} : { room }),
        ...narrowed,
        ...(next === undefined ? {} : { from: next }),
      })
      found = [...found, ...page.found]
      next = page.next
      isDone = next === undefined
    }
  }

  return {
    get found() {
      return found
    },
    get isDone() {
      return isDone
    },
    more: () => (running ??= look().finally(() => (running = undefined))),
  }
}
