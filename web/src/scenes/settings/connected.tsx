// One's account at another server that signs people in, where there is one.
import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { goOut } from '../../provider.ts'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useAsked, useDeed } from '../admin/use-asked.ts'
import { Part } from './part.tsx'
import { SelfFields, useSelf } from './self.tsx'
import settings from './settings.module.css'

export function Connected(): ReactElement | null {
  const { answer, again } = useAsked('factor.show', {})
  const deed = useDeed(again)
  const [isConnecting, setConnecting] = useState(false)
  const provider = answer?.provider
  if (!answer || !provider) return null
  const { called, account } = provider
  return (
    <Part title={called} says={t('One button signs you in, instead of name and password.')}>
      <div className={settings.row}>
        <span>{account === null ? t('Not connected') : t('Connected, as {name}', { name: account })}</span>
        {account === null
          ? !isConnecting && <Button onClick={() => setConnecting(true)}>{t('Connect')}</Button>
          : answer.password && <Button onClick={() => deed('outside.unlink', {}, t('Not connected any more'))}>{t('Disconnect')}</Button>}
      </div>
      {isConnecting && <Connect hasPassword={answer.password} onBack={() => setConnecting(false)} />}
    </Part>
  )
}

type Props = { readonly hasPassword: boolean; readonly onBack: () => void }

function Connect({ hasPassword, onBack }: Props): ReactElement {
  const client = useClient()
  const self = useSelf(hasPassword, async (shown) => goOut((await client.ask('outside.link', shown)).start))
  return (
    <form className={settings.form} onSubmit={self.form.onSubmit} aria-label={t('Connect')}>
      <SelfFields self={self} />
      <div className={settings.deeds}>
        <Button onClick={onBack}>{t('Not now')}</Button>
        <Button look="main" type="submit" busy={self.form.isBusy}>
          {t('Go on')}
        </Button>
      </div>
    </form>
  )
}
