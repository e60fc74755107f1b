import type { Room, User } from '@hearth/protocol/shapes.ts'
import { Flame, Hash, Megaphone, Users } from 'lucide-react'
import type { ReactElement } from 'react'
import styles from './avatar.module.css'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'

type Size = 20 | 24 | 28 | 36 | 48 | 72

/** Up to two letters for who has no picture. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s._-]+/u)
    .filter(Boolean)
  const letters = words.length > 1 ? [words[0], words.at(-1)] : [words[0]]
  return letters.map((word) => [...(word ?? '?')][0]?.toUpperCase() ?? '?').join('')
}

/** Twelve hues, evenly round the wheel, beginning at the ember. */
const hue = (colour: number): number => (40 + colour * 30) % 360

export function Avatar({
  user,
  size = 28,
  online,
}: {
  readonly user: User | undefined
  readonly size?: Size
  readonly online?: boolean | undefined
}): ReactElement {
  return (
    <span
      className={cx(styles.avatar, user?.deleted && styles.gone)}
      style={{ '--size': `${size}px`, '--hue': hue(user?.colour ?? 0) }}
      aria-hidden="true"
    >
      {user ? initials(user.displayName) : ''}
      {online !== undefined && <span className={cx(styles.dot, online ? styles.on : styles.off)} />}
    </span>
  )
}

const pictures = { lobby: Flame, group: Users, channel: Megaphone, direct: Hash } as const

export function RoomMark({ kind, size = 28 }: { readonly kind: Room['kind']; readonly size?: Size }): ReactElement {
  return (
    <span className={cx(styles.mark, kind === 'lobby' && styles.warm)} style={{ '--size': `${size}px` }} aria-hidden="true">
      <Icon of={pictures[kind]} size={Math.round(size * 0.56)} />
    </span>
  )
}

/** Present or not, by shape and word, not by colour alone. */
export function PresenceDot({ online }: { readonly online: boolean }): ReactElement {
  return (
    <span className={cx(styles.loose, online ? styles.on : styles.off)}>
      <span className="out-of-sight">{online ? 'here now' : 'away'}</span>
    </span>
  )
}
