// When the page is drawn: at once after what somebody does here, and once a frame for all that comes from the server meanwhile. A flood of a
// thousand messages is sixty pictures a second, not a thousand.
import type { Client } from '@hearth/client/client.ts'

/** A page that nobody looks at has no frames. */
const HIDDEN_MS = 250

let isHearing = false

/** Does what something from the server leads to. */
export function hearing(work: () => void): void {
  isHearing = true
  try {
    work()
  } finally {
    isHearing = false
  }
}

type Subscribe = Client['subscribe']
/** The next frame; gives back how to call it off. */
type Frame = (then: () => void) => () => void

const paces = new WeakMap<Pick<Client, 'subscribe'>, Subscribe>()

/** As `client.subscribe`, at the pace above. */
export function pacedBy(client: Pick<Client, 'subscribe'>, frame: Frame = nextFrame): Subscribe {
  const known = paces.get(client)
  if (known) return known
  const listeners = new Set<() => void>()
  let callOff: (() => void) | undefined
  const flush = (): void => {
    callOff?.()
    callOff = undefined
    for (const listener of [...listeners]) listener()
  }
  client.subscribe(() => {
    if (isHearing) callOff ??= frame(flush)
    else flush()
  })
  const subscribe: Subscribe = (changed) => {
    // Wrapped, so that the same function given twice is called off one at a time.
    const listener = (): void => changed()
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  paces.set(client, subscribe)
  return subscribe
}

function nextFrame(then: () => void): () => void {
  if (document.visibilityState === 'hidden') {
    const timer = setTimeout(then, HIDDEN_MS)
    return () => clearTimeout(timer)
  }
  const frame = requestAnimationFrame(then)
  // Hidden before the frame comes, it would come when somebody looks again, and the title would not say what waits.
  const timer = setTimeout(then, HIDDEN_MS)
  return () => {
    cancelAnimationFrame(frame)
    clearTimeout(timer)
  }
}
