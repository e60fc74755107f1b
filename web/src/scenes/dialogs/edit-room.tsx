import type { RoomId } from '@hearth/protocol/ids.ts'
import { type ReactElement, useState } from 'react'
import { RoomMark } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { PictureButtons } from '../../parts/picture-buttons.tsx'
import { useChat, useClient, useRoom } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { useForm } from '../welcome/use-form.ts'
import styles from './dialogs.module.css'

export function EditRoomDialog({ id, onClose }: { readonly id: RoomId; readonly onClose: () => void }): ReactElement {
  const client = useClient()
  const room = useRoom(id)
  const limits = useChat((state) => state.hello?.limits)
  const [name, setName] = useState(room?.name ?? '')
  const [topic, setTopic] = useState(room?.topic ?? '')
  const form = useForm(async () => {
    await client.ask('room.rename', { room: id, name, topic })
    onClose()
  }, ['room_name_invalid'])
  return (
    <Dialog title={t('Name, topic, picture')} onClose={onClose}>
      {room && (
        <div className={styles.face}>
          <RoomMark room={room} size={72} />
          <PictureButtons
            has={room.picture !== undefined}
            onChoose={(image) => useUi.getState().show({ is: 'picture', image, room: id })}
            onRemove={() => client.ask('room.picture', { room: id, file: null })}
          />
        </div>
      )}
      <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Name, topic, picture')}>
        <Field
          label={t('Name')}
          value={name}
          onValue={setName}
          error={form.about('room_name_invalid')}
          required
          autoFocus
          maxLength={limits?.nameChars ?? 64}
        />
        <Field label={t('Topic')} value={topic} onValue={setTopic} maxLength={limits?.topicChars ?? 250} />
        <FormError says={form.other} />
        <Deeds>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="main" type="submit" busy={form.isBusy}>
            {t('Save')}
          </Button>
        </Deeds>
      </form>
    </Dialog>
  )
}
