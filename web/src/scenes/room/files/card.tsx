// A file that is not shown itself: what it is, how large, and the ways to it.
import { fileUrl } from '@hearth/client/files.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { Download, Eye, FileX } from 'lucide-react'
import { type ReactElement, Suspense, useState } from 'react'
import { endingOf, iconOf } from '../../../files/look.ts'
import { IconButton } from '../../../parts/button.tsx'
import { cx } from '../../../parts/cx.ts'
import { Icon } from '../../../parts/icon.tsx'
import { late } from '../../../parts/late.ts'
import { t } from '../../../text/t.ts'
import { inBytes } from '../../../words.ts'
import styles from './files.module.css'

const Preview = late(() => import('./preview.tsx').then((module) => module.Preview))

export function Card({ file, pending = false }: { readonly file: FileCard; readonly pending?: boolean }): ReactElement {
  const [isOpen, setOpen] = useState(false)
  if (file.gone !== undefined) return <Gone file={file} />
  return (
    <div className={styles.card} role="group" aria-label={file.name}>
      <span className={styles.kind}>
        <Icon of={iconOf[file.kind]} size={22} />
      </span>
      <span className={styles.about}>
        <b title={file.name}>{file.name}</b>
        <span data-number>
          {endingOf(file.name)} · {inBytes(file.size)}
        </span>
      </span>
      {!pending && canPreview(file) && (
        <IconButton
          icon={Eye}
          tipAt="above-end"
          label={t('Look into {name}', { name: file.name })}
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
        />
      )}
      {!pending && (
        <a
          href={fileUrl(file.id)}
          download={file.name}
          className={styles.fetch}
          aria-label={t('Download {name}', { name: file.name })}
          title={t('Download')}
        >
          <Icon of={Download} />
        </a>
      )}
      {isOpen && (
        <Suspense fallback={null}>
          <Preview file={file} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </div>
  )
}

const canPreview = ({ type }: FileCard): boolean => ['text/plain', 'application/pdf'].includes(type.split(';', 1)[0] ?? '')

function Gone({ file }: { readonly file: FileCard }): ReactElement {
  return (
    <div className={cx(styles.card, styles.gone)} role="group" aria-label={file.name}>
      <span className={styles.kind}>
        <Icon of={FileX} size={22} />
      </span>
      <span className={styles.about}>
        <b title={file.name}>{file.name}</b>
        <span>{t('Its time was over: this file is no longer kept.')}</span>
      </span>
    </div>
  )
}
