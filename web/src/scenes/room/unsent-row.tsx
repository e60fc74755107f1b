// What is not answered yet: the final layout at once, dimmed; a failure keeps the words and says what can be done.
import type { Unsent } from '@hearth/client/state.ts'
import { type ReactElement, type ReactNode, Suspense } from 'react'
import { useDesk } from '../../files/desk.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { cx } from '../../parts/cx.ts'
import { late } from '../../parts/late.ts'
import { useChat, useClient, useMe } from '../../state.ts'
import { Words } from '../../text/markdown.tsx'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { clockTime, saysOf } from '../../words.ts'
import { MessageFiles } from './files/message-files.tsx'
import styles from './message.module.css'
import { Quote } from './quote.tsx'
import { maySpeak, useHold } from './room-context.ts'

const SpecialWords = late(() => import('./special-words.tsx').then((module) => module.SpecialWords))

export function UnsentRow({
  rowKey,
  tabbable,
  unsent,
  first,
}: {
  readonly rowKey: string
  readonly tabbable: boolean
  readonly unsent: Unsent
  readonly first: boolean
}): ReactElement {
  const me = useMe()
  const isOnline = useChat((state) => state.connection.is === 'open')
  const state = unsent.state === 'failed' ? t('Not sent') : isOnline ? t('Sending…') : t('Waiting for the connection')
  return (
    <div
      role="article"
      aria-label={`${me.displayName}: ${unsent.text}. ${state}`}
      tabIndex={tabbable ? 0 : -1}
      data-key={rowKey}
      className={cx(styles.row, first && styles.first)}
    >
      <div className={styles.gutter}>
        {first ? <Avatar user={me} size={36} /> : <time className={styles.late}>{clockTime(unsent.at)}</time>}
      </div>
      <div className={styles.body}>
        {unsent.replyTo && <Quote id={unsent.replyTo} />}
        {first && (
          <p className={styles.head}>
            <span className={styles.name}>{me.displayName}</span>
            <time className={styles.time}>{clockTime(unsent.at)}</time>
          </p>
        )}
        {/* What can be chosen is as readable as ever. */}
        <div className={cx(unsent.state !== 'failed' && unsent.special?.do !== 'poll' && styles.pending)}>
          <Said unsent={unsent} />
          {unsent.files && <MessageFiles files={unsent.files} pending />}
        </div>
        {unsent.state === 'failed' && <Failed unsent={unsent} />}
        {unsent.state === 'waiting' && !isOnline && (
          <p className={styles.waits}>
            <span>{t('Will be sent when the connection is back')}</span>
            {!unsent.tried && <Ways unsent={unsent} />}
          </p>
        )}
      </div>
    </div>
  )
}

function Said({ unsent }: { readonly unsent: Unsent }): ReactElement | null {
  const { text, special } = unsent
  if (!special) return text === '' ? null : <Words text={text} />
  return (
    <Suspense fallback={null}>
      <SpecialWords unsent={unsent} special={special} />
    </Suspense>
  )
}

function Failed({ unsent }: { readonly unsent: Unsent }): ReactElement {
  const client = useClient()
  return (
    <p className={styles.failed} role="alert">
      <span>{t('Not sent. {why}', { why: unsent.failure ? saysOf(unsent.failure) : '' })}</span>
      <Ways unsent={unsent}>
        <button type="button" onClick={() => client.retry(unsent.clientId)}>
          {t('Retry')}
        </button>
      </Ways>
    </p>
  )
}

/** Back to where it was written, behind what stands there by now, with its files; while other words are changed there it waits. */
function Ways({ unsent, children }: { readonly unsent: Unsent; readonly children?: ReactNode }): ReactElement {
  const client = useClient()
  const { parcels } = useDesk()
  const { room, mode, setMode, thread, focusComposer } = useHold()
  // A reply that is to stand in the room, too, is changed in its thread.
  const isHere = (unsent.thread ?? null) === (thread?.root ?? null)
  const edit = (): void => {
    if (unsent.special) return useUi.getState().show({ is: 'new-poll', room: room.id, unsent })
    const back = client.takeBack(unsent.clientId)
    if (!back) return
    if (back.files?.length) parcels.takeBack(back.room, back.files, back.thread)
    if (back.replyTo && mode.is === 'write' && mode.replyTo === null) setMode({ is: 'write', replyTo: back.replyTo })
    if (back.also) thread?.setAlso(true)
    focusComposer()
  }
  return (
    <span className={styles.ways}>
      {children}
      {isHere && unsent.special?.do !== 'forward' && mode.is === 'write' && maySpeak(room) && (
        <button type="button" onClick={edit}>
          {t('Edit')}
        </button>
      )}
      <button type="button" onClick={() => client.discard(unsent.clientId)}>
        {t('Delete')}
      </button>
    </span>
  )
}
