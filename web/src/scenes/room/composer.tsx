// Where one writes. Keeps what is typed per room, sends on Enter, edits the last message on ↑, and never disables itself.
import type { MessageId } from '@hearth/protocol/ids.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { Check, Clock, Eye, EyeOff, Mic, SendHorizontal, Smile, X } from 'lucide-react'
import {
  type ClipboardEvent,
  type FormEvent,
  type ReactElement,
  type RefObject,
  Suspense,
  useDeferredValue,
  useId,
  useRef,
  useState,
} from 'react'
import { pasted } from '../../files/incoming.ts'
import { IconButton } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { EmojiPopover } from '../../parts/emoji-button.tsx'
import { late } from '../../parts/late.ts'
import { useClient, usePerson, useTextLimit } from '../../state.ts'
import { isPlain, plain, Words } from '../../text/markdown.tsx'
import { isMarked, writtenAs } from '../../text/pasted.ts'
import { t } from '../../text/t.ts'
import { originFor } from '../../ways-here.ts'
import { filesInWords } from '../../words.ts'
import { AttachButton } from './attach/attach-button.tsx'
import type { AttachHold } from './attach/use-attach.ts'
import { useVoice } from './attach/use-voice.ts'
import { linkRooms } from './completion.ts'
import { CompletionList } from './completion-list.tsx'
import styles from './composer.module.css'
import { useMessage } from './quote.tsx'
import { type Mode, maySpeak, useHold } from './room-context.ts'
import { type CompletionHold, useCompletion } from './use-completion.ts'
import { type ComposerHold, useComposer } from './use-composer.ts'
import { useWholeEmoji } from './use-whole-emoji.ts'
import type { Ways } from './ways.ts'

const Recorder = late(() => import('./attach/recorder.tsx').then((module) => module.Recorder))
const Pieces = late(() => import('./attach/pieces.tsx').then((module) => module.Pieces))

/** The count is shown when this little is left. */
const COUNT_FROM = 400

export function Composer({
  area,
  attach,
  ways,
}: {
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly attach: AttachHold
  readonly ways: Ways
}): ReactElement {
  const { room, mode } = useHold()
  const composer = useComposer(area, attach.draft !== undefined, ways)
  const onInput = useWholeEmoji(area, composer.text, composer.form)
  const completion = useCompletion(area, composer.text, composer.form)
  const voice = useVoice(attach)
  const listId = useId()
  const line = { area, attach, composer, completion, listId, onInput }
  const left = useTextLimit() - composer.length
  if (!maySpeak(room) && room.kind !== 'channel')
    return <p className={styles.shut}>{t('This room is locked: only its admins speak for now.')}</p>
  if (!maySpeak(room))
    return <p className={styles.shut}>{t('Only the admins of this channel speak here. You can read along and react.')}</p>
  return (
    <div className={styles.composer} data-landmark="composer" role="group" aria-label={t('Write a message')}>
      {completion.isOpen && <CompletionList id={listId} completion={completion} />}
      {/* A text box of several lines cannot be a combo box: that there is a list, and how long it is, is said. */}
      <p role="status" className="out-of-sight">
        {completion.isOpen && t.many(completion.found.length, '{count} suggestion: ↓ chooses', '{count} suggestions: ↓ chooses')}
      </p>
      <div className={styles.box}>
        <ModeStrip mode={mode} onCancel={composer.cancel} />
        {composer.isPreviewed && <Preview text={composer.text} />}
        <Tray attach={attach} />
        {voice.on ? (
          <Suspense fallback={null}>
            <Recorder recording={voice.on} onDrop={voice.drop} onSend={() => void voice.send()} />
          </Suspense>
        ) : (
          <Line {...line} onSpeak={voice.start} />
        )}
      </div>
      <Left left={left} />
    </div>
  )
}

/** Characters that may still be written, once there are few. */
function Left({ left }: { readonly left: number }): ReactElement | null {
  if (left > COUNT_FROM) return null
  return (
    <p className={cx(styles.count, left < 0 && styles.over)} role="status" data-number>
      {left < 0
        ? t.many(-left, '{count} character too many', '{count} characters too many')
        : t.many(left, '{count} character left', '{count} characters left')}
    </p>
  )
}

type LineProps = AreaProps & { readonly onSpeak: () => void }

function Line({ onSpeak, ...area }: LineProps): ReactElement {
  const { mode, thread } = useHold()
  const { composer, attach } = area
  const canSpeak = mode.is === 'write' && composer.text === '' && !attach.draft
  return (
    <div className={styles.line}>
      <Area {...area} />
      {/* Behind the words for the keyboard: from there one step back leads up into what was said. */}
      {mode.is === 'write' && (
        <span className={styles.before}>
          <AttachButton attach={attach} />
        </span>
      )}
      <PreviewButton composer={composer} />
      <EmojiButton area={area.area} onPick={composer.insert} />
      {!thread && mode.is === 'write' && composer.canSend && !attach.draft && (
        <IconButton icon={Clock} tipAt="above-end" label={t('Send later')} onClick={composer.sendLater} />
      )}
      {canSpeak && <IconButton icon={Mic} tipAt="above-end" label={t('Record a voice message')} onClick={onSpeak} />}
      <button
        type="button"
        className={styles.send}
        data-ready={composer.canSend || undefined}
        aria-label={mode.is === 'edit' ? t('Save') : t('Send')}
        aria-disabled={!composer.canSend}
        aria-busy={composer.isAsking || undefined}
        onClick={composer.send}
      >
        {mode.is === 'edit' ? (
          <Check size={18} strokeWidth={2} aria-hidden="true" />
        ) : (
          <SendHorizontal size={18} strokeWidth={1.9} aria-hidden="true" />
        )}
      </button>
    </div>
  )
}

