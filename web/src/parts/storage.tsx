import type { FileKind, Storage } from '@hearth/protocol/shapes.ts'
import type { ReactElement } from 'react'
import { iconOf } from '../files/look.ts'
import { t } from '../text/t.ts'
import { filesCount, inBytes } from '../words.ts'
import { Bar } from './bar.tsx'
import { Icon } from './icon.tsx'
import styles from './storage.module.css'

const names: Readonly<Record<FileKind, () => string>> = {
  image: () => t('Images'),
  video: () => t('Videos'),
  audio: () => t('Sounds'),
  document: () => t('Documents'),
  archive: () => t('Archives'),
  other: () => t('Other files'),
}

/** What files take up: all of it against what there may be, then each kind. */
export function StorageTable({ storage, label }: { readonly storage: Storage; readonly label: string }): ReactElement {
  const { bytes, mostBytes, kinds } = storage
  const says = t.many(storage.count, '{part} of {whole} in {count} file', '{part} of {whole} in {count} files', {
    part: inBytes(bytes),
    whole: inBytes(mostBytes),
  })
  return (
    <div className={styles.storage}>
      <p className={styles.sum} data-number>
        {says}
      </p>
      <Bar at={mostBytes === 0 ? 0 : bytes / mostBytes} label={label} says={says} />
      {kinds.length > 0 && (
        <ul className={styles.kinds}>
          {[...kinds]
            .sort((a, b) => b.bytes - a.bytes)
            .map((one) => (
              <li key={one.kind} className={styles.kind}>
                <Icon of={iconOf[one.kind]} />
                <span>{names[one.kind]()}</span>
                <span data-number>{filesCount(one.count)}</span>
                <b data-number>{inBytes(one.bytes)}</b>
              </li>
            ))}
        </ul>
      )}
    </div>
  )
}
