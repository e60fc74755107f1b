import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useForm } from '../welcome/use-form.ts'
import styles from './dialogs.module.css'
import { enter } from './enter.ts'
import { codeIn } from './join-code.ts'

export function JoinDialog({ onClose }: { readonly onClose: () => void }): ReactElement {
  const client = useClient()
  const [typed, setTyped] = useState('')
  const form = useForm(async () => {
    await enter(client, { code: codeIn(typed) })
    onClose()
  }, ['code_invalid'])
  return (
    <Dialog title={t('Join with a code')} onClose={onClose}>
      <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Join with a code')}>
        <Field
          label={t('Code or link')}
          value={typed}
          onValue={setTyped}
          error={form.about('code_invalid')}
          hint={t('Whoever looks after the room can show it to you.')}
          required
          autoFocus
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <FormError says={form.other} />
        <Deeds>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="main" type="submit" busy={form.isBusy} disabled={codeIn(typed) === ''}>
            {t('Join')}
          </Button>
        </Deeds>
      </form>
    </Dialog>
  )
}
