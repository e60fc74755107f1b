import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Storage } from '@hearth/protocol/shapes.ts'
import { type ReactElement, useEffect, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { Choices, FormError } from '../../parts/field.tsx'
import { StorageTable } from '../../parts/storage.tsx'
import { useChat, useClient, useRoom } from '../../state.ts'
import { useUi } from '../../ui.ts'
import { count, sentence } from '../../words.ts'
import { useForm } from '../welcome/use-form.ts'
import styles from './dialogs.module.css'

const KEPT = [7, 30, 90, 365] as const

export function RoomFilesDialog({ id, onClose }: { readonly id: RoomId; readonly onClose: () => void }): ReactElement {
  const client = useClient()
  const room = useRoom(id)
  const [storage, setStorage] = useState<Storage>()
  const [days, setDays] = useState<number | null>(null)
  const [failed, setFailed] = useState<string>()
  useEffect(() => {
    client.ask('room.storage', { room: id }).then(
      (answer) => {
        setStorage(answer.storage)
        setDays(answer.days)
      },
      (failure: unknown) => setFailed(sentence(failure)),
    )
  }, [client, id])
  const form = useForm(async () => {
    await client.ask('room.keep', { room: id, days })
    useUi.getState().say(days === null ? 'Files are kept as the server says' : `Files are kept for ${count(days, 'day')}`)
    onClose()
  })
  return (
    <Dialog title={`Files of ${room?.name ?? 'the room'}`} onClose={onClose}>
      {!storage && !failed && <Skeleton rows={3} />}
      <form className={styles.form} onSubmit={form.onSubmit} aria-label="Files and storage">
        {storage && <StorageTable storage={storage} label="Files of the room" />}
        {storage && <Kept days={days} onDays={setDays} />}
        <FormError says={failed ?? form.other} />
        <Deeds>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="main" type="submit" disabled={!storage} busy={form.isBusy}>
            Save
          </Button>
        </Deeds>
      </form>
    </Dialog>
  )
}

type KeptProps = { readonly days: number | null; readonly onDays: (days: number | null) => void }

/** A number nobody here would choose stays a choice when it is what holds. */
function Kept({ days, onDays }: KeptProps): ReactElement {
  const server = useChat((state) => state.hello?.limits.fileDays ?? 0)
  const [held] = useState(days)
  const known: readonly number[] = held === null || KEPT.some((one) => one === held) ? KEPT : [...KEPT, held].sort((a, b) => a - b)
  const choices = [
    {
      value: 'server',
      label: 'As the server says',
      hint: server === 0 ? 'For ever, as long as their message is there.' : `Deleted after ${count(server, 'day')}.`,
    },
    ...known.map((one) => ({ value: String(one), label: count(one, 'day') })),
  ]
  return (
    <Choices
      label="How long files are kept"
      value={days === null ? 'server' : String(days)}
      choices={choices}
      onValue={(value) => onDays(value === 'server' ? null : Number(value))}
    />
  )
}
