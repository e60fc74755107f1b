import type { Calls } from '@hearth/client/calls.ts'
import type { Wanted } from '@hearth/protocol/call-shapes.ts'
import type { Sight } from '../media/sight.ts'
import type { Studio } from '../media/studio.ts'
import type { Device } from '../media/trouble.ts'
import type { Output } from './output.ts'
import type { Reporter } from './report.ts'
import type { CallDeeds, Seen, Wait } from './view.ts'

type Hands = {
  readonly wishes: Wishes
  readonly calls: Calls
  readonly studio: Studio
  readonly output: Output
  readonly reporter: Reporter
  /** What the server refused, for the person. */
  readonly failed: (failure: unknown) => void
}

/** What a person does in a call. Devices say themselves what stands in their way. */
export function createDeeds({ calls, wishes, studio, output, reporter, failed }: Hands): CallDeeds {
  const ask = (asked: Promise<unknown>): void => void asked.catch(failed)
  const open = (what: Device): Promise<unknown> =>
    what === 'camera' ? studio.see(true) : what === 'screen' ? studio.share(true) : studio.hear(true)
  return {
    hear: (to) => void studio.hear(to),
    see: (to) => void studio.see(to),
    share: (to) => void studio.share(to),
    flip: () => void studio.flip(),
    deafen: (deafened) => calls.set({ deafened }),
    hand: (isUp) => ask(calls.raise(isUp)),
    react: (emoji) => ask(calls.react(emoji)),
    leave: calls.leave,
    endForAll: () => ask(calls.end()),
    allow: (who, speaks) => ask(calls.allow(who, speaks)),
    mute: (who) => ask(calls.mute(who)),
    watch: wishes.set,
    dismiss: studio.dismiss,
    retry: (what) => void open(what),
    unblock: output.unblock,
    look: reporter.watch,
    level: studio.level,
    renew: (what) => (what === 'speaker' ? output.speaker() : void studio.renew(what)),
  }
}

/** What is looked at, said when it changes, and again to who has not heard of it. */
export type Wishes = { set(seen: readonly Seen[]): void; again(): void; close(): void }

/** A window that is being resized changes all the time, and no picture needs to follow every point of it. */
const STEP = 60
const OFTEN_MS = 400
/** Who looks elsewhere for a moment finds the pictures as they were. */
const UNSEEN_MS = 3000

export function createWishes(calls: Pick<Calls, 'mine' | 'want'>, sight: Sight, wait: Wait): Wishes {
  let wanted: readonly Wanted[] = []
  let said = ''
  let pause: (() => void) | undefined
  let unseen: (() => void) | undefined
  let isUnseen = false
  const again = (): void => {
    const { mine } = calls
    const now = isUnseen ? [] : wanted
    const words = mine.is === 'in' ? `${mine.you} ${JSON.stringify(now)}` : ''
    if (words === said || pause !== undefined) return
    said = words
    pause = wait(OFTEN_MS, () => {
      pause = undefined
      again()
    })
    calls.want(now)
  }
  /** Pictures nobody can see need not be sent; sound goes on. */
  function look(): void {
    unseen?.()
    const hide = (to: boolean): void => {
      isUnseen = to
      again()
    }
    if (sight.isSeen()) hide(false)
    else unseen = wait(UNSEEN_MS, () => hide(true))
  }
  const stop = sight.changed(look)
  // Answered out of a pocket, nobody saw the page from the start.
  if (!sight.isSeen()) look()
  return {
    set(seen) {
      wanted = seen.map(({ somebody, source, height }) => ({ participant: somebody, source, height: Math.ceil(height / STEP) * STEP }))
      again()
    },
    again,
    close() {
      stop()
      pause?.()
      unseen?.()
    },
  }
}
