// The menu of one message: at the pointer on a desktop, a sheet from the edge on a phone.
import type { Message } from '@hearth/protocol/shapes.ts'
import { SmilePlus } from 'lucide-react'
import { type ReactElement, useRef } from 'react'
import { Menu, MenuItem, Popover } from 'react-aria-components'
import { toned } from '../../emoji.ts'
import { shownKeys, useKeys } from '../../keys/keys.ts'
import { keysOf } from '../../keys/table.ts'
import { useIsStarred } from '../../marks.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { EmojiPicker } from '../../parts/emoji-picker.tsx'
import { Icon } from '../../parts/icon.tsx'
import menuStyles from '../../parts/menu.module.css'
import { useMe } from '../../state.ts'
import { plain } from '../../text/markdown.tsx'
import { t } from '../../text/t.ts'
import { filesInWords, wholeTime } from '../../words.ts'
import { type Deed, type DeedRow, deedsFor } from './deeds.ts'
import styles from './message-menu.module.css'
import { useHold } from './room-context.ts'
import { SeenBy } from './seen-by.tsx'

export type MenuAt = { readonly message: Message; readonly x: number; readonly y: number; readonly as: 'menu' | 'sheet' | 'emoji' }
export type OnMore = (message: Message, as: 'menu' | 'emoji', at: DOMRect) => void
type Props = {
  readonly at: MenuAt
  readonly onClose: () => void
  readonly onMore: OnMore
  readonly onDeed: (deed: Deed, message: Message) => void
}

const QUICK = ['👍', '❤️', '😂', '🎉', '👀', '✅'] as const

export function MessageMenu({ at, onClose, onMore, onDeed }: Props): ReactElement {
  const { room, thread } = useHold()
  const isSaved = useIsStarred(at.message.id)
  const all = deedsFor(at.message, room, useMe(), isSaved)
  const deeds = thread ? all.filter(({ deed }) => deed !== 'thread') : all
  const act = (deed: Deed): void => {
    onClose()
    onDeed(deed, at.message)
  }
  if (at.as === 'emoji') return <Emoji at={at} onClose={onClose} />
  return at.as === 'sheet' ? (
    <Sheet at={at} deeds={deeds} act={act} onClose={onClose} onMore={onMore} />
  ) : (
    <Floating at={at} deeds={deeds} act={act} onClose={onClose} />
  )
}

type Inner = { readonly at: MenuAt; readonly deeds: readonly DeedRow[]; readonly act: (deed: Deed) => void; readonly onClose: () => void }

function Floating({ at, deeds, act, onClose }: Inner): ReactElement {
  const point = useRef<HTMLSpanElement>(null)
  const chosen = useKeys((keys) => keys.chosen)
  return (
    <>
      <span ref={point} className={styles.point} style={{ left: at.x, top: at.y }} />
      <Popover
        isOpen
        triggerRef={point}
        placement="bottom start"
        offset={2}
        onOpenChange={(open) => open || onClose()}
        aria-label={t('Message actions')}
        className={menuStyles.menu}
      >
        <QuickReactions message={at.message} onClose={onClose} />
        <When at={at.message.at} />
        <div className={styles.seenBy}>
          <SeenBy message={at.message} isAsked />
        </div>
        <Menu
          aria-label={t('Message actions')}
          autoFocus="first"
          onAction={(key) => deeds.forEach((row) => row.deed === key && act(row.deed))}
          className={menuStyles.list}
        >
          {deeds.map((row) => (
            <MenuItem key={row.deed} id={row.deed} textValue={row.label} className={menuStyles.item} data-danger={row.danger || undefined}>
              <Icon of={row.icon} />
              <span>{row.label}</span>
              {row.key && <kbd>{shownKeys(keysOf(row.key, chosen))}</kbd>}
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </>
  )
}

function Emoji({ at, onClose }: Pick<Inner, 'at' | 'onClose'>): ReactElement {
  const { react } = useHold()
  const point = useRef<HTMLSpanElement>(null)
  return (
    <>
      <span ref={point} className={styles.point} style={{ left: at.x, top: at.y }} />
      <EmojiPicker at={point} onClose={onClose} onPick={(emoji) => react(at.message, emoji)} />
    </>
  )
}

function Sheet({ at, deeds, act, onClose, onMore }: Inner & Pick<Props, 'onMore'>): ReactElement {
  return (
    <Dialog title={t('Message actions')} bare sheet onClose={onClose}>
      <p className={styles.excerpt}>{plain(at.message.text || filesInWords(at.message.files ?? []))}</p>
      <QuickReactions message={at.message} onClose={onClose} onMore={onMore} />
      <When at={at.message.at} />
      <div className={styles.seenBy} data-large>
        <SeenBy message={at.message} isAsked />
      </div>
      <div className={styles.deeds}>
        {deeds.map((row) => (
          <button key={row.deed} type="button" className={styles.deed} data-danger={row.danger || undefined} onClick={() => act(row.deed)}>
            <Icon of={row.icon} size={20} />
            {row.label}
          </button>
        ))}
      </div>
    </Dialog>
  )
}

/** In full, for who cannot point at the time. */
const When = ({ at }: { readonly at: number }): ReactElement => (
  <p className={styles.when}>
    <time dateTime={new Date(at).toISOString()}>{wholeTime(at)}</time>
  </p>
)

function QuickReactions({
  message,
  onClose,
  onMore,
}: {
  readonly message: Message
  readonly onClose: () => void
  readonly onMore?: OnMore
}): ReactElement {
  const { react } = useHold()
  return (
    <div className={styles.quick} data-large={onMore ? true : undefined}>
      {QUICK.slice(0, onMore ? 5 : 6)
        .map((one) => toned(one))
        .map((emoji) => (
          <button
            key={emoji}
            type="button"
            aria-label={t('React with {emoji}', { emoji })}
            onClick={() => {
              react(message, emoji)
              onClose()
            }}
          >
            {emoji}
          </button>
        ))}
      {onMore && (
        <button
          type="button"
          aria-label={t('More emoji')}
          onClick={(event) => onMore(message, 'emoji', event.currentTarget.getBoundingClientRect())}
        >
          <Icon of={SmilePlus} size={22} />
        </button>
      )}
    </div>
  )
}
