import type { RoomId } from '@hearth/protocol/ids.ts'
import { Copy } from 'lucide-react'
import { type ReactElement, Suspense } from 'react'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { late } from '../../parts/late.ts'
import { hashOf } from '../../route.ts'
import { useRoom } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { isOnlyHere, onlyHere } from '../../words.ts'
import styles from './dialogs.module.css'

const Qr = late(() => import('../../parts/qr.tsx').then((module) => module.Qr))

/** The code of a room, as a picture, a link, and letters to read out. */
export function ShareDialog({ id, onClose }: { readonly id: RoomId; readonly onClose: () => void }): ReactElement {
  const room = useRoom(id)
  const code = room?.code
  return (
    <Dialog title={t('The way into {room}', { room: room?.name ?? '' })} onClose={onClose}>
      {code === undefined ? (
        <p className={styles.says}>{t('Only the admins of the room see its code.')}</p>
      ) : (
        <>
          <p className={styles.says}>{t('Whoever has this code or link, and is on this network, can come in.')}</p>
          <Shown link={`${location.origin}/${hashOf({ at: 'join', code })}`} />
          <p className={styles.bigCode} aria-label={t('Code')}>
            {code}
          </p>
          <CopyLink link={`${location.origin}/${hashOf({ at: 'join', code })}`} />
        </>
      )}
    </Dialog>
  )
}

/** The address of this page for a phone's camera. */
export function PhoneDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const link = `${location.origin}/`
  return (
    <Dialog title={t('Bring your phone')} onClose={onClose}>
      <p className={styles.says}>
        {t('Point its camera at the picture while it is on the same network, then sign in with your name and password.')}
      </p>
      <Shown link={link} />
      <p className={styles.address}>{location.origin}</p>
      {isOnlyHere() && <p className={styles.says}>{onlyHere()}</p>}
      <CopyLink link={link} />
    </Dialog>
  )
}

const Shown = ({ link }: { readonly link: string }): ReactElement => (
  <Suspense fallback={<div className={styles.qrHole} />}>
    <Qr text={link} label={t('Code for {link}', { link })} />
  </Suspense>
)

function CopyLink({ link }: { readonly link: string }): ReactElement {
  const say = useUi((ui) => ui.say)
  const copy = (): void => {
    navigator.clipboard?.writeText(link).then(
      () => say(t('Link copied')),
      () => say(t('The browser did not allow copying.'), 'bad'),
    )
  }
  return (
    <Deeds>
      <Button icon={Copy} onClick={copy}>
        {t('Copy link')}
      </Button>
    </Deeds>
  )
}
