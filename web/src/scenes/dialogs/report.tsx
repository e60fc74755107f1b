// Telling the moderators of somebody, or of one of their messages.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { ReportWhy } from '@hearth/protocol/moderation-shapes.ts'
import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { Choices, Field, FormError } from '../../parts/field.tsx'
import { useClient, usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { useForm } from '../welcome/use-form.ts'
import styles from './dialogs.module.css'

type Props = {
  readonly user: UserId
  readonly room?: RoomId | undefined
  readonly message?: MessageId | undefined
  readonly onClose: () => void
}

export function ReportDialog({ user, room, message, onClose }: Props): ReactElement {
  const client = useClient()
  const person = usePerson(user)
  const [why, setWhy] = useState<ReportWhy>('rude')
  const [words, setWords] = useState('')
  const form = useForm(async () => {
    await client.ask('report.make', { user, why, words, ...(room && { room }), ...(message && { message }) })
    useUi.getState().say(t('The moderators are told.'))
    onClose()
  })
  const name = person?.displayName ?? ''
  const title = message === undefined ? t('Report {name}', { name }) : t('Report a message of {name}', { name })
  return (
    <Dialog title={title} onClose={onClose}>
      <form className={styles.form} onSubmit={form.onSubmit} aria-label={title}>
        <p className={styles.says}>
          {message === undefined
            ? t('The moderators of this server read it. {name} does not learn of it.', { name })
            : t('The moderators of this server are shown this one message, and nothing else of the room. {name} does not learn of it.', {
                name,
              })}
        </p>
        <Choices
          label={t('What is wrong?')}
          value={why}
          onValue={setWhy}
          choices={[
            { value: 'rude', label: t('It is rude or hurtful') },
            { value: 'harmful', label: t('It is a threat, or dangerous') },
            { value: 'unwanted', label: t('It is advertising, or sent to everybody') },
            { value: 'other', label: t('Something else') },
          ]}
        />
        <Field label={t('What should they know?')} value={words} onValue={setWords} maxLength={1000} />
        <FormError says={form.other} />
        <Deeds>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="main" type="submit" busy={form.isBusy}>
            {t('Report')}
          </Button>
        </Deeds>
      </form>
    </Dialog>
  )
}
