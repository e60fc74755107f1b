import type { RoomId } from '@hearth/protocol/ids.ts'
import { Copy } from 'lucide-react'
import { type ReactElement, Suspense } from 'react'
import { copy } from '../../copy.ts'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { late } from '../../parts/late.ts'
import { hashOf } from '../../route.ts'
import { useRoom } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { useOrigin } from '../../ways-here.ts'
import styles from './dialogs.module.css'
import type { PosterProps } from './poster.tsx'

const PosterButton = late(() => import('./poster.tsx').then((module) => module.PosterButton))

/** The way in, on paper. */
export const LatePoster = (props: PosterProps): ReactElement => (
  <Suspense fallback={props.children}>
    <PosterButton {...props} />
  </Suspense>
)

const Qr = late(() => import('../../parts/qr.tsx').then((module) => module.Qr))

/** The code of a room, as a picture, a link, and letters to read out. */
export function ShareDialog({ id, onClose }: { readonly id: RoomId; readonly onClose: () => void }): ReactElement {
  const room = useRoom(id)
  const code = room?.code
  const origin = useOrigin()
  return (
    <Dialog title={t('The way into {room}', { room: room?.name ?? '' })} onClose={onClose}>
      {code === undefined ? (
        <p className={styles.says}>{t('Only the admins of the room see its code.')}</p>
      ) : (
        <>
          <p className={styles.says}>{t('Whoever has this code or link, and is on this network, can come in.')}</p>
          <LatePoster link={`${origin}/${hashOf({ at: 'join', code })}`} room={room?.name} code={code}>
            <Shown link={`${origin}/${hashOf({ at: 'join', code })}`} />
            <p className={styles.bigCode} aria-label={t('Code')}>
              {code}
            </p>
          </LatePoster>
          <Deeds>
            <Button onClick={() => useUi.getState().show({ is: 'invitations', room: id })}>{t('A link with an end')}</Button>
            <Button icon={Copy} onClick={() => copyLink(`${origin}/${hashOf({ at: 'join', code })}`)}>
              {t('Copy link')}
            </Button>
          </Deeds>
        </>
      )}
    </Dialog>
  )
}

/** `of`: what is said of it instead of a link that is a secret. */
export const Shown = ({ link, of = link }: { readonly link: string; readonly of?: string }): ReactElement => (
  <Suspense fallback={<div className={styles.qrHole} />}>
    <Qr text={link} label={t('Code for {link}', { link: of })} />
  </Suspense>
)

export const copyLink = (link: string): void => void copy(link, t('Link copied'))
