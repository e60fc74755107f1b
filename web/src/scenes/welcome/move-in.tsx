// A device that has read the code of another one waits here until it is let in.
import { ChatError } from '@hearth/protocol/errors.ts'
import { type ReactElement, useEffect, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Logo } from '../../parts/logo.tsx'
import { goInstead } from '../../route.ts'
import { knock, signIn } from '../../session.ts'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { sentence } from '../../words.ts'
import styles from './welcome.module.css'

const AGAIN_MS = 1500
const SHOWN = 4

export function MoveIn({ code }: { readonly code: string }): ReactElement {
  const client = useClient()
  const [word] = useState(() =>
    Array.from(crypto.getRandomValues(new Uint8Array(12)), (byte) => byte.toString(16).padStart(2, '0')).join(''),
  )
  const [failed, setFailed] = useState<string>()
  useEffect(() => {
    let gone = false
    let timer: ReturnType<typeof setTimeout> | undefined
    const take = (): void => {
      signIn(client, 'session.take', { code, knock: word }).then(
        () => goInstead({ at: 'home' }),
        (failure: unknown) => {
          if (gone) return
          // A network that stumbles is no answer; what is too late the server says.
          const isLate = failure instanceof ChatError && (failure.code === 'move_waiting' || failure.code === 'offline')
          if (isLate) timer = setTimeout(take, AGAIN_MS)
          else setFailed(sentence(failure))
        },
      )
    }
    knock({ code, knock: word }).then(
      () => gone || take(),
      (failure: unknown) => gone || setFailed(sentence(failure)),
    )
    return () => {
      gone = true
      clearTimeout(timer)
    }
  }, [client, code, word])
  return (
    <header className={styles.head}>
      <Logo size={44} />
      <h1>{failed ? t('This did not work') : t('One moment')}</h1>
      {failed ? (
        <p role="alert">{failed}</p>
      ) : (
        <>
          <p>{t('Say yes on the device that showed you the picture, if it shows the same:')}</p>
          <p className={styles.check}>{word.slice(0, SHOWN).toUpperCase()}</p>
        </>
      )}
      {failed && <Button onClick={() => goInstead({ at: 'home' })}>{t('Sign in another way')}</Button>}
    </header>
  )
}
