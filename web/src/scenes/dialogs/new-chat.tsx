import { type ReactElement, useState } from 'react'
import { Dialog } from '../../parts/dialog.tsx'
import { NothingDrawing } from '../../parts/drawings.tsx'
import { Empty, Skeleton } from '../../parts/empty.tsx'
import { useClient, useMe } from '../../state.ts'
import { t } from '../../text/t.ts'
import { openChat } from '../open-chat.ts'
import { personOption } from './person-option.tsx'
import { Picker } from './picker.tsx'
import { type Found, usePeopleSearch } from './use-people.ts'

export function NewChatDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const client = useClient()
  const me = useMe()
  const [text, setText] = useState('')
  const found = usePeopleSearch(text)
  const people = found.is === 'found' ? found.people : []
  const open = (id: string): void => {
    // Whoever was found is known from then on, also when the list has gone on meanwhile.
    const user = [...client.state.people.values()].find((one) => one.id === id)
    if (user) void openChat(client, user.id)
  }
  const options = people.map((user) => (user.id === me.id ? { ...personOption(user), label: t('Notes to yourself') } : personOption(user)))
  return (
    <Dialog title={t('Find people')} bare onClose={onClose}>
      <Picker
        label={t('Find people by name')}
        text={text}
        onText={setText}
        options={options}
        onTake={open}
        empty={<NoPeople found={found} text={text} />}
      />
    </Dialog>
  )
}

export function NoPeople({ found, text }: { readonly found: Found; readonly text: string }): ReactElement {
  if (found.is === 'asking') return <Skeleton rows={3} faces />
  if (found.is === 'failed') return <Empty drawing={<NothingDrawing />} title={t('The search did not work')} says={found.says} />
  return (
    <Empty
      drawing={<NothingDrawing />}
      title={text ? t('Nobody called “{text}”', { text }) : t('Nobody else is here yet')}
      says={text ? t('Try the beginning of a name.') : t('Tell people the address of this page. Everybody who comes appears here.')}
    />
  )
}
