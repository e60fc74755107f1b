// A page that is one long list of what is one's own: what one saved, threads one takes part in.
import type { MessageId } from '@hearth/protocol/ids.ts'
import { type ReactElement, type ReactNode, useCallback, useEffect, useState } from 'react'
import { Button } from '../parts/button.tsx'
import { OfflineDrawing, QuietDrawing } from '../parts/drawings.tsx'
import { Empty, Skeleton } from '../parts/empty.tsx'
import page from '../parts/page.module.css'
import { useChat } from '../state.ts'
import { t } from '../text/t.ts'
import { sentence } from '../words.ts'
import { continued, type Held, renewed } from './held-pages.ts'

export type Pages<T> = {
  readonly list: readonly T[] | undefined
  readonly isMore: boolean
  /** The server was not asked: this is what the device holds. */
  readonly isPartial?: boolean
  readonly failed: string | undefined
  more(): void
  /** From the first page on. */
  again(): void
}

type Given<T> = {
  /** One page; behind that message where one is given. Always the same function. */
  readonly ask: (after?: MessageId) => Promise<Held<T>>
  readonly idOf: (one: T) => MessageId
  /** The first page is asked for whenever this is another one. */
  readonly anew: unknown
}

export function usePages<T>({ ask, idOf, anew }: Given<T>): Pages<T> {
  const isOpen = useChat((state) => state.connection.is === 'open')
  const [held, setHeld] = useState<Held<T>>()
  const [failed, setFailed] = useState<string>()
  const look = useCallback(
    (after?: MessageId) =>
      ask(after).then(
        (answer) => {
          setFailed(undefined)
          setHeld((before) => (after === undefined ? renewed(before, answer, idOf) : continued(before, answer, idOf)))
        },
        (failure: unknown) => setFailed(sentence(failure)),
      ),
    [ask, idOf],
  )
  // `anew` says only when.
  useEffect(() => {
    if (isOpen) void look()
  }, [look, isOpen, anew])
  const last = held?.list.at(-1)
  return { list: held?.list, isMore: held?.more ?? false, failed, more: () => void look(last && idOf(last)), again: () => void look() }
}

type Props<T> = {
  readonly title: string
  readonly pages: Pages<T>
  /** Shown where the list is empty. */
  readonly nothing: { readonly title: string; readonly says: string }
  readonly children: (one: T) => ReactNode
}

export function ListPage<T>({ title, pages: { list, isMore, isPartial, failed, more, again }, nothing, children }: Props<T>): ReactElement {
  const isOpen = useChat((state) => state.connection.is === 'open')
  return (
    <main className={page.page} data-landmark="messages">
      <div className={page.column}>
        <h1>{title}</h1>
        {list === undefined && !failed && isOpen && <Skeleton rows={4} faces />}
        {list === undefined && !isOpen && (
          <Empty
            drawing={<OfflineDrawing />}
            title={t('No connection')}
            says={t('This list comes from the server, as soon as it answers again.')}
          />
        )}
        {failed && (
          <Empty drawing={<OfflineDrawing />} title={t('This could not be loaded')} says={failed}>
            <Button look="main" onClick={again}>
              {t('Try again')}
            </Button>
          </Empty>
        )}
        {list?.length === 0 && <Empty drawing={<QuietDrawing />} {...nothing} />}
        {isPartial && <p className={page.says}>{t('What this device holds of them. The others come with the connection.')}</p>}
        {list && list.length > 0 && (
          <ul className={page.card} aria-label={title}>
            {list.map(children)}
          </ul>
        )}
        {isMore && (
          <Button wide onClick={more}>
            {t('Show more')}
          </Button>
        )}
      </div>
    </main>
  )
}