type AreaProps = {
  readonly area: RefObject<HTMLTextAreaElement | null>
  readonly composer: ComposerHold
  readonly completion: CompletionHold
  readonly listId: string
  readonly attach: AttachHold
  readonly onInput: (event: FormEvent<HTMLTextAreaElement>) => void
}

/** What goes with the words, as soon as there is any of it. */
function Tray({ attach: { draft, packing } }: { readonly attach: AttachHold }): ReactElement | null {
  if (!draft && packing.length === 0) return null
  return (
    <div className={styles.tray}>
      <Suspense fallback={null}>
        <Pieces pieces={draft?.pieces ?? []} packing={packing} />
      </Suspense>
    </div>
  )
}

function Area({ area, composer, completion, listId, attach, onInput }: AreaProps): ReactElement {
  const { room, mode, thread } = useHold()
  const write = thread?.isOfCall ? t('Write in this chat…') : thread ? t('Reply…') : t('Message {room}', { room: room.name })
  const says = mode.is === 'edit' ? t('Edit your message') : write
  const label = mode.is === 'edit' ? t('Edit message') : thread && !thread.isOfCall ? t('Reply in this thread') : write
  const onPaste = (event: ClipboardEvent): void => {
    const files = mode.is === 'write' ? pasted(event.clipboardData, Date.now()) : []
    // As plain words it comes without HTML: with Ctrl+Shift+V a browser leaves that out.
    const html = event.clipboardData.getData('text/html')
    if (files.length > 0) {
      event.preventDefault()
      attach.take({ files, folders: [] })
    } else if (isMarked(html)) {
      event.preventDefault()
      composer.insert(writtenAs(html))
    }
  }
  return (
    <textarea
      ref={area}
      dir="auto"
      rows={1}
      value={composer.text}
      placeholder={says}
      aria-label={label}
      aria-autocomplete="list"
      aria-controls={completion.isOpen ? listId : undefined}
      aria-activedescendant={completion.isOpen && completion.at !== null ? `${listId}-${completion.at}` : undefined}
      className={styles.area}
      onPaste={onPaste}
      onInput={onInput}
      onChange={(event) => composer.write(event.target.value)}
      onSelect={completion.onSelect}
      onBlur={completion.close}
      onKeyDown={(event) => completion.onKeyDown(event) || composer.onKeyDown(event)}
    />
  )
}

/** Where there is something to see: words with marks in them. */
function PreviewButton({ composer }: { readonly composer: ComposerHold }): ReactElement | null {
  if (!composer.isPreviewed && (composer.text === '' || isPlain(composer.text))) return null
  return (
    <span className={styles.eye}>
      <IconButton
        icon={composer.isPreviewed ? EyeOff : Eye}
        tipAt="above"
        label={composer.isPreviewed ? t('Hide the preview') : t('See how it will look')}
        keys="preview"
        aria-pressed={composer.isPreviewed}
        onClick={composer.togglePreview}
      />
    </span>
  )
}

function Preview({ text }: { readonly text: string }): ReactElement {
  const client = useClient()
  const shown = useDeferredValue(linkRooms(text, client.state.rooms.values(), originFor(client.state)))
  return (
    <div className={styles.preview} role="region" aria-label={t('Preview')} tabIndex={0}>
      {shown.trim() === '' ? <p className={styles.nothing}>{t('Nothing is written yet.')}</p> : <Words text={shown} />}
    </div>
  )
}

function ModeStrip({ mode: now, onCancel }: { readonly mode: Mode; readonly onCancel: () => void }): ReactElement | null {
  if (now.is === 'edit') return <Strip message={now.message} does={t('Editing')} stop={t('Cancel edit')} onCancel={onCancel} />
  return now.replyTo && <ReplyStrip id={now.replyTo} onCancel={onCancel} />
}

function ReplyStrip({ id, onCancel }: { readonly id: MessageId; readonly onCancel: () => void }): ReactElement {
  const message = useMessage(id)
  const author = usePerson(message?.author)
  return (
    <Strip
      message={message}
      does={t('Reply to {name}', { name: author?.displayName ?? '…' })}
      stop={t('Cancel reply')}
      onCancel={onCancel}
    />
  )
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
        <b>{does}</b> {plain(message?.text || filesInWords(message?.files ?? []))}
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
        label={t('Emoji')}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
      />
      <EmojiPopover at={button} isOpen={isOpen} onClose={close} onPick={onPick} />
    </>
  )
}
