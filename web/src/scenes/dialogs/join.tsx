import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { useClient } from '../../state.ts'
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
    <Dialog title="Join with a code" onClose={onClose}>
      <form className={styles.form} onSubmit={form.onSubmit} aria-label="Join with a code">
        <Field
          label="Code or link"
          value={typed}
          onValue={setTyped}
          error={form.about('code_invalid')}
          hint="Whoever looks after the room can show it to you."
          required
          autoFocus
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
        />
        <FormError says={form.other} />
        <Deeds>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="main" type="submit" busy={form.isBusy} disabled={codeIn(typed) === ''}>
            Join
          </Button>
        </Deeds>
      </form>
    </Dialog>
  )
}
