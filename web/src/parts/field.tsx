import { Eye, EyeOff } from 'lucide-react'
import { type InputHTMLAttributes, type ReactElement, type ReactNode, type Ref, useId, useState } from 'react'
import { t } from '../text/t.ts'
import { Button, IconButton } from './button.tsx'
import { cx } from './cx.ts'
import styles from './field.module.css'

type FieldProps = Omit<InputHTMLAttributes<HTMLInputElement>, 'className' | 'onChange' | 'value'> & {
  readonly label: string
  readonly value: string
  readonly onValue: (value: string) => void
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly quietLabel?: boolean
  readonly ref?: Ref<HTMLInputElement>
  readonly after?: ReactNode
}

/** A line to type in, with its name, a hint and what is wrong with it. */
export function Field({ label, value, onValue, hint, error, quietLabel, after, ...rest }: FieldProps): ReactElement {
  const id = useId()
  const about = error || hint ? `${id}-about` : undefined
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={quietLabel ? 'out-of-sight' : styles.label}>
        {label}
      </label>
      <div className={cx(styles.box, error && styles.wrong)}>
        <input
          {...rest}
          id={id}
          value={value}
          onChange={(event) => onValue(event.target.value)}
          aria-invalid={error ? true : undefined}
          aria-describedby={about}
          className={styles.input}
        />
        {after}
      </div>
      {about && (
        <p id={about} className={error ? styles.error : styles.hint} role={error ? 'alert' : undefined}>
          {error ?? hint}
        </p>
      )}
    </div>
  )
}

/** A password that can be looked at; pasting and password managers work. */
export function PasswordField(props: Omit<FieldProps, 'type' | 'after'>): ReactElement {
  const [seen, setSeen] = useState(false)
  const eye = (
    <IconButton
      small
      tipAt="end"
      icon={seen ? EyeOff : Eye}
      label={seen ? t('Hide password') : t('Show password')}
      onClick={() => setSeen(!seen)}
    />
  )
  return <Field {...props} type={seen ? 'text' : 'password'} autoCapitalize="none" autoCorrect="off" spellCheck={false} after={eye} />
}

type Choice<T extends string> = { readonly value: T; readonly label: string; readonly hint?: string; readonly icon?: ReactNode }

/** One of a few, side by side. */
export function Segments<T extends string>({
  label,
  value,
  choices,
  onValue,
}: {
  readonly label: string
  readonly value: T
  readonly choices: readonly Choice<T>[]
  readonly onValue: (value: T) => void
}): ReactElement {
  const name = useId()
  return (
    <fieldset className={styles.segments}>
      <legend className="out-of-sight">{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className={styles.segment}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onValue(choice.value)}
            className="out-of-sight"
          />
          {choice.icon}
          <span>{choice.label}</span>
        </label>
      ))}
    </fieldset>
  )
}

/** One of a few, each with a sentence. */
export function Choices<T extends string>({
  label,
  value,
  choices,
  onValue,
}: {
  readonly label: string
  readonly value: T
  readonly choices: readonly Choice<T>[]
  readonly onValue: (value: T) => void
}): ReactElement {
  const name = useId()
  return (
    <fieldset className={styles.choices}>
      <legend className={styles.label}>{label}</legend>
      {choices.map((choice) => (
        <label key={choice.value} className={styles.choice}>
          <input
            type="radio"
            name={name}
            value={choice.value}
            checked={choice.value === value}
            onChange={() => onValue(choice.value)}
            className="out-of-sight"
          />
          {choice.icon}
          <span>
            <span className={styles.choiceName}>{choice.label}</span>
            {choice.hint && <span className={styles.hint}>{choice.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  )
}

type FormErrorProps = {
  readonly says: string | undefined
  /** Where there is no form whose button does it again. */
  readonly again?: () => void
}

/** What failed, above the buttons of a form, or in place of what was asked for. */
export function FormError({ says, again }: FormErrorProps): ReactElement | null {
  if (!says) return null
  return (
    <div role="alert" className={styles.formError}>
      <p>{says}</p>
      {again && (
        <Button look="danger" onClick={again}>
          {t('Try again')}
        </Button>
      )}
    </div>
  )
}
