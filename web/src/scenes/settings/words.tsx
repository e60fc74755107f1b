import { Download } from 'lucide-react'
import type { ReactElement } from 'react'
import { Button } from '../../parts/button.tsx'
import { takeAlong } from '../../take-along.ts'
import { Part } from './part.tsx'
import styles from './settings.module.css'

export function Words(): ReactElement {
  return (
    <Part title="Your words">
      <div className={styles.row}>
        <span>All your rooms as one file: to read without Hearth, and as tables. One room alone is in that room’s menu.</span>
        <Button icon={Download} onClick={() => takeAlong()}>
          Take them along
        </Button>
      </div>
    </Part>
  )
}
