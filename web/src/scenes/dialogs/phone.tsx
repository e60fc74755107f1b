// One's own sign-in for a phone's camera: a code for a minute, and a question when a device has read it.
import type { EventWith } from '@hearth/protocol/events.ts'
import { Check, Copy, RefreshCw, X } from 'lucide-react'
import { type ReactElement, useCallback, useEffect, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { FormError } from '../../parts/field.tsx'
import { hashOf } from '../../route.ts'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { useIsOnlyHere, useOrigin } from '../../ways-here.ts'
import { onlyHere, sentence } from '../../words.ts'
import { deviceName } from '../settings/device.ts'
import styles from './dialogs.module.css'
import { copyLink, Shown } from './share.tsx'

type Knocked = EventWith<'session.knocked'>
type Offer = { readonly code: string; readonly expiresAt: number }

export function PhoneDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const { offer, knocked, isOver, failed, renew, confirm } = useOffer(onClose)
  const origin = useOrigin()
  const isOnlyHere = useIsOnlyHere()
  return (
    <Dialog title={t('Bring your phone')} onClose={onClose}>
      {knocked ? (
        <Question knocked={knocked} onAnswer={confirm} />
      ) : (
        <>
          <p className={styles.says}>
            {t('Point its camera at the picture while it is on the same network. It asks here, and then it is signed in as you.')}
          </p>
          {offer && !isOver && <Shown link={`${origin}/${hashOf({ at: 'move', code: offer.code })}`} of={origin} />}
          {isOver && (
            <>
              <p className={styles.says}>{t('This code was good for a minute. Nobody has used it.')}</p>
              <Deeds>
                <Button look="main" icon={RefreshCw} onClick={renew}>
                  {t('Show a new one')}
                </Button>
              </Deeds>
            </>
          )}
          <FormError says={failed} />
          <p className={styles.address}>{t('Or open {address} there and sign in.', { address: origin })}</p>
          {isOnlyHere && <p className={styles.says}>{onlyHere()}</p>}
          <Deeds>
            <Button icon={Copy} onClick={() => copyLink(`${origin}/`)}>
              {t('Copy address')}
            </Button>
          </Deeds>
        </>
      )}
    </Dialog>
  )
}

function Question({ knocked, onAnswer }: { readonly knocked: Knocked; readonly onAnswer: (allow: boolean) => void }): ReactElement {
  return (
    <>
      <p className={styles.says}>
        {t('{device} at {address} wants to come in as you. Does it show this?', {
          device: deviceName(knocked.client),
          address: knocked.address,
        })}
      </p>
      <p className={styles.bigCode} role="status">
        {knocked.check}
      </p>
      <Deeds>
        <Button icon={X} onClick={() => onAnswer(false)}>
          {t('Refuse')}
        </Button>
        <Button look="main" icon={Check} onClick={() => onAnswer(true)}>
          {t('Let it in')}
        </Button>
      </Deeds>
    </>
  )
}

function useOffer(onClose: () => void) {
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const [offer, setOffer] = useState<Offer>()
  const [knocked, setKnocked] = useState<Knocked>()
  const [isOver, setOver] = useState(false)
  const [failed, setFailed] = useState<string>()
  const renew = useCallback(() => {
    setOver(false)
    setKnocked(undefined)
    client.ask('session.offer', {}).then(setOffer, (failure: unknown) => setFailed(sentence(failure)))
  }, [client])
  useEffect(renew, [renew])
  useEffect(() => client.listen((event) => event.event === 'session.knocked' && setKnocked(event.with)), [client])
  useEffect(() => {
    if (!offer) return
    // By this device's own clock from now on: the server's may say another hour.
    const timer = setTimeout(() => {
      setOver(true)
      setKnocked(undefined)
    }, 60_000)
    return () => clearTimeout(timer)
  }, [offer])
  const confirm = (allow: boolean): void => {
    if (!offer) return
    client.ask('session.confirm', { code: offer.code, allow }).then(
      () => {
        say(allow ? t('It is signed in as you') : t('It was not let in'))
        onClose()
      },
      (failure: unknown) => {
        setKnocked(undefined)
        setFailed(sentence(failure))
      },
    )
  }
  return { offer, knocked, isOver, failed, renew, confirm }
}
