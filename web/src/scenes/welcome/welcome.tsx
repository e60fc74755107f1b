// The door: first run, register, sign in, or just look around.
import { type ReactElement, useEffect, useState } from 'react'
import { HearthDrawing } from '../../parts/drawings.tsx'
import { Logo } from '../../parts/logo.tsx'
import type { Route } from '../../route.ts'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { sentence } from '../../words.ts'
import { FirstRun } from './first-run.tsx'
import { GuestForm } from './guest-form.tsx'
import { MoveIn } from './move-in.tsx'
import { Entering } from './provider.tsx'
import { RegisterForm } from './register-form.tsx'
import { ResetForm } from './reset-form.tsx'
import { SignInForm } from './sign-in-form.tsx'
import styles from './welcome.module.css'

export type Way = 'sign-in' | 'register' | 'guest'

type Props = {
  readonly route: Route
  /** Why somebody who was in, or waited to be, is here again. */
  readonly wasEnded?: 'ended' | 'refused' | undefined
}

export function Welcome({ route, wasEnded }: Props): ReactElement {
  const hello = useChat((state) => state.hello)
  const invite = route.at === 'invite' ? route.token : undefined
  const [way, setWay] = useState<Way>(invite ? 'register' : 'sign-in')
  const invited = useInvited(invite)
  return (
    <main className={styles.welcome}>
      <div className={styles.door}>
        {route.at === 'entered' ? (
          <Entering ticket={route.token} />
        ) : route.at === 'move' ? (
          <MoveIn code={route.code} />
        ) : route.at === 'setup' ? (
          <FirstRun token={route.token} />
        ) : route.at === 'reset' ? (
          <ResetForm token={route.token} />
        ) : (
          <>
            <header className={styles.head}>
              <Logo size={44} />
              <h1>{titleOf(way, hello?.name || 'Hearth', invite !== undefined && !invited.isOver)}</h1>
              <p>
                {invited.says ??
                  (hello?.setup
                    ? t('This server is new. Whoever started it finds a link in its terminal with which the first account is made.')
                    : way === 'guest' && hello?.registration !== 'open'
                      ? t('Choose what people call you.')
                      : subtitles[way]())}
              </p>
            </header>
            {wasEnded && way === 'sign-in' && <Ended why={wasEnded} />}
            {way === 'sign-in' && <SignInForm />}
            {way === 'register' && <RegisterForm invite={invite} waits={invited.waits ?? hello?.registration === 'approval'} />}
            {way === 'guest' && <GuestForm invite={invite} />}
            <Others
              way={way}
              onWay={setWay}
              canRegister={hello?.registration === 'open' || hello?.registration === 'approval' || invite !== undefined}
              canLook={hello?.guests ?? false}
            />
          </>
        )}
      </div>
      <div className={styles.drawing}>
        <HearthDrawing />
      </div>
    </main>
  )
}

function Ended({ why }: { readonly why: 'ended' | 'refused' }): ReactElement {
  return (
    <p role="status" className={styles.ended}>
      {why === 'refused' ? (
        <b>{t('You were not let in. Nothing of you is kept here.')}</b>
      ) : (
        <>
          <b>{t('You were signed out.')}</b>{' '}
          {t('That was done elsewhere, or it was long ago. What you had not sent yet is kept here until you are back.')}
        </>
      )}
    </p>
  )
}

/** Who invites where, if that is known. */
type Invited = { readonly says?: string; readonly waits?: boolean; readonly isOver?: boolean }

function useInvited(invite: string | undefined): Invited {
  const client = useClient()
  const isOpen = useChat((state) => state.connection.is === 'open')
  const [invited, setInvited] = useState<Invited>({})
  useEffect(() => {
    if (invite === undefined || !isOpen) return
    let gone = false
    client.ask('invite.look', { invite }).then(
      ({ room, by, approval, opens }) => {
        if (gone) return
        // One that does not open the house says nothing of who waits there.
        const waits = opens ? { waits: approval === true } : {}
        if (!room) return setInvited(waits)
        const says =
          by === undefined
            ? t('The way into {room}', { room: room.name })
            : t('{name} invites you to {room}.', { name: by, room: room.name })
        setInvited({ ...waits, says })
      },
      (failure: unknown) => gone || setInvited({ says: sentence(failure), isOver: true }),
    )
    return () => {
      gone = true
    }
  }, [client, invite, isOpen])
  return invited
}

const subtitles: Readonly<Record<Way, () => string>> = {
  'sign-in': () => t('Talk with the people around you. Nothing leaves this network.'),
  register: () => t('A name and a password, nothing else. Nobody asks for an address.'),
  guest: () => t('Choose what people call you. You can make it an account later, and keep everything.'),
}

function titleOf(way: Way, server: string, isInvited: boolean): string {
  if (way === 'guest') return t('Look around')
  if (way === 'register') return isInvited ? t('You are invited to {server}', { server }) : t('Make an account')
  return t('Welcome to {server}', { server })
}

type OthersProps = { readonly way: Way; readonly onWay: (way: Way) => void; readonly canRegister: boolean; readonly canLook: boolean }

function Others({ way, onWay, canRegister, canLook }: OthersProps): ReactElement {
  return (
    <div className={styles.others}>
      {way !== 'register' && canRegister && (
        <p>
          {t('New here?')}{' '}
          <button type="button" onClick={() => onWay('register')}>
            {t('Make an account')}
          </button>
        </p>
      )}
      {way !== 'sign-in' && (
        <p>
          {t('Been here before?')}{' '}
          <button type="button" onClick={() => onWay('sign-in')}>
            {t('Sign in')}
          </button>
        </p>
      )}
      {way !== 'guest' && canLook && (
        <p>
          {t('No account needed:')}{' '}
          <button type="button" onClick={() => onWay('guest')}>
            {t('Just look around')}
          </button>
        </p>
      )}
    </div>
  )
}
