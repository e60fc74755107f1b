// A sheet of paper for the wall: the name of the house, its way in as a picture, and the address to type. Shown small; printed alone, whole.
import { Printer } from 'lucide-react'
import { type ReactElement, type ReactNode, useState } from 'react'
import { createPortal } from 'react-dom'
import { Button } from '../../parts/button.tsx'
import { Logo } from '../../parts/logo.tsx'
import { Qr } from '../../parts/qr.tsx'
import { useChat } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useOrigin } from '../../ways-here.ts'
import styles from './poster.module.css'

export type PosterProps = {
  /** Where the picture leads. */
  readonly link: string
  readonly room?: string | undefined
  /** What may be typed instead of the link. */
  readonly code?: string | undefined
  /** Until when it is good, in words. */
  readonly until?: string | undefined
  /** What stands in its place before it is asked for. */
  readonly children: ReactNode
}

export function PosterButton({ children, ...props }: PosterProps): ReactElement {
  const [isShown, setShown] = useState(false)
  return (
    <>
      {!isShown && children}
      {isShown && (
        <>
          <div className={styles.small}>
            <Poster {...props} />
          </div>
          {createPortal(
            <div data-poster>
              <Poster {...props} />
            </div>,
            document.body,
          )}
        </>
      )}
      <Button icon={Printer} onClick={() => (isShown ? window.print() : setShown(true))}>
        {isShown ? t('Print it') : t('Poster for the wall')}
      </Button>
    </>
  )
}

function Poster({ link, room, code, until }: Omit<PosterProps, 'children'>): ReactElement {
  const origin = useOrigin()
  const house = useChat((state) => state.hello?.name) || 'Hearth'
  return (
    <article className={styles.poster} aria-label={t('Poster')}>
      <Logo size={64} />
      <p className={styles.name}>{room ?? house}</p>
      <p className={styles.says}>
        {room === undefined
          ? t('Talk with the people around you. Nothing leaves this network.')
          : t('A room of {house}. Talk with the people around you.', { house })}
      </p>
      <Qr text={link} label={t('Code for {link}', { link: t('this poster') })} />
      <p className={styles.how}>{t('Be on this network, and point the camera of your phone at the picture. Or open:')}</p>
      <p className={styles.address}>{origin}</p>
      {code !== undefined && <p className={styles.code}>{code}</p>}
      {until !== undefined && <p className={styles.until}>{until}</p>}
    </article>
  )
}
