import type { ReactElement } from 'react'
import { t } from '../../text/t.ts'
import styles from './composer.module.css'
import type { CompletionHold } from './use-completion.ts'

const names = {
  '@': () => t('People to mention'),
  '#': () => t('Rooms to link to'),
  ':': () => t('Emoji'),
  '/': () => t('Commands'),
} as const

/** The keys stay in the text; the list only shows what they would choose. */
export function CompletionList({ id, completion }: { readonly id: string; readonly completion: CompletionHold }): ReactElement {
  return (
    <div id={id} role="listbox" aria-label={names[completion.sign]()} className={styles.mentions}>
      {completion.found.map((offer, index) => (
        <button
          type="button"
          tabIndex={-1}
          key={offer.key}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === completion.at}
          className={styles.person}
          onPointerDown={(event) => event.preventDefault()}
          onClick={() => completion.choose(offer)}
        >
          {offer.mark}
          <b>{offer.says}</b>
          <span className={styles.about}>
            <bdi>{offer.more}</bdi>
          </span>
          {index === (completion.at ?? 0) && <kbd aria-hidden="true">{completion.at === null ? 'Tab' : 'Enter'}</kbd>}
        </button>
      ))}
    </div>
  )
}
