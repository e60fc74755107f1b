// While somebody speaks: how long, how loud, and the two ways to end it.
import { SendHorizontal, Trash2 } from 'lucide-react'
import { type ReactElement, useEffect, useRef, useState } from 'react'
import { IconButton } from '../../../parts/button.tsx'
import { t } from '../../../text/t.ts'
import { duration } from '../../../words.ts'
import styles from './recorder.module.css'
import type { Recording } from './use-recording.ts'

type Props = {
  readonly recording: Extract<Recording, { is: 'on' }>
  readonly onDrop: () => void
  readonly onSend: () => void
}

export function Recorder({ recording, onDrop, onSend }: Props): ReactElement {
  const send = useRef<HTMLButtonElement>(null)
  const ms = useClock(recording.since)
  const level = useLevel(recording.stream)
  useEffect(() => send.current?.focus(), [])
  return (
    <div
      className={styles.recorder}
      role="group"
      aria-label={t('Recording')}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return
        event.stopPropagation()
        onDrop()
      }}
    >
      <IconButton icon={Trash2} tipAt="above-start" label={t('Discard the recording')} onClick={onDrop} />
      <span className={styles.light} />
      <span className="out-of-sight" role="status">
        {t('Recording')}
      </span>
      <span data-number>{duration(ms)}</span>
      <span className={styles.level} aria-hidden="true">
        <span ref={level} />
      </span>
      <button ref={send} type="button" className={styles.send} aria-label={t('Send the recording')} onClick={onSend}>
        <SendHorizontal size={18} strokeWidth={1.9} aria-hidden="true" />
      </button>
    </div>
  )
}

function useClock(since: number): number {
  const [ms, setMs] = useState(0)
  useEffect(() => {
    const timer = setInterval(() => setMs(Date.now() - since), 250)
    return () => clearInterval(timer)
  }, [since])
  return ms
}

/** Drawn past React: sixty times a second. */
function useLevel(stream: MediaStream) {
  const bar = useRef<HTMLSpanElement>(null)
  useEffect(() => {
    const context = new AudioContext()
    const ear = context.createAnalyser()
    ear.fftSize = 512
    context.createMediaStreamSource(stream).connect(ear)
    const samples = new Float32Array(ear.fftSize)
    let frame = 0
    const look = (): void => {
      ear.getFloatTimeDomainData(samples)
      const loud = Math.min(1, samples.reduce((most, one) => Math.max(most, Math.abs(one)), 0) * 1.6)
      if (bar.current) bar.current.style.transform = `scaleX(${loud})`
      frame = requestAnimationFrame(look)
    }
    look()
    return () => {
      cancelAnimationFrame(frame)
      void context.close()
    }
  }, [stream])
  return bar
}
