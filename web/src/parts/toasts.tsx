import { CircleAlert, CircleCheck, X } from 'lucide-react'
import { type ReactElement, useEffect, useState } from 'react'
import { t } from '../text/t.ts'
import { type Toast, useUi } from '../ui.ts'
import { IconButton } from './button.tsx'
import { cx } from './cx.ts'
import { Icon } from './icon.tsx'
import styles from './toasts.module.css'

/** Short words about what was just done. The region is always there, so that screen readers notice what comes into it. */
export function Toasts(): ReactElement {
  const toasts = useUi((ui) => ui.toasts)
  return (
    // Beside an open dialog, too, where all else is out of reach.
    <div className={styles.toasts} role="status" aria-live="polite" data-react-aria-top-layer>
      {toasts.map((toast) => (
        <OneToast key={toast.id} toast={toast} />
      ))}
    </div>
  )
}

function OneToast({ toast }: { readonly toast: Toast }): ReactElement {
  const unsay = useUi((ui) => ui.unsay)
  const [isHeld, setHeld] = useState(false)
  useEffect(() => {
    // Whoever is about to press it is not hurried.
    if (isHeld) return
    const timer = setTimeout(() => unsay(toast.id), toast.kind === 'bad' || toast.deed ? 9000 : 4500)
    return () => clearTimeout(timer)
  }, [toast, unsay, isHeld])
  return (
    <div
      className={cx(styles.toast, toast.kind === 'bad' && styles.bad)}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <Icon of={toast.kind === 'bad' ? CircleAlert : CircleCheck} />
      <span>{toast.text}</span>
      {toast.deed && (
        <button
          type="button"
          className={styles.deed}
          onClick={() => {
            toast.deed?.act()
            unsay(toast.id)
          }}
        >
          {toast.deed.label}
        </button>
      )}
      <IconButton small tipAt="end" icon={X} size={16} label={t('Dismiss')} onClick={() => unsay(toast.id)} />
    </div>
  )
}
