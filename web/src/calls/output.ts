// What a call does to this device: who is heard, whether the screen stays on, what the lock screen shows.
import type { Mine } from '@hearth/client/calls.ts'
import type { Call } from '@hearth/protocol/call-shapes.ts'
import { createAwake, createLockScreen, type LockScreenDeeds } from '../media/awake.ts'
import { useChoices, volumeOf } from '../media/choices.ts'
import { createVoices, type Sound } from '../media/voices.ts'
import type { CallView } from './view.ts'

export type Output = {
  /** The browser keeps the page silent until it is touched. */
  readonly isSilenced: boolean
  /** @param room its name, for the lock screen */
  show(view: CallView, mine: Mine, call: Call | undefined, room: string): void
  /** Touched: now it may be heard. */
  unblock(): void
  speaker(): void
  close(): void
}

type Given = {
  readonly incoming: (mid: string) => MediaStreamTrack | undefined
  readonly deeds: LockScreenDeeds
  readonly changed: () => void
}

export function createOutput({ incoming, deeds, changed }: Given): Output {
  let isSilenced = false
  const voices = createVoices((to) => {
    if (isSilenced === to) return
    isSilenced = to
    changed()
  })
  const awake = createAwake()
  const lockScreen = createLockScreen(deeds)
  const speaker = (): void => voices.speaker(useChoices.getState().speaker)
  speaker()
  return {
    get isSilenced() {
      return isSilenced
    },
    show(view, mine, call, room) {
      voices.deafen(view.isDeaf)
      voices.set(soundsOf(mine, call, incoming))
      awake.set(view.people.some(({ camera, screen }) => camera !== null || screen !== null))
      lockScreen.show({ room, isMuted: !view.isHeard, hasCamera: view.isSeen })
    },
    unblock: voices.resume,
    speaker,
    close() {
      for (const one of [voices, awake, lockScreen]) one.close()
    },
  }
}

/** Every voice, and the sound of every screen, as loud as its person was set to be here. */
function soundsOf(mine: Mine, call: Call | undefined, incoming: Given['incoming']): readonly Sound[] {
  if (mine.is !== 'in' || !call) return []
  const choices = useChoices.getState()
  return mine.slots.flatMap(({ mid, from }): Sound[] => {
    const track = from?.source === 'mic' || from?.source === 'sound' ? incoming(mid) : undefined
    const user = call.participants.find(({ id }) => id === from?.participant)?.user
    return track && user !== undefined ? [{ key: mid, track, volume: volumeOf(choices, user) }] : []
  })
}
