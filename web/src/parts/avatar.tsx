import { pictureUrl } from '@hearth/client/files.ts'
import type { Standing } from '@hearth/client/standing.ts'
import type { FileId } from '@hearth/protocol/ids.ts'
import type { Room, User } from '@hearth/protocol/shapes.ts'
import { AudioLines, Flame, Hash, Megaphone, Users } from 'lucide-react'
import { type ReactElement, useEffect, useState } from 'react'
import { useChat } from '../state.ts'
import { standingWord } from '../words.ts'
import styles from './avatar.module.css'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'

type Size = 20 | 24 | 28 | 36 | 48 | 72

/** Up to two letters for who has no picture. What tells two of one name apart is none of it. */
export function initials(name: string): string {
  const words = name
    .replace(/ \(@\S+\)$/u, '')
    .trim()
    .split(/[\s._-]+/u)
    .filter(Boolean)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return letters.map((word) => [...(word ?? '?')][0]?.toUpperCase() ?? '?').join('')
}

/** Twelve hues, evenly round the wheel, beginning at the ember. */
export const hue = (colour: number): number => (40 + colour * 30) % 360

export function Avatar({
  user,
  size = 28,
  standing,
}: {
  readonly user: User | undefined
  readonly size?: Size
  readonly standing?: Standing | undefined
}): ReactElement {
  return (
    <span
      className={cx(styles.avatar, user?.deleted && styles.deleted)}
      style={{ '--size': `${size}px`, '--hue': hue(user?.colour ?? 0) }}
      aria-hidden="true"
      data-initials={user ? initials(user.displayName) : ''}
    >
      {user?.picture && <Face key={user.picture} picture={user.picture} size={size} />}
      {standing !== undefined && <span className={cx(styles.dot, styles[standing])} />}
    </span>
  )
}

/** Lies over the initials: until it is there, and where it does not come, they are seen. */
function Face({ picture, size }: { readonly picture: FileId; readonly size: number }): ReactElement | null {
  const [isBroken, setBroken] = useState(false)
  const isOpen = useChat((state) => state.connection.is === 'open')
  // What did not come without a server is asked for again when there is one.
  useEffect(() => {
    if (isOpen) setBroken(false)
  }, [isOpen])
  if (isBroken) return null
  return (
    <img
      className={styles.face}
      src={pictureUrl(picture, size > 32 ? 256 : 64)}
      width={size}
      height={size}
      alt=""
      loading="lazy"
      decoding="async"
      draggable={false}
      onError={() => setBroken(true)}
    />
  )
}

const pictures = { lobby: Flame, group: Users, channel: Megaphone, direct: Hash } as const

type MarkProps = { readonly room: Pick<Room, 'kind' | 'picture' | 'voice'>; readonly size?: Size }

export function RoomMark({ room: { kind, picture, voice }, size = 28 }: MarkProps): ReactElement {
  return (
    <span className={cx(styles.mark, kind === 'lobby' && styles.warm)} style={{ '--size': `${size}px` }} aria-hidden="true">
      <Icon of={voice ? AudioLines : pictures[kind]} size={Math.round(size * 0.56)} />
      {picture && <Face key={picture} picture={picture} size={size} />}
    </span>
  )
}

/** How somebody is here, by shape and word, not by colour alone. */
export function PresenceDot({ standing }: { readonly standing: Standing }): ReactElement {
  return (
    <span className={cx(styles.loose, styles[standing])}>
      <span className="out-of-sight">{standingWord(standing)}</span>
    </span>
  )
}
