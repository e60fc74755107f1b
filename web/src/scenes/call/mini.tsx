// The call while one reads elsewhere: who speaks, and the buttons one needs without going back.
import type { Room } from '@hearth/protocol/shapes.ts'
import { Maximize2, Mic, MicOff, Move, PhoneOff, Video, VideoOff } from 'lucide-react'
import { type CSSProperties, type PointerEvent, type ReactElement, useEffect, useMemo, useRef, useState } from 'react'
import type { CallDeeds, CallView } from '../../calls/view.ts'
import { chief } from '../../media/layout.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { IconButton } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { usePerson } from '../../state.ts'
import { isFromRight } from '../../text/language.ts'
import { t } from '../../text/t.ts'
import { peopleCount } from '../../words.ts'
import styles from './mini.module.css'
import { looksAtMe, Picture } from './tile.tsx'
import { isWorth, seenAs, tilesOf } from './tiles.ts'

type Props = {
  readonly room: Room
  readonly view: CallView
  readonly deeds: CallDeeds
  readonly onOpen: () => void
  /** In a window of its own: there it fills it, and stays where it is. */
  readonly isAlone?: boolean
  /** The whole call is looked at as well, and says what of it is to be sent. */
  readonly isBeside?: boolean
}

const Says = ({ room, view }: Pick<Props, 'room' | 'view'>): ReactElement => (
  <span className={styles.says}>
    <b>{room.name}</b>
    <span role="status">{stateWords(view)}</span>
  </span>
)

export function Mini({ room, view, deeds, onOpen, isAlone = false, isBeside = false }: Props): ReactElement {
  const place = usePlace()
  return (
    <section
      className={cx(styles.mini, isAlone && styles.alone)}
      aria-label={t('Call in {name}', { name: room.name })}
      data-corner={place.corner}
      style={place.style}
      data-landmark={isAlone ? undefined : 'call'}
    >
      <button
        type="button"
        className={styles.picture}
        aria-label={t('Open the call in {name}', { name: room.name })}
        onClick={() => place.wasMoved() || onOpen()}
        {...(isAlone ? {} : place.handlers)}
      >
        <Speaker view={view} deeds={deeds} isBeside={isBeside} />
      </button>
      <div className={styles.line}>
        <Says room={room} view={view} />
        <IconButton
          small
          icon={view.isHeard ? Mic : MicOff}
          label={view.isHeard ? t('Mute') : t('Unmute')}
          keys="muteAnywhere"
          tipAt="above"
          disabled={!view.mayVoice}
          aria-pressed={!view.isHeard}
          onClick={() => deeds.hear(!view.isHeard)}
        />
        <IconButton
          small
          icon={view.isSeen ? Video : VideoOff}
          label={view.isSeen ? t('Turn the camera off') : t('Turn the camera on')}
          tipAt="above"
          disabled={!view.mayVoice}
          onClick={() => deeds.see(!view.isSeen && !view.opening.has('camera'))}
        />
        {!isAlone && <IconButton small icon={Move} label={t('Move to the next corner')} tipAt="above" onClick={place.next} />}
        {isAlone && <IconButton small icon={Maximize2} label={t('Back into the page')} tipAt="above" onClick={onOpen} />}
        <span className={styles.leave}>
          <IconButton small icon={PhoneOff} label={t('Leave the call')} tipAt="above" onClick={deeds.leave} />
        </span>
      </div>
    </section>
  )
}

function stateWords(view: CallView): string {
  if (view.network === 'blocked') return t('No sound gets through')
  if (view.phase === 'joining') return t('Connecting…')
  if (view.phase === 'reconnecting') return t('Reconnecting…')
  if (view.isBlocked) return t('Touch the page to hear the others')
  const [trouble] = view.troubles
  if (trouble) return trouble.title
  if (view.isUnheard) return t('You are muted but speaking')
  if (view.network === 'poor') return t('Poor network')
  const people = peopleCount(view.people.length)
  return view.isHeard ? people : `${t('Muted')} · ${people}`
}

const SMALL = 150

function Speaker({ view, deeds, isBeside }: Pick<Props, 'view' | 'deeds'> & { readonly isBeside: boolean }): ReactElement {
  const tile = useMemo(() => chief(tilesOf({ people: view.people }), null), [view.people])
  useEffect(() => {
    if (!isBeside) deeds.watch(tile && isWorth(tile) ? [seenAs(tile, SMALL * Math.min(globalThis.devicePixelRatio, 2))] : [])
  }, [tile, deeds, isBeside])
  const person = usePerson(tile?.somebody.user)
  return (
    <span className={cx(styles.tile, tile?.somebody.speaks && styles.speaks)}>
      <Avatar user={person} size={48} />
      {tile?.stream && (
        <Picture
          stream={tile.stream}
          isMirrored={tile.isMe && !tile.isScreen && looksAtMe(tile.stream)}
          isWhole={tile.isScreen}
          label={person?.displayName ?? ''}
        />
      )}
    </span>
  )
}

const CORNERS = ['bottom-end', 'bottom-start', 'top-start', 'top-end'] as const
type Corner = (typeof CORNERS)[number]

/** Carried to the corner that is nearest to where it was let go; a button does the same without carrying. */
function usePlace() {
  const [corner, setCorner] = useState<Corner>('bottom-end')
  const [by, setBy] = useState<{ readonly x: number; readonly y: number } | null>(null)
  const from = useRef<{ readonly x: number; readonly y: number } | null>(null)
  const moved = useRef(false)
  const onPointerDown = (event: PointerEvent): void => {
    from.current = { x: event.clientX, y: event.clientY }
    moved.current = false
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>): void => {
    if (!from.current) return
    const step = { x: event.clientX - from.current.x, y: event.clientY - from.current.y }
    if (!moved.current && Math.hypot(step.x, step.y) < 6) return
    if (!moved.current) event.currentTarget.setPointerCapture(event.pointerId)
    moved.current = true
    setBy(step)
  }
  const onPointerUp = (event: PointerEvent): void => {
    const isAtStart = event.clientX < innerWidth / 2 !== isFromRight()
    if (moved.current) setCorner(`${event.clientY < innerHeight / 2 ? 'top' : 'bottom'}-${isAtStart ? 'start' : 'end'}` as const)
    from.current = null
    setBy(null)
  }
  const style: CSSProperties = by ? { transform: `translate(${by.x}px, ${by.y}px)` } : {}
  return {
    corner,
    style,
    wasMoved: () => moved.current,
    next: () => setCorner(CORNERS[(CORNERS.indexOf(corner) + 1) % CORNERS.length] ?? 'bottom-end'),
    handlers: { onPointerDown, onPointerMove, onPointerUp, onPointerCancel: onPointerUp },
  }
}
