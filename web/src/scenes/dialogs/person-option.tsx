import type { User } from '@hearth/protocol/shapes.ts'
import { Check } from 'lucide-react'
import type { ReactElement } from 'react'
import { Avatar } from '../../parts/avatar.tsx'
import { Chip } from '../../parts/badge.tsx'
import { useStanding } from '../../state.ts'
import { t } from '../../text/t.ts'
import { standingWord } from '../../words.ts'
import styles from './dialogs.module.css'
import type { Option } from './picker.tsx'

function PersonLine({ user, isChosen }: { readonly user: User; readonly isChosen?: boolean | undefined }): ReactElement {
  const standing = useStanding(user.id)
  return (
    <>
      <Avatar user={user} standing={standing} />
      <span className={styles.who}>
        <b>{user.displayName}</b>
        <span>
          <bdi>@{user.name}</bdi>
        </span>
      </span>
      {user.guest && <Chip>{t('guest')}</Chip>}
      {isChosen === undefined ? (
        <span className={styles.side}>{standing === 'gone' ? '' : standingWord(standing)}</span>
      ) : (
        <Tick on={isChosen} />
      )}
    </>
  )
}

const Tick = ({ on }: { readonly on: boolean }): ReactElement => (
  <span className={styles.check} data-on={on || undefined} aria-hidden="true">
    {on && <Check size={14} strokeWidth={2.5} />}
  </span>
)

export const personOption = (user: User, isChosen?: boolean): Option => ({
  id: user.id,
  content: <PersonLine user={user} isChosen={isChosen} />,
  ...(isChosen === undefined ? {} : { isChosen }),
})
