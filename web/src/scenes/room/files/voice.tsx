// Something spoken: its shape as bars, which is also where one points to hear a part again.
import { fileUrl } from '@hearth/client/files.ts'
import type { FileId } from '@hearth/protocol/ids.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { Pause, Play } from 'lucide-react'
import { type ReactElement, type RefObject, useEffect, useRef, useState } from 'react'
import { BARS, listen } from '../../../files/peaks.ts'
import { createSounds, type Held, type Sound } from '../../../files/sounds.ts'
import { Icon } from '../../../parts/icon.tsx'
import { t } from '../../../text/t.ts'
import { duration } from '../../../words.ts'
import styles from './voice.module.css'

const SPEEDS = [1, 1.5, 2] as const
const FLAT: readonly number[] = Array.from({ length: BARS }, () => 0.08)

const sounds = createSounds({ fetch: fetched, revoke: (url) => URL.revokeObjectURL(url) })

export function Voice({ file, onBroken }: { readonly file: FileCard; readonly onBroken: () => void }): ReactElement {
  const box = useRef<HTMLDivElement>(null)
  const audio = useRef<HTMLAudioElement>(null)
  const sound = useSound(file, box, onBroken)
  const [isPlaying, setPlaying] = useState(false)
  const [at, setAt] = useState(0)
  const [speed, setSpeed] = useState(0)
  const whole = sound?.heard?.durationMs ?? file.durationMs ?? 0
  const pace = SPEEDS[speed] ?? 1
  useFollow(audio, isPlaying, setAt)
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = pace
  }, [pace, sound])

  const toggle = (): void => {
    if (isPlaying) return audio.current?.pause()
    void audio.current?.play().catch(onBroken)
  }
  const seek = (ms: number): void => {
    if (audio.current) audio.current.currentTime = ms / 1000
    setAt(ms)
  }
  return (
    <div ref={box} className={styles.voice} role="group" aria-label={file.name}>
      {sound && (
        // What somebody said comes without captions.
        // oxlint-disable-next-line jsx-a11y/media-has-caption
        <audio
          ref={audio}
          src={sound.url}
          preload="auto"
          onPlay={() => setPlaying(true)}
          onPause={() => setPlaying(false)}
          onEnded={() => seek(0)}
          onError={onBroken}
        />
      )}
      <button type="button" className={styles.play} aria-label={isPlaying ? t('Pause') : t('Play')} disabled={!sound} onClick={toggle}>
        <Icon of={isPlaying ? Pause : Play} size={20} />
      </button>
      <Shape peaks={sound?.heard?.peaks ?? FLAT} at={at} whole={whole} onSeek={sound ? seek : undefined} />
      <span className={styles.time} data-number>
        {duration(isPlaying || at > 0 ? at : whole)}
      </span>
      <button
        type="button"
        className={styles.speed}
        aria-label={t('Speed: {pace}×', { pace })}
        onClick={() => setSpeed((speed + 1) % SPEEDS.length)}
      >
        {pace}×
      </button>
    </div>
  )
}

type ShapeProps = {
  readonly peaks: readonly number[]
  readonly at: number
  readonly whole: number
  /** Absent while there is nothing to hear. */
  readonly onSeek: ((ms: number) => void) | undefined
}

function Shape({ peaks, at, whole, onSeek }: ShapeProps): ReactElement {
  return (
    <span className={styles.shape}>
      <Bars peaks={peaks} played={whole === 0 ? 0 : at / whole} />
      <input
        type="range"
        min={0}
        max={Math.max(1, Math.round(whole))}
        step={100}
        value={Math.min(at, whole)}
        aria-label={t('Position')}
        aria-valuetext={t('{part} of {whole}', { part: duration(at), whole: duration(whole) })}
        disabled={!onSeek}
        onChange={(event) => onSeek?.(Number(event.target.value))}
      />
    </span>
  )
}

function Bars({ peaks, played }: { readonly peaks: readonly number[]; readonly played: number }): ReactElement {
  return (
    <svg viewBox={`0 0 ${peaks.length * 3} 24`} preserveAspectRatio="none" aria-hidden="true" focusable="false">
      {peaks.map((peak, bar) => (
        // oxlint-disable-next-line react/no-array-index-key -- a bar is its place
        <rect
          key={bar}
          x={bar * 3 + 0.5}
          width={2}
          y={12 - peak * 11}
          height={peak * 22}
          rx={1}
          data-played={(bar + 0.5) / peaks.length <= played || undefined}
        />
      ))}
    </svg>
  )
}

/** Comes when it is about to be seen. */
function useSound(file: FileCard, box: RefObject<HTMLElement | null>, onBroken: () => void): Sound | undefined {
  const [sound, setSound] = useState<Sound>()
  const broken = useRef(onBroken)
  broken.current = onBroken
  useEffect(() => {
    let gone = false
    let held: Held | undefined
    const watcher = new IntersectionObserver(
      ([seen]) => {
        if (!seen?.isIntersecting) return
        watcher.disconnect()
        held = sounds.hold(file.id)
        held.sound.then(
          (it) => gone || setSound(it),
          () => gone || broken.current(),
        )
      },
      { rootMargin: '400px' },
    )
    if (box.current) watcher.observe(box.current)
    return () => {
      gone = true
      watcher.disconnect()
      held?.letGo()
    }
  }, [file.id, box])
  return sound
}

async function fetched(id: FileId): Promise<Sound> {
  const answer = await fetch(fileUrl(id))
  if (!answer.ok) throw new Error(`answered ${answer.status}`)
  const bytes = await answer.blob()
  return { url: URL.createObjectURL(bytes), heard: await listen(bytes) }
}

/** The browser tells the time four times a second, which is too rough to look at. */
function useFollow(audio: RefObject<HTMLAudioElement | null>, isPlaying: boolean, setAt: (ms: number) => void): void {
  useEffect(() => {
    if (!isPlaying) return
    let frame = 0
    const look = (): void => {
      if (audio.current && !audio.current.paused) setAt(audio.current.currentTime * 1000)
      frame = requestAnimationFrame(look)
    }
    look()
    return () => cancelAnimationFrame(frame)
  }, [audio, isPlaying, setAt])
}
