// Who comes in without an admin; invitations for others.
import type { Registration } from '@hearth/protocol/admin-shapes.ts'
import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { Choices, FormError } from '../../parts/field.tsx'
import { Pick, Switch } from '../../parts/pick.tsx'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { Part } from '../settings/part.tsx'
import settings from '../settings/settings.module.css'
import { useForm } from '../welcome/use-form.ts'
import styles from './admin.module.css'
import { linkOf, ShownLink } from './people.tsx'
import { Safety } from './safety.tsx'
import { useAsked, useDeed } from './use-asked.ts'

export function Doors(): ReactElement {
  const { answer, failed, again } = useAsked('admin.house', {})
  const deed = useDeed(again)
  const doors = answer?.house.doors
  const choose = (registration: Registration): void => deed('admin.doors', { registration }, t('This holds from now on.'))
  return (
    <>
      <Part title={t('Coming in')}>
        {!doors && !failed && <Skeleton rows={3} />}
        <FormError says={failed} again={again} />
        {doors && (
          <>
            <Choices
              label={t('Who may make an account?')}
              value={doors.registration}
              onValue={choose}
              choices={[
                { value: 'open', label: t('Everybody on this network') },
                { value: 'approval', label: t('Everybody, and a moderator lets them in') },
                { value: 'invite', label: t('Whoever has an invitation') },
                { value: 'closed', label: t('Nobody: admins make accounts') },
              ]}
            />
            <Switch
              label={t('Guests')}
              hint={t('People may come in under a name, without an account')}
              isOn={doors.guests}
              onChange={(guests) => deed('admin.doors', { guests }, t('This holds from now on.'))}
            />
            {doors.set && (
              <div className={styles.deeds}>
                <Button onClick={() => deed('admin.doors', { registration: null, guests: null }, t('As the settings of the start say.'))}>
                  {t('As the settings file says')}
                </Button>
              </div>
            )}
          </>
        )}
      </Part>
      <Safety />
      <Invitation />
    </>
  )
}

function Invitation(): ReactElement {
  const client = useClient()
  const [uses, setUses] = useState('1')
  const [days, setDays] = useState('7')
  const [link, setLink] = useState<string>()
  const form = useForm(async () => {
    const { token } = await client.ask('admin.invite', { uses: Number(uses), days: Number(days) })
    setLink(linkOf(client.state, 'invite', token))
  })
  return (
    <Part title={t('Invitations')} says={t('A link with which people make an account, whoever else may.')}>
      <form className={settings.form} onSubmit={form.onSubmit} aria-label={t('Invitations')}>
        <Pick
          label={t('For how many')}
          value={uses}
          onValue={setUses}
          choices={['1', '5', '20', '100'].map((value) => ({ value, label: t.many(Number(value), '{count} person', '{count} people') }))}
        />
        <Pick
          label={t('For how long')}
          value={days}
          onValue={setDays}
          choices={['1', '7', '30'].map((value) => ({ value, label: t.many(Number(value), '{count} day', '{count} days') }))}
        />
        <FormError says={form.other} />
        <div className={styles.deeds}>
          <Button type="submit" busy={form.isBusy}>
            {t('Make an invitation')}
          </Button>
        </div>
      </form>
      {link && <ShownLink link={link} />}
    </Part>
  )
}
