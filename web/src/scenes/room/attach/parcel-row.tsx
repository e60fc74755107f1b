// A message whose files are still on their way: in its final place, with how far they are.
import { isStuck, type Parcel, progressOf } from '@hearth/client/parcels.ts'
import type { ReactElement } from 'react'
import { useDesk } from '../../../files/desk.ts'
import { Avatar } from '../../../parts/avatar.tsx'
import { cx } from '../../../parts/cx.ts'
import { useChat, useClient, useMe } from '../../../state.ts'
import { Words } from '../../../text/markdown.tsx'
import { t } from '../../../text/t.ts'
import { useUi } from '../../../ui.ts'
import { clockTime, filesInWords } from '../../../words.ts'
import styles from '../message.module.css'
import { Quote } from '../quote.tsx'
import { Pieces } from './pieces.tsx'

type Props = { readonly rowKey: string; readonly tabbable: boolean; readonly parcel: Parcel; readonly first: boolean }

export function ParcelRow({ rowKey, tabbable, parcel, first }: Props): ReactElement {
  const me = useMe()
  const { text, pieces, at, replyTo } = parcel
  const percent = Math.floor((progressOf(pieces).sent / Math.max(1, progressOf(pieces).size)) * 100)
  return (
    <div
      role="article"
      aria-label={t('{name}: {text} {files}. Sending, {percent} %', { name: me.displayName, text, files: filesInWords(pieces), percent })}
      tabIndex={tabbable ? 0 : -1}
      data-key={rowKey}
      className={cx(styles.row, first && styles.first)}
    >
      <div className={styles.gutter}>{first ? <Avatar user={me} size={36} /> : <time className={styles.late}>{clockTime(at)}</time>}</div>
      <div className={styles.body}>
        {replyTo && <Quote id={replyTo} />}
        {first && (
          <p className={styles.head}>
            <span className={styles.name}>{me.displayName}</span>
            <time className={styles.time}>{clockTime(at)}</time>
          </p>
        )}
        {text !== '' && (
          <div className={styles.pending}>
            <Words text={text} />
          </div>
        )}
        <div className={styles.parcel}>
          <Pieces pieces={pieces} />
        </div>
        <Foot parcel={parcel} />
      </div>
    </div>
  )
}

function Foot({ parcel }: { readonly parcel: Parcel }): ReactElement {
  const { parcels } = useDesk()
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const isOnline = useChat((state) => state.connection.is === 'open')
  const stuck = parcel.pieces.filter(isStuck).length
  const left = parcel.pieces.filter(({ id }) => id === undefined).length
  const edit = (): void => {
    const draft = client.state.drafts.get(parcel.room) ?? ''
    if (draft !== '' || !parcels.unpost(parcel.clientId))
      return say(t('Something else is being written here. Send or clear it first.'), 'bad')
    client.draft(parcel.room, parcel.text)
  }
  return (
    <p className={cx(styles.failed, styles.calm)}>
      <span>
        {stuck > 0
          ? t.many(stuck, '{count} file cannot go on yet. The message waits.', '{count} files cannot go on yet. The message waits.')
          : isOnline
            ? t.many(left, 'Will be sent when the file is there', 'Will be sent when all files are there')
            : t('Goes on when the connection is back')}
      </span>
      {parcel.thread === undefined && (
        <button type="button" onClick={edit}>
          {t('Edit')}
        </button>
      )}
      <button type="button" onClick={() => parcels.discard(parcel.clientId)}>
        {t('Cancel')}
      </button>
    </p>
  )
}
