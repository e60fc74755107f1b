// Speaking instead of writing: the microphone, for as long as it is asked for and no longer.
import { useEffect, useRef, useState } from 'react'
import { stamp } from '../../../files/incoming.ts'
import { VOICE } from '../../../files/look.ts'
import { t } from '../../../text/t.ts'
import { onlySafely } from '../../../words.ts'

const KINDS: readonly (readonly [type: string, ending: string])[] = [
  ['audio/webm;codecs=opus', 'webm'],
  ['audio/ogg;codecs=opus', 'ogg'],
  ['audio/mp4', 'm4a'],
]
/** Enough for a voice: half an hour is some seven megabytes. */
const BITS_PER_SECOND = 32_000

export type Recorded = { readonly file: File; readonly durationMs: number }
export type Recording =
  | { readonly is: 'off' }
  | { readonly is: 'asking' }
  | { readonly is: 'on'; readonly since: number; readonly recorder: MediaRecorder; readonly stream: MediaStream }

export type RecordingHold = {
  readonly now: Recording
  /** Rejects with what the person can do about it. */
  start(): Promise<void>
  /** Null when there was nothing. */
  finish(): Promise<Recorded | null>
  drop(): void
}

export function useRecording(): RecordingHold {
  const [now, setNow] = useState<Recording>({ is: 'off' })
  const heard = useRef<Blob[]>([])
  const current = useRef(now)
  current.current = now
  /** Which asking counts: none after leaving the room. */
  const turn = useRef(0)
  // Nobody is listened to after leaving the room.
  useEffect(
    () => () => {
      turn.current++
      silence(current.current)
    },
    [],
  )
  return {
    now,
    async start() {
      if (now.is !== 'off') return
      const mine = ++turn.current
      setNow({ is: 'asking' })
      try {
        const stream = await microphone()
        if (turn.current !== mine) return stop(stream)
        const type = KINDS.find(([kind]) => MediaRecorder.isTypeSupported(kind))?.[0]
        const recorder = new MediaRecorder(stream, { ...(type ? { mimeType: type } : {}), audioBitsPerSecond: BITS_PER_SECOND })
        heard.current = []
        recorder.ondataavailable = ({ data }) => heard.current.push(data)
        recorder.start(1000)
        setNow({ is: 'on', since: Date.now(), recorder, stream })
      } catch (failure) {
        if (turn.current !== mine) return
        setNow({ is: 'off' })
        throw new Error(why(failure), { cause: failure })
      }
    },
    async finish() {
      if (now.is !== 'on') return null
      const { recorder, since } = now
      const durationMs = Date.now() - since
      await new Promise<void>((resolve) => {
        recorder.onstop = () => resolve()
        recorder.stop()
      })
      silence(now)
      setNow({ is: 'off' })
      const type = recorder.mimeType.split(';', 1)[0] || 'audio/webm'
      const ending = KINDS.find(([kind]) => kind.startsWith(type))?.[1] ?? 'webm'
      const file = new File(heard.current, `${VOICE}${stamp(since)}.${ending}`, { type })
      return file.size === 0 ? null : { file, durationMs }
    },
    drop() {
      silence(now)
      setNow({ is: 'off' })
    },
  }
}

function silence(recording: Recording): void {
  if (recording.is !== 'on') return
  if (recording.recorder.state !== 'inactive') recording.recorder.stop()
  stop(recording.stream)
}

const stop = (stream: MediaStream): void => stream.getTracks().forEach((track) => track.stop())

function microphone(): Promise<MediaStream> {
  if (!isSecureContext || !('mediaDevices' in navigator)) throw new Error(onlySafely())
  if (typeof MediaRecorder === 'undefined') throw new Error(t('This browser cannot record. Try a newer one.'))
  return navigator.mediaDevices.getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true } })
}

function why(failure: unknown): string {
  const name = failure instanceof Error ? failure.name : ''
  if (name === 'NotFoundError') return t('No microphone was found. Plug one in and try again.')
  if (name === 'NotAllowedError')
    return t('The microphone is not allowed for this page. Allow it in the browser’s address bar and try again.')
  if (name === 'NotReadableError') return t('Another program holds the microphone. Close it and try again.')
  return failure instanceof Error && name === 'Error' ? failure.message : t('The microphone could not be opened.')
}
