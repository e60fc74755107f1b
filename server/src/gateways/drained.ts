// When a socket has taken what it was given.

/** The part of a socket that is needed here. */
export type Draining = {
  readonly destroyed: boolean
  /** It will tell of a drain: it held so much that it asked for patience. */
  readonly writableNeedDrain: boolean
  on(event: 'drain' | 'close', then: () => void): unknown
  off(event: 'drain' | 'close', then: () => void): unknown
}

/** What the system takes at once is gone after some turns: over TLS one turn each for the first small pieces. */
const TURNS = 32
const LOOK_MS = 50

/**
 * Resolves when `isFine`, or when the socket is gone.
 *
 * A socket tells of a drain only if it was given more than it likes to hold. Of less than that it says nothing, and of what waits for the end of
 * the turn it does not know yet: so it is looked at, too, in the turns that follow, and then now and again.
 */
export function drained(socket: Draining, isFine: () => boolean): Promise<void> {
  if (socket.destroyed || isFine()) return Promise.resolve()
  return new Promise((resolve) => {
    let turns = 0
    let isToLook = false
    const look = (): void => {
      if (!socket.destroyed && !isFine()) return lookAgain()
      socket.off('drain', look)
      socket.off('close', look)
      resolve()
    }
    const lookAgain = (): void => {
      if (isToLook || (turns > 0 && socket.writableNeedDrain)) return
      isToLook = true
      const then = (): void => {
        isToLook = false
        look()
      }
      if (turns++ < TURNS) setImmediate(then)
      else setTimeout(then, LOOK_MS).unref()
    }
    socket.on('drain', look)
    socket.on('close', look)
    lookAgain()
  })
}
