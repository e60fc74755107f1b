// Keys that devices keep: they sign in without a password, or come after it.
import type { Passkey } from '@hearth/protocol/factor-shapes.ts'
import { KeyRound } from 'lucide-react'
import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { canPasskeys, isNamed, makePasskey } from '../../passkeys.ts'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { ago } from '../../words.ts'
import { useAsked } from '../admin/use-asked.ts'
import { deviceName } from './device.ts'
import { Part } from './part.tsx'
import { SelfFields, type Shown, useSelf } from './self.tsx'
import { SelfForm } from './self-form.tsx'
import settings from './settings.module.css'

type Doing = { readonly is: 'nothing' } | { readonly is: 'adding' } | { readonly is: 'removing'; readonly passkey: Passkey }

export function Passkeys(): ReactElement {
  const { answer, failed, again } = useAsked('passkey.list', {})
  const hasPassword = useAsked('factor.show', {}).answer?.password ?? true
  const [doing, setDoing] = useState<Doing>({ is: 'nothing' })
  const done = (): void => {
    setDoing({ is: 'nothing' })
    again()
  }
  return (
    <Part
      title={t('Passkeys')}
      says={t('A key that your device keeps and shows only to this server. Nobody can guess it or talk you out of it.')}
    >
      {!answer && !failed && <Skeleton rows={1} />}
      <FormError says={failed} again={again} />
      {answer !== undefined && answer.passkeys.length > 0 && (
        <ul>
          {answer.passkeys.map((passkey) => (
            <One key={passkey.id} passkey={passkey} onRemove={() => setDoing({ is: 'removing', passkey })} />
          ))}
        </ul>
      )}
      {!canPasskeys() && <p className={settings.says}>{whyNot()}</p>}
      {doing.is === 'nothing' && canPasskeys() && (
        <div className={settings.deeds}>
          <Button onClick={() => setDoing({ is: 'adding' })}>{t('Add a passkey')}</Button>
        </div>
      )}
      {doing.is === 'adding' && <Add hasPassword={hasPassword} onDone={done} />}
      {doing.is === 'removing' && <Remove passkey={doing.passkey} hasPassword={hasPassword} onDone={done} />}
    </Part>
  )
}

const whyNot = (): string =>
  isNamed()
    ? t('Your browser makes none here: it does not trust the certificate of this server.')
    : t(
        'Passkeys belong to a name, and this page was opened by an address. Open it by the server’s name, with a certificate that your browser trusts.',
      )

function One({ passkey, onRemove }: { readonly passkey: Passkey; readonly onRemove: () => void }): ReactElement {
  const when = passkey.seenAt === null ? t('never used') : t('Last used {ago}', { ago: ago(passkey.seenAt, Date.now()) })
  return (
    <li className={settings.session}>
      <Icon of={KeyRound} size={20} />
      <div>
        <b>{passkey.name}</b>
        <p>
          {passkey.site} · {when}
        </p>
      </div>
      <Button look="quiet" aria-label={t('Remove {name}', { name: passkey.name })} onClick={onRemove}>
        {t('Remove [key]')}
      </Button>
    </li>
  )
}

type Props = { readonly hasPassword: boolean; readonly onDone: () => void }

function Add({ hasPassword, onDone }: Props): ReactElement {
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const [name, setName] = useState(() => deviceName(navigator.userAgent))
  const act = async (shown: Shown): Promise<void> => {
    const { options } = await client.ask('passkey.begin', { site: location.hostname, ...shown })
    await client.ask('passkey.add', { name, passkey: await makePasskey(options) })
    say(t('The passkey is kept'))
    onDone()
  }
  const self = useSelf(hasPassword, act, ['passkey_refused'])
  const wasNone = self.form.about('passkey_refused') !== undefined
  return (
    <form className={settings.form} onSubmit={self.form.onSubmit} aria-label={t('Add a passkey')}>
      <Field label={t('What you call it')} value={name} onValue={setName} required maxLength={100} />
      <SelfFields self={self} />
      <FormError
        says={
          wasNone ? t('No passkey was made. You called it off, or your browser does not trust the certificate of this server.') : undefined
        }
      />
      <div className={settings.deeds}>
        <Button onClick={onDone}>{t('Not now')}</Button>
        <Button look="main" type="submit" busy={self.form.isBusy}>
          {t('Go on')}
        </Button>
      </div>
    </form>
  )
}

function Remove({ passkey, hasPassword, onDone }: Props & { readonly passkey: Passkey }): ReactElement {
  const client = useClient()
  const called = t('Remove {name}', { name: passkey.name })
  const ask = async (shown: Shown): Promise<void> => {
    await client.ask('passkey.remove', { ...shown, passkey: passkey.id })
    onDone()
  }
  return <SelfForm label={called} act={called} hasPassword={hasPassword} ask={ask} onBack={onDone} />
}
