import { type ReactElement, useId } from 'react'
import styles from './pick.module.css'

type Props = {
  readonly label: string
  readonly value: string
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly onValue: (value: string) => void
  readonly disabled?: boolean
  readonly after?: ReactElement | null
}

/** One of several, in the list of the system: it is long enough for every name, and a phone's own. */
export function Pick({ label, value, choices, onValue, disabled, after }: Props): ReactElement {
  const id = useId()
  return (
    <div className={styles.pick}>
      <label htmlFor={id}>{label}</label>
      <span className={styles.line}>
        <select id={id} value={value} disabled={disabled} onChange={(event) => onValue(event.target.value)}>
          {choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
        {after}
      </span>
    </div>
  )
}

type SwitchProps = { readonly label: string; readonly hint?: string; readonly isOn: boolean; readonly onChange: (isOn: boolean) => void }

/** On or off, at once. */
export function Switch({ label, hint, isOn, onChange }: SwitchProps): ReactElement {
  const id = useId()
  return (
    <label className={styles.switch}>
      <span>
        <span>{label}</span>
        {hint && (
          <span id={`${id}-hint`} className={styles.hint}>
            {hint}
          </span>
        )}
      </span>
      <input
        type="checkbox"
        role="switch"
        aria-checked={isOn}
        className="out-of-sight"
        checked={isOn}
        aria-describedby={hint ? `${id}-hint` : undefined}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className={styles.track} aria-hidden="true" />
    </label>
  )
}
