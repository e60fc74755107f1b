// What stands beside a room instead of its people: its files, and what is pinned in it.
import { fileUrl, pictureUrl } from '@hearth/client/files.ts'
import type { Search } from '@hearth/client/search.ts'
import type { FileCard, Found, Room } from '@hearth/protocol/shapes.ts'
import { Download, X } from 'lucide-react'
import { type ReactElement, useCallback, useEffect, useRef, useState } from 'react'
import { endingOf, iconOf, isPicture } from '../../files/look.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { NothingDrawing } from '../../parts/drawings.tsx'
import { Empty, Skeleton } from '../../parts/empty.tsx'
import { Segments } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import side from '../../parts/side.module.css'
import { go } from '../../route.ts'
import { useClient, useIsBlocked, usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { ago, inBytes, sentence } from '../../words.ts'
import { PinList } from '../dialogs/pins.tsx'
import styles from './members.module.css'

export type Beside = 'people' | 'files' | 'pins'
type ChoiceProps = { readonly at: Beside; readonly onAt: (at: Beside) => void }

export function BesideChoice({ at, onAt }: ChoiceProps): ReactElement {
  return (
    <div className={styles.choice}>
      <Segments
        label={t('Beside the room')}
        value={at}
        onValue={onAt}
        choices={[
          { value: 'people', label: t('People') },
          { value: 'files', label: t('Files') },
          { value: 'pins', label: t('Pinned') },
        ]}
      />
    </div>
  )
}

export function OtherSide({ room, at, onAt }: ChoiceProps & { readonly room: Room }): ReactElement {
  const setPanel = useUi((ui) => ui.setPanel)
  return (
    <aside className={cx(side.side, styles.panel)} aria-label={at === 'files' ? t('Files') : t('Pinned messages')} data-landmark="panel">
      <header className={cx(side.sideHead, styles.head)}>
        <h2>{at === 'files' ? t('Files') : t('Pinned messages')}</h2>
        <IconButton small icon={X} tipAt="end" label={t('Close')} onClick={() => setPanel(false)} />
      </header>
      <BesideChoice at={at} onAt={onAt} />
      <div className={styles.beside}>{at === 'files' ? <RoomFiles room={room} /> : <PinList id={room.id} onOpen={leaveOnPhone} />}</div>
    </aside>
  )
}

/** There it lies over the room that one goes to. */
function leaveOnPhone(): void {
  if (matchMedia('(max-width: 1023px)').matches) useUi.getState().setPanel(false)
}

function RoomFiles({ room }: { readonly room: Room }): ReactElement {
  const { found, state, failed, more } = useFiles(room)
  const files = found.flatMap(({ message }) => (message.files ?? []).map((file) => ({ file, message })))
  if (failed !== undefined && files.length === 0)
    return (
      <Empty drawing={<NothingDrawing />} title={t('Could not look')} says={failed}>
        <Button look="main" onClick={more}>
          {t('Try again')}
        </Button>
      </Empty>
    )
  if (state === 'looking' && files.length === 0) return <Skeleton rows={4} />
  if (files.length === 0)
    return <Empty drawing={<NothingDrawing />} title={t('No files yet')} says={t('What is sent here stands here, the newest first.')} />
  return (
    <>
      <ul aria-label={t('Files of the room')}>
        {files.map(({ file, message }) => (
          <OneFile key={`${message.id} ${file.id}`} room={room} file={file} message={message} />
        ))}
      </ul>
      {state === 'more' && (
        <div className={styles.more}>
          <Button wide onClick={more}>
            {t('Show more')}
          </Button>
        </div>
      )}
    </>
  )
}

type Files = { readonly found: readonly Found[]; readonly state: 'looking' | 'more' | 'done'; readonly failed: string | undefined }

/** What was sent with files, the newest first; looked for anew when something is said with one, or taken back. */
function useFiles(room: Room): Files & { more(): void } {
  const client = useClient()
  const search = useRef<Search>(undefined)
  const [shown, setShown] = useState<Files>({ found: [], state: 'looking', failed: undefined })
  const more = useCallback(() => {
    const running = search.current
    if (!running) return
    setShown((before) => ({ ...before, state: 'looking', failed: undefined }))
    const settle = (failure?: unknown): void => {
      if (search.current !== running) return
      const failed = failure === undefined ? undefined : sentence(failure)
      setShown({ found: running.found, state: running.isDone ? 'done' : 'more', failed })
    }
    running.more().then(() => settle(), settle)
  }, [])
  useEffect(() => {
    const look = (): void => {
      search.current = client.search('', room.id, { has: ['file'] })
      more()
    }
    look()
    const deaf = client.listen((event) => {
      if (event.room !== room.id) return
      if ((event.event === 'message.said' && event.with.files) || event.event === 'message.deleted' || event.event === 'file.gone') look()
    })
    return () => {
      search.current = undefined
      deaf()
    }
  }, [client, room.id, more])
  return { ...shown, more }
}

type OneProps = { readonly room: Room; readonly file: FileCard; readonly message: Found['message'] }

function OneFile({ room, file, message }: OneProps): ReactElement {
  const author = usePerson(message.author)
  const isBlocked = useIsBlocked(message.author)
  const open = (): void => {
    leaveOnPhone()
    go({ at: 'room', room: room.id, seq: message.seq })
  }
  const name = isBlocked ? t('Blocked message') : file.name
  return (
    <li className={styles.file}>
      <button type="button" className={styles.there} onClick={open}>
        <span className={styles.thumb}>
          {isPicture(file) && !isBlocked ? <img src={pictureUrl(file.id, 256)} alt="" loading="lazy" /> : <Icon of={iconOf[file.kind]} />}
        </span>
        <span className={styles.aboutFile}>
          <b title={name}>{name}</b>
          <span data-number>
            {endingOf(file.name)} · {inBytes(file.size)}
          </span>
          <span>{t('{name}, {ago}', { name: author?.displayName ?? '…', ago: ago(message.at, Date.now()) })}</span>
        </span>
      </button>
      {file.gone === undefined && !isBlocked && (
        <a href={fileUrl(file.id)} download={file.name} className={styles.fetch} aria-label={t('Download {name}', { name: file.name })}>
          <Icon of={Download} />
        </a>
      )}
    </li>
  )
}
