import type { RoomId } from '@hearth/protocol/ids.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import { type ReactElement, useEffect, useMemo, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { useChat, useClient, useRoom } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { sentence } from '../../words.ts'
import styles from './dialogs.module.css'
import { PeoplePicker } from './people-picker.tsx'

export function InviteDialog({ id, onClose }: { readonly id: RoomId; readonly onClose: () => void }): ReactElement {
  const client = useClient()
  const room = useRoom(id)
  const { say, show } = useUi.getState()
  const members = useChat((state) => state.members.get(id))
  const inside = useMemo(() => new Set<string>((members ?? []).map((member) => member.user.id)), [members])
  const [chosen, setChosen] = useState<readonly User[]>([])
  const [isBusy, setBusy] = useState(false)
  useEffect(() => void client.members(id).catch(() => undefined), [client, id])
  const add = (): void => {
    setBusy(true)
    client.ask('room.invite', { room: id, users: chosen.map((user) => user.id) }).then(
      () => {
        say(t.many(chosen.length, '{count} person added', '{count} people added'))
        onClose()
      },
      (failure: unknown) => {
        setBusy(false)
        say(sentence(failure), 'bad')
      },
    )
  }
  return (
    <Dialog title={t('Add people to {room}', { room: room?.name ?? '' })} bare onClose={onClose}>
      <PeoplePicker label={t('Add people to {room}', { room: room?.name ?? '' })} chosen={chosen} onChosen={setChosen} without={inside} />
      <div className={styles.foot}>
        {room?.code === undefined ? (
          <span />
        ) : (
          <button type="button" className={styles.link} onClick={() => show({ is: 'share', room: id })}>
            {t('Show a code instead')}
          </button>
        )}
        <Button look="main" disabled={chosen.length === 0} busy={isBusy} onClick={add}>
          {chosen.length > 1 ? t.many(chosen.length, 'Add {count} person', 'Add {count} people') : t('Add')}
        </Button>
      </div>
    </Dialog>
  )
}
