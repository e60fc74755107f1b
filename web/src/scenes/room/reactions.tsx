import type { HeldMark } from '@hearth/client/marks.ts'
import type { Message, Reaction } from '@hearth/protocol/shapes.ts'
import type { ReactElement } from 'react'
import { reactionWaits } from '../../marks.ts'
import { cx } from '../../parts/cx.ts'
import { useMe, usePeople } from '../../state.ts'
import { t } from '../../text/t.ts'
import { listOf, number } from '../../words.ts'
import styles from './message.module.css'
import { useTalk } from './room-context.ts'

type Props = { readonly message: Message; readonly own: readonly HeldMark[] }

export function Reactions({ message, own }: Props): ReactElement {
  return (
    <div className={styles.reactions}>
      {message.reactions.map((reaction) => (
        <OneReaction key={reaction.emoji} message={message} own={own} reaction={reaction} />
      ))}
    </div>
  )
}

function OneReaction({ message, own, reaction }: Props & { readonly reaction: Reaction }): ReactElement {
  const { react } = useTalk()
  const me = useMe()
  const people = usePeople(reaction.users)
  const mine = reaction.users.includes(me.id)
  const others = people.filter((_, at) => reaction.users[at] !== me.id).map((user) => user?.displayName ?? t('somebody'))
  const who = listOf([...(mine ? [t('you')] : []), ...others], 6)
  return (
    <button
      type="button"
      aria-pressed={mine}
      data-waits={reactionWaits(own, reaction.emoji) || undefined}
      aria-label={t.many(reaction.users.length, '{emoji}, {count} reaction by {who}', '{emoji}, {count} reactions by {who}', {
        emoji: reaction.emoji,
        who,
      })}
      title={t('{who} reacted with {emoji}', { who, emoji: reaction.emoji })}
      className={cx(styles.reaction, mine && styles.byMe)}
      onClick={() => react(message, reaction.emoji)}
    >
      <span>{reaction.emoji}</span>
      <span data-number>{number(reaction.users.length)}</span>
    </button>
  )
}
