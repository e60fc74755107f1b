// For who looks after the server: what nobody else can mend, in the language of who reads it.
import type { Trouble as Told } from '@hearth/protocol/trouble-shapes.ts'
import { TriangleAlert } from 'lucide-react'
import type { ReactElement } from 'react'
import { Icon } from '../parts/icon.tsx'
import { useChat } from '../state.ts'
import { t } from '../text/t.ts'
import { wholeTime } from '../words.ts'
import styles from './home.module.css'
import { troubleInWords } from './trouble-words.ts'

export function Trouble(): ReactElement | null {
  const trouble = useChat((state) => state.trouble)
  if (trouble === null) return null
  return (
    <p className={styles.trouble} role="alert">
      <Icon of={TriangleAlert} size={16} />
      <span>
        <b>{troubleTitle(trouble)}</b> {troubleInWords(trouble)}
      </span>
    </p>
  )
}

function troubleTitle({ code, at }: Told): string {
  const time = wholeTime(at)
  switch (code) {
    case 'backup_failed':
      return t('The backup of {time} failed.', { time })
    case 'backup_incomplete':
      return t('The backup of {time} is there, but not complete.', { time })
    case 'files_damaged':
      return t('Stored files are damaged.')
  }
}
