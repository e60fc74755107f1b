// The words of a file, fetched as words and shown as words: whatever they would mean to a browser, here they are letters.
import { fileUrl } from '@hearth/client/files.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { Download } from 'lucide-react'
import { type ReactElement, useEffect, useState } from 'react'
import { Dialog } from '../../../parts/dialog.tsx'
import { Skeleton } from '../../../parts/empty.tsx'
import { Icon } from '../../../parts/icon.tsx'
import { inBytes } from '../../../words.ts'
import styles from './preview.module.css'

/** More than anybody reads here; the rest is for a program of one's own. */
const MOST = 262_144

export function Preview({ file, onClose }: { readonly file: FileCard; readonly onClose: () => void }): ReactElement {
  const words = useWords(file)
  return (
    <Dialog title={file.name} broad onClose={onClose}>
      {words === undefined && <Skeleton rows={5} />}
      {words === null && <p role="alert">This file could not be fetched just now. Close this and try again.</p>}
      {typeof words === 'string' && (
        // It scrolls, so the keyboard must reach it.
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <pre className={styles.words} tabIndex={0} role="region" aria-label="Contents">
          {words}
        </pre>
      )}
      <p className={styles.foot}>
        <span>{file.size > MOST ? `The first ${inBytes(MOST)} of ${inBytes(file.size)}` : inBytes(file.size)}</span>
        <a href={fileUrl(file.id)} download={file.name}>
          <Icon of={Download} size={16} />
          Download
        </a>
      </p>
    </Dialog>
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
