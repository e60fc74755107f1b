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
type Source<S> = { readonly subscribe: Subscribe; readonly state: S }
/** `state`: what is drawn now. Nobody draws from a later one than the others do, or a part would know of a sign-out before the whole. */
export type Paced<S> = { readonly subscribe: Subscribe; readonly state: () => S }
/** The next frame; gives back how to call it off. */
type Frame = (then: () => void) => () => void

/** The client's state and its changes, at the pace above. */
export function pacedBy<S>(client: Source<S>, frame: Frame = nextFrame): Paced<S> {
  let shown = client.state
  const listeners = new Set<() => void>()
  let callOff: (() => void) | undefined
  const flush = (): void => {
    callOff?.()
    callOff = undefined
    shown = client.state
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
  return { subscribe, state: () => shown }
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
