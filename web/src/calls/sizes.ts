// How large one's own pictures are to be made: as large as anybody looks at them, and no larger.
import type { Mine } from '@hearth/client/calls.ts'
import type { Watched } from '@hearth/protocol/call-shapes.ts'
import type { Wait } from './view.ts'

export type Sizes = {
  readonly now: Watched | null
  /** The call changed. */
  follow(): void
  close(): void
}

/** Who looks at something else for a moment comes back to a picture that is still there. */
const LESS_AFTER_MS = 3000

/** Larger at once, smaller when it stays so. @param changed they are to be made in other sizes */
export function createSizes(mine: () => Mine, wait: Wait, changed: () => void): Sizes {
  let now: Watched | null = null
  let callOff: (() => void) | undefined
  const said = (): Watched | null => {
    const one = mine()
    return one.is === 'in' ? one.watched : null
  }
  function become(next: Watched | null): void {
    if (next?.camera === now?.camera && next?.screen === now?.screen) return
    now = next
    changed()
  }
  function stop(): void {
    callOff?.()
    callOff = undefined
  }
  function settle(): void {
    callOff = undefined
    become(said())
  }
  return {
    get now() {
      return now
    },
    follow() {
      const to = said()
      if (to === null || now === null) {
        stop()
        return become(to)
      }
      const most = { camera: Math.max(to.camera, now.camera), screen: Math.max(to.screen, now.screen) }
      become(most)
      const isLess = most.camera > to.camera || most.screen > to.screen
      if (isLess) callOff ??= wait(LESS_AFTER_MS, settle)
      else stop()
    },
    close: stop,
  }
}
