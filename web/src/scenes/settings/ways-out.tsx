import { LogOut, Trash2 } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { useDesk } from '../../files/desk.ts'
import { Button } from '../../parts/button.tsx'
import { leaveThere } from '../../provider.ts'
import { goInstead } from '../../route.ts'
import { signOut } from '../../session.ts'
import { useChat, useClient, useMe } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { useAsked } from '../admin/use-asked.ts'
import { Part } from './part.tsx'
import type { Shown } from './self.tsx'
import { SelfForm } from './self-form.tsx'
import styles from './settings.module.css'

export function WaysOut(): ReactElement {
  const client = useClient()
  const desk = useDesk()
  const me = useMe()
  const show = useUi((ui) => ui.show)
  const waiting = useChat((state) => state.outbox.length) + desk.parcels.list.length
  const [isDeleting, setDeleting] = useState(false)
  const leave = (): void => {
    const out = async (): Promise<void> => {
      await signOut(client, desk)
      if (!(await leaveThere())) goInstead({ at: 'home' })
    }
    if (!me.guest && waiting === 0) return void out()
    const says = me.guest
      ? t('You are a guest: without a password nobody can let you back in as yourself. Make it an account first to keep your name.')
      : t.many(waiting, '{count} message not sent yet will be lost.', '{count} messages not sent yet will be lost.')
    show({ is: 'confirm', title: t('Sign out?'), says, act: t('Sign out'), then: out })
  }
  return (
    <Part title={t('Ways out')}>
      <div className={styles.row}>
        <span>{t('Leave Hearth on this device.')}</span>
        <Button icon={LogOut} onClick={leave}>
          {t('Sign out')}
        </Button>
      </div>
      <div className={styles.row}>
        <span>{t('Delete your account. What you said stays, your name becomes free.')}</span>
        <Button look="danger" icon={Trash2} aria-expanded={isDeleting} onClick={() => setDeleting(!isDeleting)}>
          {t('Delete account')}
        </Button>
      </div>
      {isDeleting && <DeleteForm />}
    </Part>
  )
}

function DeleteForm(): ReactElement {
  const client = useClient()
  const desk = useDesk()
  const me = useMe()
  const hasPassword = useAsked('factor.show', {}).answer?.password ?? !me.guest
  const ask = async (shown: Shown): Promise<void> => {
    useUi.setState({ isLeaving: true })
    await client.ask('account.delete', me.guest ? {} : shown).catch((failure: unknown) => {
      useUi.setState({ isLeaving: false })
      throw failure
    })
    await signOut(client, desk)
    goInstead({ at: 'home' })
  }
  return <SelfForm label={t('Delete account')} act={t('Delete my account for ever')} hasPassword={hasPassword && !me.guest} ask={ask} />
}
