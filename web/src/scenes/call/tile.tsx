// One person, or one screen: the picture, the name, and how it stands with them. The ring says who speaks, in every layout.
import { AudioLines, Hand, HeadphoneOff, Maximize2, MicOff, MonitorUp, Pin, PinOff, TriangleAlert, Unplug } from 'lucide-react'
import { type ReactElement, useEffect, useRef, useState } from 'react'
import { Avatar } from '../../parts/avatar.tsx'
import { IconButton } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { Icon } from '../../parts/icon.tsx'
import { usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import styles from './tile.module.css'
import type { OneTile } from './tiles.ts'

type Props = {
  readonly tile: OneTile
  readonly width: number
  readonly height: number
  readonly isPinned: boolean
  readonly onPin: (key: string | null) => void
}

export function Tile({ tile, width, height, isPinned, onPin }: Props): ReactElement {
  const { somebody, isScreen, isMe, stream } = tile
  const person = usePerson(somebody.user)
  const name = person?.displayName ?? '…'
  const isSmall = height < 130
  const speaks = somebody.speaks && !isScreen
  return (
    <li
      className={cx(styles.tile, speaks && styles.speaks, isScreen && styles.screen, isSmall && styles.small)}
      style={{ width: `${width}px`, height: `${height}px`, '--hue': (40 + (person?.colour ?? 0) * 30) % 360 }}
      data-tile={isScreen ? 'screen' : 'camera'}
      data-user={person?.name}
      aria-label={saying(tile, name)}
    >
      {!isScreen && <Face tile={tile} size={isSmall ? 48 : 72} />}
      {tile.isSpare && <p className={styles.unseen}>{t('Two screens are shown at once. Pin this one to see it.')}</p>}
      {stream && (
        <Picture
          stream={stream}
          isMirrored={isMe && !isScreen && looksAtMe(stream)}
          isWhole={isScreen}
          label={isScreen ? t('Screen of {name}', { name }) : name}
        />
      )}
      <Reaction somebody={somebody} isShown={!isScreen} />
      {!isScreen && somebody.handAt !== null && (
        <span className={styles.hand}>
          <Icon of={Hand} size={16} />
          {!isSmall && <span>{t('wants to speak')}</span>}
        </span>
      )}
      <Trouble state={somebody.state} isSmall={isSmall} />
      <Name tile={tile} name={name} />
      <span className={styles.deeds}>
        {isScreen && <Whole />}
        <IconButton
          small
          icon={isPinned ? PinOff : Pin}
          label={isPinned ? t('Unpin') : isScreen ? t('Pin the screen of {name}', { name }) : t('Pin {name}', { name })}
          tipAt="end"
          aria-pressed={isPinned}
          onClick={() => onPin(isPinned ? null : tile.key)}
        />
      </span>
    </li>
  )
}

function Face({ tile: { somebody }, size }: { readonly tile: OneTile; readonly size: 48 | 72 }): ReactElement {
  const person = usePerson(somebody.user)
  return (
    <span className={styles.face}>
      <Avatar user={person} size={size} />
    </span>
  )
}

function Name({ tile: { somebody, isScreen, isMe }, name }: { readonly tile: OneTile; readonly name: string }): ReactElement {
  const says = isScreen ? screenOf(isMe, name) : isMe ? t('{name} (you)', { name }) : name
  return (
    <span className={styles.name}>
      {isScreen && <Icon of={MonitorUp} size={14} />}
      {!isScreen && somebody.isMuted && <Icon of={MicOff} size={14} />}
      {!isScreen && somebody.isDeaf && <Icon of={HeadphoneOff} size={14} />}
      {!isScreen && somebody.speaks && <Icon of={AudioLines} size={14} />}
      <span>{says}</span>
    </span>
  )
}

const screenOf = (isMe: boolean, name: string): string => (isMe ? t('Your screen') : t('Screen of {name}', { name }))

const troubles = {
  coming: { icon: null, says: () => t('Coming in…') },
  away: { icon: Unplug, says: () => t('Connection lost') },
  poor: { icon: TriangleAlert, says: () => t('Poor connection') },
} as const

function Trouble({ state, isSmall }: { readonly state: OneTile['somebody']['state']; readonly isSmall: boolean }): ReactElement | null {
  if (state === 'here') return null
  const { icon, says } = troubles[state]
  return (
    <span className={cx(styles.trouble, state === 'poor' && styles.mild)}>
      {icon && <Icon of={icon} size={15} />}
      {(!isSmall || !icon) && <span>{says()}</span>}
    </span>
  )
}

/** Rises over the tile for a moment. */
function Reaction({ somebody, isShown }: { readonly somebody: OneTile['somebody']; readonly isShown: boolean }): ReactElement | null {
  if (!somebody.reaction || !isShown) return null
  return (
    <span
      key={somebody.reaction.id}
      className={styles.reaction}
      role="img"
      aria-label={t('reacts with {emoji}', { emoji: somebody.reaction.emoji })}
    >
      {somebody.reaction.emoji}
    </span>
  )
}

function Whole(): ReactElement | null {
  if (!document.fullscreenEnabled) return null
  return (
    <IconButton
      small
      icon={Maximize2}
      label={t('Whole screen')}
      tipAt="end"
      onClick={(event) =>
        void event.currentTarget
          .closest('li')
          ?.querySelector('video')
          ?.requestFullscreen()
          .catch(() => undefined)
      }
    />
  )
}

/** One's own face is seen as in a mirror, and what the camera on the other side sees is not. */
export const looksAtMe = (stream: MediaStream): boolean => stream.getVideoTracks()[0]?.getSettings().facingMode !== 'environment'

type PictureProps = { readonly stream: MediaStream; readonly isMirrored: boolean; readonly isWhole: boolean; readonly label: string }

/** Silent: voices are heard elsewhere. Until the first frame is there the face behind it is seen. */
export function Picture({ stream, isMirrored, isWhole, label }: PictureProps): ReactElement {
  const video = useRef<HTMLVideoElement>(null)
  const [isThere, setThere] = useState(false)
  useEffect(() => {
    const box = video.current
    if (!box) return
    box.srcObject = stream
    box.play().catch(() => undefined)
    return () => {
      box.srcObject = null
      setThere(false)
    }
  }, [stream])
  return (
    <video
      ref={video}
      muted
      playsInline
      autoPlay
      aria-label={label}
      className={cx(styles.picture, isMirrored && styles.mirrored, isWhole && styles.whole, isThere && styles.there)}
      onLoadedData={() => setThere(true)}
    />
  )
}

/** The whole tile in one sentence. */
function saying({ somebody, isScreen, isMe }: OneTile, name: string): string {
  if (isScreen) return screenOf(isMe, name)
  const facts = [
    somebody.isListener ? t('listens') : somebody.isMuted ? t('muted') : '',
    somebody.isDeaf ? t('hears nobody') : '',
    somebody.handAt === null ? '' : t('hand up'),
    somebody.speaks ? t('speaks') : '',
    somebody.state === 'here' ? '' : troubles[somebody.state].says().toLowerCase(),
  ]
  return [isMe ? t('{name}, you', { name }) : name, ...facts.filter(Boolean)].join(', ')
}
