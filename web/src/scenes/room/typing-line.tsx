import { ownShown } from '@hearth/client/shown.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { type ReactElement, useMemo } from 'react'
import { useChat, usePeople } from '../../state.ts'
import { t } from '../../text/t.ts'
import { listOf } from '../../words.ts'
import styles from './typing-line.module.css'

/** Who is writing. Its line is always there, so that nothing moves. */
export function TypingLine({ room }: { readonly room: RoomId }): ReactElement {
  const writing = useChat((state) => state.typing.get(room))
  const marks = useChat((state) => ownShown(state).marks)
  const ids = useMemo(() => [...(writing?.keys() ?? [])].filter((id) => marks.get(id)?.blocked !== true), [writing, marks])
  const names = usePeople(ids).map((user) => user?.displayName ?? t('Somebody'))
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
