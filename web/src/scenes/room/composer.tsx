// Where one writes. Keeps what is typed per room, sends on Enter, edits the last message on ↑, and never disables itself.
import type { MessageId } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { Check, SendHorizontal, Smile, X } from 'lucide-react'
import { type ReactElement, type RefObject, useId, useRef, useState } from 'react'
import { IconButton } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { EmojiPopover } from '../../parts/emoji-button.tsx'
import { usePerson, useTextLimit } from '../../state.ts'
import { plain } from '../../text/markdown.tsx'
import styles from './composer.module.css'
import { MentionList } from './mention-list.tsx'
import { useMessage } from './quote.tsx'
import { type Mode, maySpeak, useHold } from './room-context.ts'
import { type ComposerHold, useComposer } from './use-composer.ts'
import { type MentionsHold, useMentions } from './use-mentions.ts'

/** The count is shown when this little is left. */
const COUNT_FROM = 400

export function Composer({
  area,
  onUpInEmpty,
}: {
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly onUpInEmpty: () => void
}): ReactElement {
  const { room, mode } = useHold()
  const composer = useComposer(area, onUpInEmpty)
  const mentions = useMentions(area, composer.text, composer.write)
  const listId = useId()
  const left = useTextLimit() - composer.length
  if (!maySpeak(room)) return <p className={styles.shut}>Only the admins of this channel speak here. You can read along and react.</p>
  return (
    <div className={styles.composer} data-landmark="composer" role="group" aria-label="Write a message">
      {mentions.isOpen && <MentionList id={listId} mentions={mentions} />}
      <div className={styles.box}>
        <ModeStrip mode={mode} onCancel={composer.cancel} />
        <div className={styles.line}>
          <Area area={area} composer={composer} mentions={mentions} listId={listId} />
          <EmojiButton area={area} onPick={composer.insert} />
          <button
            type="button"
            className={styles.send}
            data-ready={composer.canSend || undefined}
            aria-label={mode.is === 'edit' ? 'Save' : 'Send'}
            aria-disabled={!composer.canSend}
            onClick={composer.send}
          >
            {mode.is === 'edit' ? (
              <Check size={18} strokeWidth={2} aria-hidden="true" />
            ) : (
              <SendHorizontal size={18} strokeWidth={1.9} aria-hidden="true" />
            )}
          </button>
        </div>
      </div>
      {left <= COUNT_FROM && (
        <p className={cx(styles.count, left < 0 && styles.over)} role="status" data-number>
          {left < 0 ? `${-left} characters too many` : `${left} characters left`}
        </p>
      )}
    </div>
  )
}

type AreaProps = {
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly composer: ComposerHold
  readonly mentions: MentionsHold
  readonly listId: string
}

function Area({ area, composer, mentions, listId }: AreaProps): ReactElement {
  const { room, mode } = useHold()
  return (
    <textarea
      ref={area}
      rows={1}
      value={composer.text}
      placeholder={mode.is === 'edit' ? 'Edit your message' : `Message ${room.name}`}
      aria-label={mode.is === 'edit' ? 'Edit message' : `Message ${room.name}`}
      aria-autocomplete="list"
      aria-controls={mentions.isOpen ? listId : undefined}
      aria-activedescendant={mentions.isOpen ? `${listId}-${mentions.at}` : undefined}
      className={styles.area}
      onChange={(event) => composer.write(event.target.value)}
      onSelect={mentions.onSelect}
      onBlur={mentions.close}
      onKeyDown={(event) => mentions.onKeyDown(event) || composer.onKeyDown(event)}
    />
  )
}

function ModeStrip({ mode: now, onCancel }: { readonly mode: Mode; readonly onCancel: () => void }): ReactElement | null {
  if (now.is === 'edit') return <Strip message={now.message} does="Editing" stop="Cancel edit" onCancel={onCancel} />
  return now.replyTo && <ReplyStrip id={now.replyTo} onCancel={onCancel} />
}

function ReplyStrip({ id, onCancel }: { readonly id: MessageId; readonly onCancel: () => void }): ReactElement {
  const message = useMessage(id)
  const author = usePerson(message?.author)
  return <Strip message={message} does={`Reply to ${author?.displayName ?? '…'}`} stop="Cancel reply" onCancel={onCancel} />
}

type StripProps = {
  readonly message: Message | null | undefined
  readonly does: string
  readonly stop: string
  readonly onCancel: () => void
}

function Strip({ message, does, stop, onCancel }: StripProps): ReactElement {
  return (
    <div className={styles.strip}>
      <span>
        <b>{does}</b> {plain(message?.text ?? '')}
      </span>
      <IconButton small tipAt="end" icon={X} size={16} label={stop} onClick={onCancel} />
    </div>
  )
}

function EmojiButton({
  area,
  onPick,
}: {
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly onPick: (emoji: string) => void
}): ReactElement {
  const button = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const close = (): void => {
    setOpen(false)
    area.current?.focus()
  }
  return (
    <>
      <IconButton
        ref={button}
        icon={Smile}
        tipAt="above"
        label="Emoji"
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
      />
      <EmojiPopover at={button} isOpen={isOpen} onClose={close} onPick={onPick} />
    </>
  )
}
