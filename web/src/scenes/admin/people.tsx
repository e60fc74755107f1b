// Everybody with an account: what they are on the server, and what can be done for them or about them.
import type { State } from '@hearth/client/state.ts'
import type { Account } from '@hearth/protocol/admin-shapes.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { ServerRole } from '@hearth/protocol/moderation-shapes.ts'
import { type ReactElement, useState } from 'react'
import { Avatar } from '../../parts/avatar.tsx'
import { Chip } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { Skeleton } from '../../parts/empty.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { Pick } from '../../parts/pick.tsx'
import { useClient, useMe } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { originFor } from '../../ways-here.ts'
import { ago, sentence } from '../../words.ts'
import { isStaffOver } from '../room/moderation.ts'
import { Part } from '../settings/part.tsx'
import settings from '../settings/settings.module.css'
import { useForm } from '../welcome/use-form.ts'
import styles from './admin.module.css'
import { AtTheDoor } from './at-the-door.tsx'
import { SignIns } from './sign-ins.tsx'
import { useAsked, useDeed } from './use-asked.ts'

export function People(): ReactElement {
  const me = useMe()
  const [text, setText] = useState('')
  const [after, setAfter] = useState<UserId>()
  const { answer, failed, again } = useAsked('admin.people', { text, ...(after && text === '' && { after }) })
  const last = answer?.people.at(-1)?.user.id
  return (
    <>
      <AtTheDoor />
      <Part title={t('Accounts')}>
        <Field label={t('Find by name')} value={text} onValue={setText} type="search" maxLength={64} />
        {!answer && !failed && <Skeleton rows={4} faces />}
        <FormError says={failed} again={again} />
        <ul className={styles.rows}>
          {answer?.people.map((account) => (
            <OnePerson key={account.user.id} account={account} again={again} />
          ))}
        </ul>
        <div className={styles.deeds}>
          {after && <Button onClick={() => setAfter(undefined)}>{t('To the beginning')}</Button>}
          {answer?.more && last && <Button onClick={() => setAfter(last)}>{t('More')}</Button>}
        </div>
      </Part>
      {me.admin && <NewAccount again={again} />}
    </>
  )
}

const roles = (): Readonly<Record<ServerRole, string>> => ({
  owner: t('Owner'),
  admin: t('Admin'),
  moderator: t('Moderator'),
  member: t('Member'),
  guest: t('Guest'),
})

function OnePerson({ account, again }: { readonly account: Account; readonly again: () => void }): ReactElement {
  const me = useMe()
  const deed = useDeed(again)
  const { user, role, seenAt, banned, mutedUntil, sessions } = account
  const [isOpen, setOpen] = useState(false)
  const mayAct = isStaffOver(me, user)
  return (
    <li className={styles.row}>
      <Avatar user={user} size={36} />
      <div>
        <b>{user.displayName}</b> {role !== 'member' && <Chip>{roles()[role]}</Chip>} {banned && <Chip>{t('shut out')}</Chip>}
        {mutedUntil !== null && <Chip>{t('muted')}</Chip>}
        <p>
          @{user.name} · {seenAt === null ? t('never here') : t('last here {when}', { when: ago(seenAt, Date.now()) })} ·{' '}
          {t.many(sessions, '{count} sign-in', '{count} sign-ins')}
        </p>
      </div>
      {(mayAct || user.id === me.id) && (
        <Button
          look="quiet"
          aria-expanded={isOpen}
          aria-label={t('More about {name}', { name: user.displayName })}
          onClick={() => setOpen(!isOpen)}
        >
          {t('More')}
        </Button>
      )}
      {isOpen && <Deeds account={account} mayAct={mayAct} deed={deed} />}
      {isOpen && mayAct && <SignIns user={user.id} changed={again} />}
    </li>
  )
}

type DeedsProps = { readonly account: Account; readonly mayAct: boolean; readonly deed: ReturnType<typeof useDeed> }

