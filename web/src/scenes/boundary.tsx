// The last net: a fault of the page never leaves a white screen. What was written is kept outside of it.
import { Component, type ReactNode } from 'react'
import { Button } from '../parts/button.tsx'
import { OfflineDrawing } from '../parts/drawings.tsx'
import { Empty } from '../parts/empty.tsx'
import { t } from '../text/t.ts'
import styles from './app.module.css'

type State = { readonly hasFailed: boolean }

/** React catches what fails while drawing only through a class. */
export class Boundary extends Component<{ readonly children: ReactNode }, State> {
  override state: State = { hasFailed: false }

  static getDerivedStateFromError(): State {
    return { hasFailed: true }
  }

  override render(): ReactNode {
    if (!this.state.hasFailed) return this.props.children
    return (
      <main className={styles.splash}>
        <Empty
          whole
          drawing={<OfflineDrawing />}
          title={t('The page stumbled')}
          says={t('That is our fault. Your messages and drafts are kept; loading the page again brings them back.')}
        >
          <Button look="main" onClick={() => location.reload()}>
            {t('Load the page again')}
          </Button>
        </Empty>
      </main>
    )
  }
}
