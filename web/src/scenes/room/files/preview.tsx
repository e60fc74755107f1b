// A look into a file without opening it: the words of a text, which here are letters whatever they would mean to a browser, or the sheets of
// a PDF, which are drawn.
import { fileUrl } from '@hearth/client/files.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { Download } from 'lucide-react'
import { type ReactElement, Suspense, useEffect, useState } from 'react'
import { Dialog } from '../../../parts/dialog.tsx'
import { Skeleton } from '../../../parts/empty.tsx'
import { Icon } from '../../../parts/icon.tsx'
import { late } from '../../../parts/late.ts'
import { t } from '../../../text/t.ts'
import { inBytes } from '../../../words.ts'
import styles from './preview.module.css'

const Paper = late(() => import('./paper.tsx').then((module) => module.Paper))

/** More than anybody reads here; the rest is for a program of one's own. */
const MOST = 262_144

type Props = { readonly file: FileCard; readonly onClose: () => void }

export function Preview({ file, onClose }: Props): ReactElement {
  const isPaper = file.type === 'application/pdf'
  return (
    <Dialog title={file.name} broad onClose={onClose}>
      {isPaper ? (
        <Suspense fallback={<Skeleton rows={5} />}>
          <Paper file={file} />
        </Suspense>
      ) : (
        <Text file={file} />
      )}
      <p className={styles.foot}>
        <span>
          {file.size > MOST && !isPaper
            ? t('The first {part} of {whole}', { part: inBytes(MOST), whole: inBytes(file.size) })
            : inBytes(file.size)}
        </span>
        <a href={fileUrl(file.id)} download={file.name}>
          <Icon of={Download} size={16} />
          {t('Download')}
        </a>
      </p>
    </Dialog>
  )
}

function Text({ file }: { readonly file: FileCard }): ReactElement {
  const words = useWords(file)
  return (
    <>
      {words === undefined && <Skeleton rows={5} />}
      {words === null && <p role="alert">{t('This file could not be fetched just now. Close this and try again.')}</p>}
      {typeof words === 'string' && (
        // It scrolls, so the keyboard must reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className={styles.words} tabIndex={0} role="region" aria-label={t('Contents')}>
          {words}
        </pre>
      )}
    </>
  )
}

/** Undefined while they come, null when they cannot. */
function useWords(file: FileCard): string | null | undefined {
  const [words, setWords] = useState<string | null>()
  useEffect(() => {
    const control = new AbortController()
    void fetch(fileUrl(file.id), { headers: { range: `bytes=0-${MOST - 1}` }, signal: control.signal })
      .then(async (answer) => (answer.ok ? new TextDecoder().decode(await answer.arrayBuffer()) : null))
      .catch(() => null)
      .then((text) => control.signal.aborted || setWords(text))
    return () => control.abort()
  }, [file.id])
  return words
}