function Deeds({ account: { user, role, banned, mutedUntil }, mayAct, deed }: DeedsProps): ReactElement {
  const me = useMe()
  const { show } = useUi.getState()
  const names = roles()
  const given: readonly ServerRole[] = me.role === 'owner' ? ['member', 'moderator', 'admin', 'owner'] : ['member', 'moderator']
  return (
    <div className={cx(styles.deeds, styles.wide)}>
      {mayAct && me.admin && !user.guest && (
        <Pick
          label={t('Role')}
          value={role}
          choices={given.map((value) => ({ value, label: names[value] }))}
          onValue={(value) =>
            deed('moderation.role', { user: user.id, role: given.find((one) => one === value) ?? 'member' }, t('The role is given.'))
          }
        />
      )}
      {me.admin && !user.guest && <ResetLink user={user.id} />}
      {me.admin && !user.guest && user.id !== me.id && (
        <Button onClick={() => deed('admin.factor', { user: user.id }, t('The second step is taken away.'))}>
          {t('Take the second step away')}
        </Button>
      )}
      {mayAct && (
        <Button onClick={() => deed('moderation.signout', { user: user.id }, t('Signed out everywhere.'))}>
          {t('Sign out everywhere')}
        </Button>
      )}
      {mayAct && mutedUntil === null && <Button onClick={() => show({ is: 'mute', user: user.id })}>{t('Mute…')}</Button>}
      {mayAct && mutedUntil !== null && (
        <Button onClick={() => deed('moderation.unmute', { user: user.id }, t('{name} may speak.', { name: user.displayName }))}>
          {t('Let them speak')}
        </Button>
      )}
      {mayAct && !banned && (
        <Button look="danger" onClick={() => show({ is: 'ban', user: user.id })}>
          {t('Ban…')}
        </Button>
      )}
      {mayAct && banned && (
        <Button onClick={() => deed('moderation.unban', { user: user.id }, t('{name} may come in again.', { name: user.displayName }))}>
          {t('Let in again')}
        </Button>
      )}
    </div>
  )
}

/** Shown once: who has it chooses the password. */
function ResetLink({ user }: { readonly user: UserId }): ReactElement {
  const client = useClient()
  const [link, setLink] = useState<string>()
  const make = (): void =>
    void client.ask('admin.reset', { user }).then(
      ({ token }) => setLink(linkOf(client.state, 'reset', token)),
      (failure: unknown) => useUi.getState().say(sentence(failure), 'bad'),
    )
  return link === undefined ? <Button onClick={make}>{t('Link for a new password')}</Button> : <ShownLink link={link} />
}

export const linkOf = (state: State, what: 'reset' | 'invite', token: string): string => `${originFor(state)}/#${what}=${token}`

export function ShownLink({ link }: { readonly link: string }): ReactElement {
  return (
    <p className={styles.link} role="status">
      {link}
    </p>
  )
}

function NewAccount({ again }: { readonly again: () => void }): ReactElement {
  const client = useClient()
  const [name, setName] = useState('')
  const [link, setLink] = useState<string>()
  const form = useForm(async () => {
    const { token } = await client.ask('admin.create', { name })
    setLink(linkOf(client.state, 'reset', token))
    setName('')
    again()
  }, ['name_taken', 'name_invalid'])
  return (
    <Part title={t('A new account')} says={t('Whoever gets the link chooses the password with it: once, within a day.')}>
      <form className={settings.form} onSubmit={form.onSubmit} aria-label={t('A new account')}>
        <Field
          label={t('Name')}
          value={name}
          onValue={setName}
          error={form.about('name_taken', 'name_invalid')}
          required
          maxLength={64}
          autoComplete="off"
        />
        <FormError says={form.other} />
        <div className={styles.deeds}>
          <Button type="submit" busy={form.isBusy}>
            {t('Make the account')}
          </Button>
        </div>
      </form>
      {link && <ShownLink link={link} />}
    </Part>
  )
}
