// Threads one takes part in, in all rooms: those replied to last come first.
import type { ReactElement } from 'react'
import { Button } from '../parts/button.tsx'
import { QuietDrawing } from '../parts/drawings.tsx'
import { Empty, Skeleton } from '../parts/empty.tsx'
import { t } from '../text/t.ts'
import { ThreadRow, useThreads } from './inbox/thread-row.tsx'
import styles from './saved.module.css'

const PAGE = 30

export function Threads(): ReactElement {
  const { list, isMore, failed, more } = useThreads(PAGE)
  return (
    <main className={styles.page}>
      <div className={styles.column}>
        <h1>{t('Threads')}</h1>
        {list === undefined && !failed && <Skeleton rows={4} faces />}
        {failed && <Empty drawing={<QuietDrawing />} title={t('Could not look')} says={failed} />}
        {list?.length === 0 && (
          <Empty
            drawing={<QuietDrawing />}
            title={t('You are in no thread yet')}
            says={t('Reply to a message in a thread, or follow one, and it waits for you here.')}
          />
        )}
        {list && list.length > 0 && (
          <ul className={styles.card} aria-label={t('Threads')}>
            {list.map((thread) => (
              <li key={thread.root.id}>
                <ThreadRow thread={thread} />
              </li>
            ))}
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
