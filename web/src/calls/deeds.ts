import type { Calls } from '@hearth/client/calls.ts'
import { useChoices } from '../media/choices.ts'
import type { Studio } from '../media/studio.ts'
import type { Device } from '../media/trouble.ts'
import type { Voices } from '../media/voices.ts'
import type { Reporter } from './report.ts'
import type { CallDeeds } from './view.ts'

type Hands = {
  readonly calls: Calls
  readonly studio: Studio
  readonly voices: Voices
  readonly reporter: Reporter
  /** What the server refused, for the person. */
  readonly failed: (failure: unknown) => void
}

/** What a person does in a call. Devices say themselves what stands in their way. */
export function createDeeds({ calls, studio, voices, reporter, failed }: Hands): CallDeeds {
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
    watch: (seen) => calls.want(seen.map(({ somebody, source, height }) => ({ participant: somebody, source, height }))),
    dismiss: studio.dismiss,
    retry: (what) => void open(what),
    unblock: voices.resume,
    look: reporter.watch,
    level: studio.level,
    renew: (what) => (what === 'speaker' ? voices.speaker(useChoices.getState().speaker) : void studio.renew(what)),
  }
}
