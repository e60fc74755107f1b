// A voice message from the button to the room.
import { useDesk } from '../../../files/desk.ts'
import { useUi } from '../../../ui.ts'
import { sentence } from '../../../words.ts'
import { useHold } from '../room-context.ts'
import type { AttachHold } from './use-attach.ts'
import { type Recording, useRecording } from './use-recording.ts'

export type VoiceHold = {
  readonly on: Extract<Recording, { is: 'on' }> | null
  start(): void
  drop(): void
  send(): Promise<void>
}

export function useVoice({ takeRecorded }: AttachHold): VoiceHold {
  const { room, mode, setMode, thread, focusComposer } = useHold()
  const { parcels } = useDesk()
  const recording = useRecording()
  const backToWords = (): void => void setTimeout(focusComposer)
  return {
    on: recording.now.is === 'on' ? recording.now : null,
    start: () => void recording.start().catch((failure: unknown) => useUi.getState().say(sentence(failure), 'bad')),
    drop() {
      recording.drop()
      backToWords()
    },
    async send() {
      const recorded = await recording.finish()
      backToWords()
      if (!recorded) return
      takeRecorded(recorded.file, recorded.durationMs)
      parcels.post(room.id, '', mode.is === 'write' ? mode.replyTo : null, thread ?? undefined)
      setMode({ is: 'write', replyTo: null })
    },
  }
}
