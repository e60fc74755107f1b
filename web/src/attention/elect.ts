// Of several tabs one rings: the browser's own lock says which. Where there are no locks each tab rings for itself.

/** Calls `begin` once this tab is the one that rings; that lasts as long as the tab. */
export function elect(begin: () => void): void {
  const { locks } = navigator
  if (!('locks' in navigator) || typeof locks?.request !== 'function') return begin()
  void locks
    .request('hearth.bell', () => {
      begin()
      return new Promise<never>(() => undefined)
    })
    .catch(() => undefined)
}

/**
 * As long as it is wanted, and nowhere else meanwhile: in the first of several tabs. Gives back how to end it. A tab that nobody has touched
 * keeps none of the others from it: the browser lets it make no sound.
 */
export function inOneTab(name: string, begin: () => () => void): () => void {
  const { locks, userActivation } = navigator
  if (!('locks' in navigator) || typeof locks?.request !== 'function' || userActivation?.hasBeenActive === false) return begin()
  const waiting = new AbortController()
  const { promise: over, resolve: end } = Promise.withResolvers<void>()
  const held = locks.request(name, { signal: waiting.signal }, async () => {
    if (waiting.signal.aborted) return
    const stop = begin()
    await over
    stop()
  })
  held.catch(() => undefined)
  return () => {
    waiting.abort()
    end()
  }
}

/** What the tabs of one person tell each other. */
type Word =
  /** Somebody looks at this room, in some tab. */
  { readonly is: 'looking'; readonly at: string | null; readonly tab: string }

/** Which room is looked at in any tab. Undefined where the browser lets tabs not speak to each other. */
export type Tabs = { looksAt(room: string): boolean; say(room: string | null): void; close(): void }

export function joinTabs(): Tabs {
  const own = crypto.getRandomValues(new Uint32Array(2)).join('-')
  const looking = new Map<string, string>()
  const channel = 'BroadcastChannel' in globalThis ? new BroadcastChannel('hearth.tabs') : undefined
  const hear = ({ tab, at }: Word): void => void (at === null ? looking.delete(tab) : looking.set(tab, at))
  channel?.addEventListener('message', ({ data }: MessageEvent<Word>) => hear(data))
  return {
    looksAt: (room) => [...looking.values()].includes(room),
    say(room) {
      const word: Word = { is: 'looking', at: room, tab: own }
      hear(word)
      channel?.postMessage(word)
    },
    close: () => channel?.close(),
  }
}
