import type { Gives } from '@hearth/protocol/commands.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { type ReactElement, useEffect, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { Choices, FormError } from '../../parts/field.tsx'
import { StorageTable } from '../../parts/storage.tsx'
import { useChat, useClient, useRoom } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { daysCount, inBytes, sentence } from '../../words.ts'
import { useForm } from '../welcome/use-form.ts'
import styles from './dialogs.module.css'
import { FilesMost, type Most, mostInWords, readMost, typed } from './room-limits.tsx'

type Held = Gives<'room.storage'>
/** Null: as the server says. */
type Days = number | null

export function RoomFilesDialog({ id, onClose }: { readonly id: RoomId; readonly onClose: () => void }): ReactElement {
  const client = useClient()
  const room = useRoom(id)
  const [held, setHeld] = useState<Held>()
  const [files, setFiles] = useState<Days>(null)
  const [messages, setMessages] = useState<Days>(null)
  const [most, setMost] = useState<Most>({ gigabytes: '', count: '' })
  const [failed, setFailed] = useState<string>()
  useEffect(() => {
    client.ask('room.storage', { room: id }).then(
      (answer) => {
        setHeld(answer)
        setFiles(answer.days)
        setMost(typed(answer))
        setMessages(answer.archive.afterDays)
      },
      (failure: unknown) => setFailed(sentence(failure)),
    )
  }, [client, id])
  const own = readMost(most)
  const form = useForm(async () => {
    if (!held || !own) return
    // What nobody touched stays to the byte.
    const now = { ...own, ...(most.gigabytes === typed(held).gigabytes ? { bytes: held.bytes } : {}) }
    if (messages !== held?.archive.afterDays) await client.ask('room.archive', { room: id, afterDays: messages })
    const changes = mostInWords(held, now)
    if (files !== held.days || changes.length > 0) await client.ask('room.keep', { room: id, days: files, ...now })
    useUi.getState().say(whatHolds(held, files, messages, changes))
    onClose()
  })
  return (
    <Dialog title={t('Files of {room}', { room: room?.name ?? '' })} onClose={onClose}>
      {!held && !failed && <Skeleton rows={3} />}
      <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Files and storage')}>
        {held && <StorageTable storage={held.storage} label={t('Files of the room')} />}
        {held && <FilesKept days={files} onDays={setFiles} />}
        {held && <FilesMost most={most} onMost={setMost} />}
        {held && <MessagesKept archive={held.archive} days={messages} onDays={setMessages} />}
        <FormError says={failed ?? form.other} />
        <Deeds>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="main" type="submit" disabled={!held || !own} busy={form.isBusy}>
            {t('Save')}
          </Button>
        </Deeds>
      </form>
    </Dialog>
  )
}

/** Of all, what was changed. */
function whatHolds(held: Held | undefined, files: Days, messages: Days, most: readonly string[]): string {
  const says: string[] = [...most]
  if (files !== held?.days)
    says.push(
      files === null
        ? t('Files are kept as the server says')
        : t.many(files, 'Files are kept for {count} day', 'Files are kept for {count} days'),
    )
  if (messages !== held?.archive.afterDays) says.push(whatHoldsFor(messages))
  return says.join('; ') || t('Nothing was changed')
}

function whatHoldsFor(days: Days): string {
  if (days === null) return t('Messages are kept as the server says')
  if (days === 0) return t('Messages are compressed never')
  return t.many(days, 'Messages are compressed after {count} day', 'Messages are compressed after {count} days')
}

type KeptProps = { readonly days: Days; readonly onDays: (days: Days) => void }

function FilesKept({ days, onDays }: KeptProps): ReactElement {
  const server = useChat((state) => state.hello?.limits.fileDays ?? 0)
  const hint =
    server === 0
      ? t('For ever, as long as their message is there.')
      : t.many(server, 'Deleted after {count} day.', 'Deleted after {count} days.')
  return <Ages label={t('How long files are kept')} known={[7, 30, 90, 365]} hint={hint} days={days} onDays={onDays} />
}

function MessagesKept({ archive, ...kept }: KeptProps & { readonly archive: Held['archive'] }): ReactElement {
  const server = useChat((state) => state.hello?.limits.messageArchiveDays ?? 0)
  const hint =
    server === 0 ? t('They stay as they are.') : t.many(server, 'Compressed after {count} day.', 'Compressed after {count} days.')
  const { messages, bytes } = archive
  return (
    <>
      <Ages label={t('When old messages are compressed')} known={[0, 90, 365]} hint={hint} {...kept} />
      <p className={styles.says}>
        {messages === 0
          ? t('None are compressed yet.')
          : t.many(messages, '{count} message takes up {size}.', '{count} messages take up {size}.', { size: inBytes(bytes) })}{' '}
        {t('Compressed messages need less of the disk; they are read, found and changed like all others.')}
      </p>
    </>
  )
}

type AgesProps = KeptProps & { readonly label: string; readonly hint: string; readonly known: readonly number[] }

/** A number nobody here would choose stays a choice when it is what holds. Zero is never. */
function Ages({ label, hint, known, days, onDays }: AgesProps): ReactElement {
  const [held] = useState(days)
  const offered = held === null ? known : [...new Set([...known, held])].sort((a, b) => a - b)
  const choices = [
    { value: 'server', label: t('As the server says'), hint },
    ...offered.map((one) => ({ value: String(one), label: one === 0 ? t('Never') : daysCount(one) })),
  ]
  return (
    <Choices
      label={label}
      value={days === null ? 'server' : String(days)}
      choices={choices}
      onValue={(value) => onDays(value === 'server' ? null : Number(value))}
    />
  )
}
