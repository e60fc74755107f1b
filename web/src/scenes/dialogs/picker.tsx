// A field and a list: type, go with the arrows, take with Enter. One part for the switcher and for choosing people.
import { Search } from 'lucide-react'
import { type KeyboardEvent, type ReactElement, type ReactNode, useEffect, useId, useState } from 'react'
import { cx } from '../../parts/cx.ts'
import { Icon } from '../../parts/icon.tsx'
import { useStill } from '../../parts/still.ts'
import styles from './picker.module.css'

export type Option = { readonly id: string; readonly content: ReactNode; readonly isChosen?: boolean }

type Props = {
  readonly label: string
  readonly text: string
  readonly onText: (text: string) => void
  readonly options: readonly Option[]
  readonly onTake: (id: string) => void
  /** In place of the list when it is empty. */
  readonly empty: ReactNode
  readonly before?: ReactNode
  readonly multiple?: boolean
  /** Something else in the dialog comes first: the field does not take the focus. */
  readonly isLater?: boolean | undefined
  readonly onBackspace?: () => void
}

export function Picker({ label, text, onText, options: now, onTake, empty, before, multiple, isLater, onBackspace }: Props): ReactElement {
  const id = useId()
  const [options, press] = useStill(now)
  const [at, setAt] = useState(0)
  const current = Math.min(at, options.length - 1)
  useEffect(() => setAt(0), [text])
  useEffect(() => {
    document.getElementById(`${id}-${current}`)?.scrollIntoView({ block: 'nearest' })
  }, [id, current])

  const onKeyDown = (event: KeyboardEvent): void => {
    const option = options[current]
    if (event.nativeEvent.isComposing) return
    if (event.key === 'ArrowDown') setAt((current + 1) % Math.max(1, options.length))
    else if (event.key === 'ArrowUp') setAt((current + options.length - 1) % Math.max(1, options.length))
    else if (event.key === 'Enter' && option) onTake(option.id)
    else if (event.key === 'Backspace' && text === '' && onBackspace) onBackspace()
    else return
    event.preventDefault()
  }
  return (
    <div className={styles.picker}>
      <div className={styles.line}>
        <Icon of={Search} />
        {before}
        <input
          autoFocus={!isLater}
          role="combobox"
          aria-label={label}
          aria-expanded={options.length > 0}
          aria-controls={id}
          aria-autocomplete="list"
          aria-activedescendant={current >= 0 ? `${id}-${current}` : undefined}
          placeholder={label}
          autoComplete="off"
          spellCheck={false}
          value={text}
          onChange={(event) => onText(event.target.value)}
          onKeyDown={onKeyDown}
          className={styles.input}
        />
      </div>
      {options.length === 0 && <div className={styles.empty}>{empty}</div>}
      <div
        id={id}
        role="listbox"
        aria-label={label}
        aria-multiselectable={multiple || undefined}
        className={styles.list}
        hidden={options.length === 0}
      >
        {options.map((option, index) => (
          <button
            type="button"
            tabIndex={-1}
            key={option.id}
            id={`${id}-${index}`}
            role="option"
            aria-selected={multiple ? (option.isChosen ?? false) : index === current}
            className={cx(styles.option, index === current && styles.current)}
            onPointerMove={() => index !== current && setAt(index)}
            onPointerDown={(event) => {
              event.preventDefault()
              press()
            }}
            onClick={() => onTake(option.id)}
          >
            {option.content}
          </button>
        ))}
      </div>
    </div>
  )
}
