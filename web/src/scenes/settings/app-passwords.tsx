// Passwords for older programs, one for each, so that none of them ever sees the real one.
import type { AppPassword, AppReach } from '@hearth/protocol/factor-shapes.ts'
import { KeyRound } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Pick } from '../../parts/pick.tsx'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { ago, listOf } from '../../words.ts'
import { useAsked, useDeed } from '../admin/use-asked.ts'
import { Part } from './part.tsx'
import styles from './security.module.css'
import { SelfFields, useSelf } from './self.tsx'
import settings from './settings.module.css'

/** Nothing where no older programs are let in, and none was made before. */
export function AppPasswords(): ReactElement | null {
  const { answer, again } = useAsked('app.list', {})
  const hasPassword = useAsked('factor.show', {}).answer?.password ?? true
  const deed = useDeed(again)
  const [isMaking, setMaking] = useState(false)
  const [secret, setSecret] = useState<string>()
  if (!answer || (answer.gateways.length === 0 && answer.apps.length === 0)) return null
  return (
    <Part
      title={t('App passwords')}
      says={
        answer.only
          ? t('Older programs come in with one of these, and not with your password.')
          : t(
              'Older programs can come in with one of these instead of your password, which many of them send readable through the network.',
            )
      }
    >
      {answer.apps.length > 0 && (
        <ul>
          {answer.apps.map((app) => (
            <One key={app.id} app={app} onEnd={() => deed('app.revoke', { app: app.id }, t('It lets nobody in any more'))} />
          ))}
        </ul>
      )}
      {secret && (
        <div role="status" className={settings.form}>
          <p>{t('Type it into the program in place of your password. It is shown this once.')}</p>
          <code className={styles.secret}>{secret}</code>
        </div>
      )}
      {isMaking ? (
        <Make
          gateways={answer.gateways}
          hasPassword={hasPassword}
          onMade={(made) => {
            setSecret(made)
            setMaking(false)
            again()
          }}
          onBack={() => setMaking(false)}
        />
      ) : (
        <div className={settings.deeds}>
          <Button
            onClick={() => {
              setSecret(undefined)
              setMaking(true)
            }}
          >
            {t('Make an app password')}
          </Button>
        </div>
      )}
    </Part>
  )
}

function One({ app, onEnd }: { readonly app: AppPassword; readonly onEnd: () => void }): ReactElement {
  const what = app.reach === 'read' ? t('Reads') : t('Reads and writes')
  const where = app.gateways.length === 0 ? t('everywhere') : listOf(app.gateways, 5)
  const when = app.seenAt === null ? t('never used') : t('Last used {ago}', { ago: ago(app.seenAt, Date.now()) })
  return (
    <li className={settings.session}>
      <Icon of={KeyRound} size={20} />
      <div>
        <b>{app.name}</b>
        <p>
          {what} · {where} · {when}
          {app.expiresAt !== null && ` · ${t('until {day}', { day: new Date(app.expiresAt).toISOString().slice(0, 10) })}`}
        </p>
      </div>
      <Button look="quiet" aria-label={t('Remove {name}', { name: app.name })} onClick={onEnd}>
        {t('Remove [key]')}
      </Button>
    </li>
  )
}

const lengths = (): readonly { readonly value: string; readonly label: string }[] => [
  ...['7', '30', '365'].map((value) => ({ value, label: t.many(Number(value), '{count} day', '{count} days') })),
  { value: '', label: t('until I end it') },
]

type MakeProps = {
  readonly gateways: readonly string[]
  readonly hasPassword: boolean
  readonly onMade: (secret: string) => void
  readonly onBack: () => void
}

function Make({ gateways, hasPassword, onMade, onBack }: MakeProps): ReactElement {
  const client = useClient()
  const [name, setName] = useState('')
  const [reach, setReach] = useState<AppReach>('chat')
  const [gateway, setGateway] = useState('')
  const [days, setDays] = useState('365')
  const self = useSelf(hasPassword, async (shown) => {
    const until = days === '' ? {} : { days: Number(days) }
    const where = gateway === '' ? {} : { gateways: [gateway] }
    onMade((await client.ask('app.create', { name, reach, ...shown, ...where, ...until })).secret)
  })
  return (
    <form className={settings.form} onSubmit={self.form.onSubmit} aria-label={t('Make an app password')}>
      <Field label={t('What it is for')} value={name} onValue={setName} required autoFocus maxLength={100} />
      <Pick
        label={t('What it may do')}
        value={reach}
        onValue={(value) => setReach(value === 'read' ? 'read' : 'chat')}
        choices={[
          { value: 'chat', label: t('Reads and writes') },
          { value: 'read', label: t('Reads') },
        ]}
      />
      <Pick
        label={t('Where')}
        value={gateway}
        onValue={setGateway}
        choices={[{ value: '', label: t('everywhere') }, ...gateways.map((value) => ({ value, label: value }))]}
      />
      <Pick label={t('For how long')} value={days} onValue={setDays} choices={lengths()} />
      <SelfFields self={self} />
      <div className={settings.deeds}>
        <Button onClick={onBack}>{t('Not now')}</Button>
        <Button look="main" type="submit" busy={self.form.isBusy}>
          {t('Make it')}
        </Button>
      </div>
    </form>
  )
}
