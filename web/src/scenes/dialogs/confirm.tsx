import { type ReactElement, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { FormError } from '../../parts/field.tsx'
import { t } from '../../text/t.ts'
import type { Question } from '../../ui.ts'
import { sentence } from '../../words.ts'
import styles from './dialogs.module.css'

/** Asked before what cannot be undone. The safe answer has the focus. */
export function ConfirmDialog({ question, onClose }: { readonly question: Question; readonly onClose: () => void }): ReactElement {
  const [isBusy, setBusy] = useState(false)
  const [failed, setFailed] = useState<string>()
  const act = (): void => {
    setBusy(true)
    question.then().then(onClose, (failure: unknown) => {
      setBusy(false)
      setFailed(sentence(failure))
    })
  }
  return (
    <Dialog title={question.title} alert onClose={onClose}>
      <p className={styles.says}>{question.says}</p>
      <FormError says={failed} />
      <Deeds>
        <Button autoFocus onClick={onClose}>
          {t('Cancel')}
        </Button>
        <Button look="danger" busy={isBusy} onClick={act}>
          {question.act}
        </Button>
      </Deeds>
    </Dialog>
  )
}
