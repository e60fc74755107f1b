// A page that is one long list of what is one's own: what one saved, threads one takes part in.
import type { ReactElement, ReactNode } from 'react'
import { Button } from '../parts/button.tsx'
import { OfflineDrawing, QuietDrawing } from '../parts/drawings.tsx'
import { Empty, Skeleton } from '../parts/empty.tsx'
import page from '../parts/page.module.css'
import { useChat } from '../state.ts'
import { t } from '../text/t.ts'
import type { Pages } from './use-pages.ts'

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
