import type { Message } from '@hearth/protocol/shapes.ts'
import { Ellipsis, MessagesSquare, Pencil, Reply, SmilePlus } from 'lucide-react'
import type { ComponentProps, ReactElement } from 'react'
import { toned } from '../../emoji.ts'
import { IconButton } from '../../parts/button.tsx'
import { walk } from '../../parts/walk.ts'
import { go } from '../../route.ts'
import { useMe } from '../../state.ts'
import { t } from '../../text/t.ts'
import styles from './message.module.css'
import type { OnMore } from './message-menu.tsx'
import { maySpeak, useHold } from './room-context.ts'

/** What one can do with the message pointed at. The same deeds are in the context menu, the long-press sheet and on keys. */
export function Toolbar({ message, onMore }: { readonly message: Message; readonly onMore: OnMore }): ReactElement {
  const { room, react, setMode, thread } = useHold()
  const me = useMe()
  return (
    <div
      className={styles.tools}
      role="toolbar"
      tabIndex={-1}
      aria-label={t('Message actions')}
      onKeyDown={(event) => walk(event, 'button', 'line')}
    >
      {[toned('👍'), '❤️'].map((emoji, at) => (
        <button
          key={emoji}
          type="button"
          tabIndex={at === 0 ? 0 : -1}
          className={styles.fast}
          aria-label={t('React with {emoji}', { emoji })}
          onClick={() => react(message, emoji)}
        >
          {emoji}
        </button>
      ))}
      <Tool
        icon={SmilePlus}
        label={t('Add reaction')}
        keys="react"
        aria-haspopup="dialog"
        onClick={(event) => onMore(message, 'emoji', event.currentTarget.getBoundingClientRect())}
      />
      {maySpeak(room) && (
        <Tool icon={Reply} label={t('Reply')} keys="reply" onClick={() => setMode({ is: 'write', replyTo: message.id })} />
      )}
      {maySpeak(room) && !thread && (
        <Tool
          icon={MessagesSquare}
          size={16}
          label={t('Reply in a thread')}
          keys="thread"
          onClick={() => go({ at: 'room', room: room.id, thread: message.thread ?? message.id })}
        />
      )}
      {message.author === me.id && maySpeak(room) && !message.poll && (
        <Tool icon={Pencil} size={16} label={t('Edit')} keys="edit" onClick={() => setMode({ is: 'edit', message })} />
      )}
      <Tool
        icon={Ellipsis}
        // The last one: the words of its tip stay within the room.
        tipAt="above-end"
        label={t('More actions')}
        aria-haspopup="menu"
        onClick={(event) => onMore(message, 'menu', event.currentTarget.getBoundingClientRect())}
      />
    </div>
  )
}

const Tool = (props: ComponentProps<typeof IconButton>): ReactElement => <IconButton small tabIndex={-1} tipAt="above" {...props} />
