// Finding what was said: words, chips for who, where, when and what, and each result one press from its place.
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Found } from '@hearth/protocol/shapes.ts'
import { Search, X } from 'lucide-react'
import { type KeyboardEvent, type ReactElement, useRef } from 'react'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { NothingDrawing, QuietDrawing } from '../../parts/drawings.tsx'
import { Empty, Skeleton } from '../../parts/empty.tsx'
import { Excerpt } from '../../parts/excerpt.tsx'
import { FormError } from '../../parts/field.tsx'
import { Icon } from '../../parts/icon.tsx'
import { go } from '../../route.ts'
import { useRoom } from '../../state.ts'
import { t } from '../../text/t.ts'
import type { Operator } from './operators.ts'
import styles from './search.module.css'
import { type Chip, type SearchHold, useSearch } from './use-search.ts'

type Props = { readonly room: RoomId | undefined; readonly words: string; readonly onClose: () => void }

/**
 * @param room where one is: looked through alone, until its chip is taken off
 * @param words what is looked for at once
 */
export function SearchDialog({ room: id, words, onClose }: Props): ReactElement {
  const room = useRoom(id ?? ('' as RoomId))
  const here: readonly Chip[] = room ? [{ operator: 'in', label: t('in {room}', { room: room.name }), room: room.id, narrowed: {} }] : []
  const hold = useSearch(here, words)
  return (
    <Dialog title={t('Search messages')} bare broad onClose={onClose}>
      <Line hold={hold} />
      <div className={styles.list}>
        <Results hold={hold} onClose={onClose} />
      </div>
    </Dialog>
  )
}

const operators: readonly { readonly operator: Operator; readonly says: () => string }[] = [
  { operator: 'from', says: () => t('who said it') },
  { operator: 'in', says: () => t('which room') },
  { operator: 'has', says: () => t('file, image, link, poll, pin') },
  { operator: 'before', says: () => t('a day, as 2026-11-21') },
  { operator: 'after', says: () => t('a day, or yesterday') },
]

function Line({ hold }: { readonly hold: SearchHold }): ReactElement {
  const field = useRef<HTMLInputElement>(null)
  const last = hold.chips.at(-1)
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') hold.write(hold.text, true)
    else if (event.key === 'Backspace' && hold.text === '' && last) hold.drop(last)
    else return
    event.preventDefault()
  }
  const add = (operator: Operator): void => {
    hold.add(operator)
    field.current?.focus()
  }
  return (
    <div className={styles.head}>
      <div className={styles.line}>
        <Icon of={Search} />
        {hold.chips.map((chip) => (
          <button
            key={chip.label}
            type="button"
            className={styles.chip}
            aria-label={t('Without {what}', { what: chip.label })}
            onClick={() => hold.drop(chip)}
          >
            {chip.label}
            <Icon of={X} size={14} />
          </button>
        ))}
        <input
          ref={field}
          autoFocus
          type="search"
          aria-label={t('Search messages')}
          placeholder={t('Search messages')}
          autoComplete="off"
          value={hold.text}
          onChange={(event) => hold.write(event.target.value)}
          onKeyDown={onKeyDown}
          className={styles.input}
        />
      </div>
      <div className={styles.operators} role="group" aria-label={t('Narrow it down')}>
        {operators.map(({ operator, says }) => (
          <button key={operator} type="button" title={says()} className={styles.operator} onClick={() => add(operator)}>
            {operator}:
          </button>
        ))}
      </div>
      {hold.doubt.length > 0 && (
        <div className={styles.operators} role="group" aria-label={t('Which one?')}>
          <span>{t('Which one?')}</span>
          {hold.doubt.map((chip) => (
            <button key={chip.narrowed.by ?? chip.room} type="button" className={styles.operator} onClick={() => hold.choose(chip)}>
              {chip.label}
            </button>
          ))}
        </div>
      )}
      {hold.puzzled && <FormError says={t('Nothing fits {what}. Try another spelling.', { what: hold.puzzled })} />}
    </div>
  )
}

function Results({ hold, onClose }: { readonly hold: SearchHold; readonly onClose: () => void }): ReactElement {
  const { found, state, failed, more } = hold
  if (failed) return <FormError says={failed} />
  if (state === 'empty')
    return (
      <Empty
        drawing={<QuietDrawing />}
        title={t('What are you looking for?')}
        says={t('Parts of words will do. Narrow it down with from: in: has: before: after:')}
      />
    )
  if (found.length === 0 && state === 'done')
    return <Empty drawing={<NothingDrawing />} title={t('Nothing was found')} says={t('Try fewer words, or take a chip off.')} />
  return (
    <>
      <p className="out-of-sight" role="status">
        {state === 'looking' ? t('Looking…') : t.many(found.length, '{count} message found', '{count} messages found')}
      </p>
      <ul aria-label={t('Found')}>
        {found.map((one) => (
          <Result key={one.message.id} found={one} onClose={onClose} />
        ))}
      </ul>
      {state === 'looking' && <Skeleton rows={2} faces />}
      {state === 'more' && (
        <Button wide onClick={more}>
          {t('Look further back')}
        </Button>
      )}
    </>
  )
}

function Result({ found: { room: id, message }, onClose }: { readonly found: Found; readonly onClose: () => void }): ReactElement {
  const room = useRoom(id)
  const show = (): void => {
    onClose()
    go({ at: 'room', room: id, seq: message.seq })
  }
  return (
    <li className={styles.result}>
      <Excerpt message={message} says={room?.name ?? ''} onOpen={show} />
    </li>
  )
}
