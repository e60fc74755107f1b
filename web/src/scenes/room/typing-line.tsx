import type { RoomId } from '@hearth/protocol/ids.ts'
import type { ReactElement } from 'react'
import { useChat } from '../../state.ts'
import { t } from '../../text/t.ts'
import { listOf } from '../../words.ts'
import styles from './typing-line.module.css'

/** Who is writing. Its line is always there, so that nothing moves. */
export function TypingLine({ room }: { readonly room: RoomId }): ReactElement {
  const writing = useChat((state) => state.typing.get(room))
  const people = useChat((state) => state.people)
  const names = [...(writing?.keys() ?? [])].map((id) => people.get(id)?.displayName ?? t('Somebody'))
  return (
    <p className={styles.line} aria-hidden={names.length === 0 || undefined}>
      {names.length > 0 && (
        <>
          <span className={styles.dots} aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          {t.many(names.length, '{names} is writing', '{names} are writing', { names: listOf(names) })}
        </>
      )}
    </p>
  )
}
