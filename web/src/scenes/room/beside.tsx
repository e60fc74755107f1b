// What stands beside a room instead of its people: its files, and what is pinned in it.
import { fileUrl, pictureUrl } from '@hearth/client/files.ts'
import type { FileCard, Found, Room } from '@hearth/protocol/shapes.ts'
import { Download } from 'lucide-react'
import type { ReactElement } from 'react'
import { endingOf, iconOf, isPicture } from '../../files/look.ts'
import { Button } from '../../parts/button.tsx'
import { NothingDrawing } from '../../parts/drawings.tsx'
import { Empty, Skeleton } from '../../parts/empty.tsx'
import { Segments } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { go } from '../../route.ts'
import { useIsBlocked, usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { ago, inBytes } from '../../words.ts'
import { PinList } from '../dialogs/pins.tsx'
import styles from './members.module.css'
import { useFiles } from './use-files.ts'

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

/** What stands under the choice, where that is not people. */
export const OtherSide = ({ room, at }: { readonly room: Room; readonly at: 'files' | 'pins' }): ReactElement => (
  <div className={styles.beside}>{at === 'files' ? <RoomFiles room={room} /> : <PinList id={room.id} onOpen={leaveOnPhone} />}</div>
)

/** There it lies over the room that one goes to. */
function leaveOnPhone(): void {
  if (matchMedia('(max-width: 1023px)').matches) useUi.getState().setPanel(false)
}

function RoomFiles({ room }: { readonly room: Room }): ReactElement {
  const { found, state, failed, more } = useFiles(room)
  const files = found.flatMap(({ message }) => (message.files ?? []).map((file) => ({ file, message })))
  if (failed !== undefined && files.length === 0)
    return (
      <Empty drawing={<NothingDrawing />} title={t('This could not be loaded')} says={failed}>
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
      {state !== 'done' && (
        <div className={styles.more}>
          {/* It keeps the focus while it looks, which one that is disabled does not. */}
          <Button wide aria-disabled={state === 'looking'} onClick={() => state === 'more' && more()}>
            {t('Show more')}
          </Button>
        </div>
      )}
    </>
  )
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
