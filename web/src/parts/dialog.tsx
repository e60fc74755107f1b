// What floats above everything: React Aria keeps the focus inside and gives it back. Loaded with the first dialog, not before.
import { X } from 'lucide-react'
import type { ReactElement, ReactNode } from 'react'
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components'
import { t } from '../text/t.ts'
import { IconButton } from './button.tsx'
import { cx } from './cx.ts'
import styles from './dialog.module.css'

type DialogProps = {
  readonly title: string
  readonly onClose: () => void
  readonly children: ReactNode
  /** The title is for screen readers only: what is inside says it already. */
  readonly bare?: boolean
  readonly wide?: boolean
  /** For what is read or looked at. */
  readonly broad?: boolean
  /** Comes up from the edge of a phone, where the thumb is. */
  readonly sheet?: boolean
  readonly alert?: boolean
}

export function Dialog({ title, onClose, children, bare, wide, broad, sheet, alert }: DialogProps): ReactElement {
  return (
    <ModalOverlay isOpen isDismissable={!alert} onOpenChange={(open) => open || onClose()} className={cx(styles.veil, sheet && styles.low)}>
      <Modal className={cx(styles.box, wide && styles.wide, broad && styles.broad, bare && styles.bare, sheet && styles.sheet)}>
        <AriaDialog className={styles.dialog} role={alert ? 'alertdialog' : 'dialog'} {...(bare ? { 'aria-label': title } : {})}>
          {!bare && (
            <header className={styles.head}>
              <Heading slot="title" className={styles.title}>
                {title}
              </Heading>
              {!alert && <IconButton small tipAt="end" icon={X} label={t('Close')} onClick={onClose} />}
            </header>
          )}
          {children}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  )
}

/** The buttons of a dialog, the one that does something last. */
export function Deeds({ children }: { readonly children: ReactNode }): ReactElement {
  return <div className={styles.deeds}>{children}</div>
}
