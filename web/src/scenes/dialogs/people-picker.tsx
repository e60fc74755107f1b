// Several people, as tokens in the line.
import type { User } from '@hearth/protocol/shapes.ts'
import { X } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { Avatar } from '../../parts/avatar.tsx'
import { Icon } from '../../parts/icon.tsx'
import { useClient, useMe } from '../../state.ts'
import { t } from '../../text/t.ts'
import styles from './dialogs.module.css'
import { NoPeople } from './new-chat.tsx'
import { personOption } from './person-option.tsx'
import { Picker } from './picker.tsx'
import { usePeopleSearch } from './use-people.ts'

type Props = {
  readonly label: string
  readonly chosen: readonly User[]
  readonly onChosen: (chosen: readonly User[]) => void
  readonly without?: ReadonlySet<string>
  readonly isLater?: boolean
}

export function PeoplePicker({ label, chosen, onChosen, without, isLater }: Props): ReactElement {
  const client = useClient()
  const me = useMe()
  const [text, setText] = useState('')
  const found = usePeopleSearch(text)
  const people = (found.is === 'found' ? found.people : []).filter((user) => user.id !== me.id && !without?.has(user.id))
  const isChosen = (id: string): boolean => chosen.some((user) => user.id === id)
  const take = (id: string): void => {
    // Whoever was found is known from then on, also when the list has gone on meanwhile.
    const user = [...client.state.people.values()].find((one) => one.id === id)
    if (!user) return
    onChosen(isChosen(id) ? chosen.filter((one) => one.id !== id) : [...chosen, user])
    setText('')
  }
  const tokens = chosen.map((user) => (
    <button
      key={user.id}
      type="button"
      className={styles.token}
      aria-label={t('Remove {name}', { name: user.displayName })}
      onClick={() => onChosen(chosen.filter((one) => one !== user))}
    >
      <Avatar user={user} size={20} />
      {user.displayName}
      <Icon of={X} size={14} />
    </button>
  ))
  return (
    <Picker
      label={label}
      text={text}
      onText={setText}
      options={people.map((user) => personOption(user, isChosen(user.id)))}
      onTake={take}
      empty={<NoPeople found={found} text={text} />}
      before={tokens}
      multiple
      isLater={isLater}
      onBackspace={() => onChosen(chosen.slice(0, -1))}
    />
  )
}
