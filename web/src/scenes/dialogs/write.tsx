// To somebody with whom there is no private chat yet, and no server that could begin one: what is written waits, and begins it. No room is drawn
// before there is one: its people, files, calls and how far one has read are all asked for by an id that only the server gives.
import { directWith, toPerson } from '@hearth/client/draft-places.ts'
import { type Letter, lettersIn } from '@hearth/client/shown.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import { type KeyboardEvent, type ReactElement, useEffect, useId, useMemo } from 'react'
import { newClientId } from '../../new-id.ts'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { FormError } from '../../parts/field.tsx'
import { goToRoom } from '../../route.ts'
import { useChat, useClient, usePerson, useTextLimit } from '../../state.ts'
import { Words } from '../../text/markdown.tsx'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { sentence } from '../../words.ts'
import { Untold } from '../room/untold.tsx'
import { useForm } from '../welcome/use-form.ts'
import styles from './write.module.css'

export function WriteDialog({ user, onClose }: { readonly user: UserId; readonly onClose: () => void }): ReactElement {
  const name = usePerson(user)?.displayName ?? '…'
  const isOpen = useChat((state) => state.connection.is === 'open')
  useTheChat(user, onClose)
  return (
    <Dialog title={t('Write to {name}', { name })} wide onClose={onClose}>
      {!isOpen && (
        <p className={styles.note} role="note">
          {t('There is no connection. What you write here waits, and begins your private chat with {name} as soon as there is one.', {
            name,
          })}
        </p>
      )}
      <Letters user={user} name={name} />
      <NewLetter user={user} name={name} onClose={onClose} />
    </Dialog>
  )
}

/** As soon as it is there, one is in it; there also stands what is half written. */
function useTheChat(user: UserId, onClose: () => void): void {
  const room = useChat((state) => directWith(state, user))
  useEffect(() => {
    if (room === undefined) return
    onClose()
    goToRoom(room)
  }, [room, onClose])
}

function Letters({ user, name }: { readonly user: UserId; readonly name: string }): ReactElement | null {
  const marks = useChat((state) => state.marks)
  const letters = useMemo(() => lettersIn(marks).filter((letter: Letter) => letter.user === user), [marks, user])
  if (letters.length === 0) return null
  return (
    <ul className={styles.letters} aria-label={t('Waiting for the connection')}>
      {letters.map((letter) => (
        <li key={letter.clientId}>
          <div className={styles.words}>
            <Words text={letter.text} />
          </div>
          <Untold id={letter.clientId} own={[letter]} whose={name} />
        </li>
      ))}
    </ul>
  )
}

function NewLetter({ user, name, onClose }: { readonly user: UserId; readonly name: string; readonly onClose: () => void }): ReactElement {
  const client = useClient()
  const id = useId()
  const limit = useTextLimit()
  const text = useChat((state) => state.drafts.get(toPerson(user))) ?? ''
  const form = useForm(async () => {
    if (text.trim() === '') return
    client.draft(toPerson(user), '')
    await client.do({ do: 'write', user, text: text.trim(), clientId: newClientId() }).catch((failure: unknown) => {
      // Once the chat is there one is in it, and so are the words; this form is gone.
      if (directWith(client.state, user) === undefined) throw failure
      useUi.getState().say(t('Not sent. {why}', { why: sentence(failure) }), 'bad')
    })
  })
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    event.currentTarget.form?.requestSubmit()
  }
  return (
    <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Write to {name}', { name })}>
      <label htmlFor={id}>{t('Message')}</label>
      <textarea
        id={id}
        rows={3}
        dir="auto"
        // biome-ignore lint/a11y/noAutofocus: whoever opened it is about to write
        autoFocus
        maxLength={limit}
        value={text}
        onChange={(event) => client.draft(toPerson(user), event.target.value)}
        onKeyDown={onKeyDown}
      />
      <FormError says={form.other} />
      <Deeds>
        <Button onClick={onClose}>{t('Close')}</Button>
        <Button look="main" type="submit" busy={form.isBusy} disabled={text.trim() === ''}>
          {t('Send')}
        </Button>
      </Deeds>
    </form>
  )
}
