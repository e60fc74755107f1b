// Tokens and bans whose time is over end by themselves; what is connected with such a token is cut off. After a jump of the clock nothing is
// taken out for a day: a token is refused where it is shown, and good again when the clock is set right; a ban stands.
import type { BanRow } from '#store/bans.ts'
import type { Core } from './context.ts'
import { endOverdueApps } from './factors/apps.ts'
import { liftOverdue } from './moderation/banning.ts'
import type { Telling } from './outcome.ts'
import { endOverdue } from './tokens.ts'

/** So late a connection may still be open. */
const LOOK_MS = 20_000

export type EndingsGiven = {
  readonly core: Core
  readonly publish: (tellings: readonly Telling[]) => void
  readonly wait: (ms: number, then: () => void) => () => void
}

/** Closed: it looks no more. */
export function createEndings({ core, publish, wait }: EndingsGiven): Disposable {
  let callOff = wait(LOOK_MS, look)
  let closed = false
  function look(): void {
    if (!core.isClockSteady()) return again()
    core.store
      .write(
        async (tx) => ({
          bans: await liftOverdue(core, tx),
          tellings: [...(await endOverdue(core, tx)), ...(await endOverdueApps(core, tx))],
        }),
        ({ bans, tellings }) => settle(bans, tellings),
      )
      .then(() => core.watch.settle())
      // On a full disk the token is refused all the same where it is shown; next time, then.
      .catch(() => undefined)
      .finally(again)
  }
  function again(): void {
    if (!closed) callOff = wait(LOOK_MS, look)
  }
  function settle(bans: readonly BanRow[] | undefined, tellings: readonly Telling[]): void {
    if (bans !== undefined) core.bans.load(bans)
    publish(tellings)
  }
  return {
    [Symbol.dispose]() {
      closed = true
      callOff()
    },
  }
}
