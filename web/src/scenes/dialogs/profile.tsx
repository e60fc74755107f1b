// Somebody's card: who they are, whether they are here, and what one may do about them.
import { apart } from '@hearth/client/called.ts'
import { ownShown } from '@hearth/client/shown.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import { Ban, MessageCircle, Settings2, UserMinus, UserPlus } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useOwnMarks } from '../../marks.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Chip } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { go } from '../../route.ts'
import { useChat, useMe, usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { usePersonDeeds } from '../contacts/deeds.ts'
import { usePresenceWords } from '../contacts/presence.ts'
import { Untold } from '../room/untold.tsx'
import { useForm } from '../welcome/use-form.ts'
import styles from './profile.module.css'

export function ProfileDialog({ id, onClose }: { readonly id: UserId; readonly onClose: () => void }): ReactElement {
  const called = usePerson(id)
  const user = useChat((state) => state.people.get(id))
  return (
    <Dialog title={called?.displayName ?? t('Profile')} onClose={onClose}>
      {user ? <Card user={user} called={called?.displayName ?? user.displayName} onClose={onClose} /> : <Skeleton rows={2} faces />}
    </Dialog>
  )
}

function Card({ user, called, onClose }: { readonly user: User; readonly called: string; readonly onClose: () => void }): ReactElement {
  const me = useMe()
  const { says, standing } = usePresenceWords({ ...user, status: '' })
  return (
    <div className={styles.card}>
      <div className={styles.head}>
        <Avatar user={user} size={72} standing={user.id === me.id || user.deleted ? undefined : standing} />
        <div>
          {called !== user.displayName && called !== apart(user) && <p>{user.displayName}</p>}
          <p className={styles.name}>
            @{user.name}
            {user.admin && <Chip>{t('admin')}</Chip>}
            {user.guest && <Chip>{t('guest')}</Chip>}
          </p>
          {user.id !== me.id && !user.deleted && <p className={styles.says}>{says}</p>}
        </div>
      </div>
      {user.status && <p className={styles.status}>{user.status}</p>}
      {user.id === me.id ? <Own onClose={onClose} /> : user.deleted ? null : <About user={user} />}
    </div>
  )
}

function Own({ onClose }: { readonly onClose: () => void }): ReactElement {
  const edit = (): void => {
    onClose()
    go({ at: 'settings' })
  }
  return (
    <Button icon={Settings2} onClick={edit}>
      {t('Change your profile')}
    </Button>
  )
}

function About({ user }: { readonly user: User }): ReactElement {
  const deeds = usePersonDeeds(user)
  return (
    <>
      <div className={styles.deeds}>
        {!deeds.isBlocked && (
          <Button look="main" icon={MessageCircle} onClick={deeds.write}>
            {t('Message')}
          </Button>
        )}
        {!deeds.isBlocked && !deeds.isKept && (
          <Button icon={UserPlus} onClick={deeds.add}>
            {t('Add to contacts')}
          </Button>
        )}
        {deeds.isKept && (
          <Button icon={UserMinus} onClick={deeds.remove}>
            {t('Remove from contacts')}
          </Button>
        )}
        {deeds.isBlocked ? (
          <Button icon={Ban} onClick={deeds.unblock}>
            {t('Unblock')}
          </Button>
        ) : (
          <Button look="danger" icon={Ban} onClick={deeds.block}>
            {t('Block')}
          </Button>
        )}
      </div>
      <Untold id={user.id} own={useOwnMarks(user.id)} />
      <Nickname user={user} />
    </>
  )
}

/** A name of one's own for somebody. Nobody else sees it. */
function Nickname({ user }: { readonly user: User }): ReactElement {
  const kept = useChat((state) => ownShown(state).marks.get(user.id)?.nickname) ?? ''
  const limit = useChat((state) => state.hello?.limits.nameChars ?? 64)
  const say = useUi((ui) => ui.say)
  const [name, setName] = useState(kept)
  const { name: keep } = usePersonDeeds(user)
  const wanted = name.trim()
  const form = useForm(async () => {
    await keep(wanted === '' ? null : wanted)
    say(wanted === '' ? t('They are called by their own name again') : t('You call them {name} now', { name: wanted }))
  }, ['name_invalid'])
  return (
    <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Nickname')}>
      <Field
        label={t('Nickname')}
        hint={t('A name of your own for them. Only you see it.')}
        value={name}
        onValue={setName}
        error={form.about('name_invalid')}
        placeholder={user.displayName}
        maxLength={limit}
        autoComplete="off"
      />
      <FormError says={form.other} />
      <Button type="submit" busy={form.isBusy} disabled={wanted === kept}>
        {wanted === '' && kept !== '' ? t('Remove nickname') : t('Save nickname')}
      </Button>
    </form>
  )
}
