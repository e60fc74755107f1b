import type { User } from '@hearth/protocol/shapes.ts'
import { AudioLines, Globe, KeyRound, Megaphone, Users } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { Choices, Field, FormError, Segments } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { goToRoom } from '../../route.ts'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useForm } from '../welcome/use-form.ts'
import styles from './dialogs.module.css'
import { PeoplePicker } from './people-picker.tsx'

type Kind = 'group' | 'channel' | 'voice'
type Door = 'code' | 'public'
const kinds = () =>
  [
    { value: 'group', label: t('Group'), hint: t('Everybody in it speaks.'), icon: <Icon of={Users} /> },
    { value: 'channel', label: t('Channel'), hint: t('Its admins speak, the others read along.'), icon: <Icon of={Megaphone} /> },
    { value: 'voice', label: t('Place to talk'), hint: t('One comes in and talks; it is always open.'), icon: <Icon of={AudioLines} /> },
  ] as const
const doors = () =>
  [
    { value: 'code', label: t('By invitation'), icon: <Icon of={KeyRound} size={16} /> },
    { value: 'public', label: t('Open to all'), icon: <Icon of={Globe} size={16} /> },
  ] as const
const examples: Readonly<Record<Kind, () => string>> = {
  group: () => t('Workshop'),
  channel: () => t('Notices'),
  voice: () => t('Coffee corner'),
}
const acts: Readonly<Record<Kind, () => string>> = {
  group: () => t('Make the group'),
  channel: () => t('Make the channel'),
  voice: () => t('Make the place'),
}

type Props = { readonly isVoice: boolean; readonly onClose: () => void }

export function NewRoomDialog({ isVoice, onClose }: Props): ReactElement {
  const client = useClient()
  const limits = useChat((state) => state.hello?.limits)
  const [kind, setKind] = useState<Kind>(isVoice ? 'voice' : 'group')
  const [name, setName] = useState('')
  const [topic, setTopic] = useState('')
  const [door, setDoor] = useState<Door>('code')
  const [members, setMembers] = useState<readonly User[]>([])
  const form = useForm(async () => {
    const { room } = await client.ask('room.create', {
      ...(kind === 'voice' ? { kind: 'group', voice: true } : { kind }),
      name,
      topic,
      public: door === 'public',
      members: members.map((user) => user.id),
    })
    onClose()
    goToRoom(room.id)
  }, ['room_name_invalid'])
  return (
    <Dialog title={t('New room')} wide onClose={onClose}>
      <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('New room')}>
        <Choices label={t('What kind?')} value={kind} choices={kinds()} onValue={setKind} />
        <Field
          label={t('Name')}
          value={name}
          onValue={setName}
          error={form.about('room_name_invalid')}
          placeholder={examples[kind]()}
          required
          autoFocus
          maxLength={limits?.nameChars ?? 64}
        />
        <Field
          label={t('Topic')}
          value={topic}
          onValue={setTopic}
          placeholder={t('What it is about')}
          maxLength={limits?.topicChars ?? 250}
        />
        <Segments label={t('Who may come in')} value={door} choices={doors()} onValue={setDoor} />
        <div className={styles.people}>
          <PeoplePicker isLater label={t('Add people')} chosen={members} onChosen={setMembers} />
        </div>
        <FormError says={form.other} />
        <Deeds>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="main" type="submit" busy={form.isBusy} disabled={name.trim() === ''}>
            {acts[kind]()}
          </Button>
        </Deeds>
      </form>
    </Dialog>
  )
}
