// A piece of code: in colours where its language is known, and one press away from where it is needed.
import { Check, Copy } from 'lucide-react'
import { Fragment, type ReactElement, useEffect, useState } from 'react'
import { copy } from '../copy.ts'
import styles from './code.module.css'
import type { Piece } from './highlight.ts'
import { t } from './t.ts'

/** What is longer stays as it is: colours would cost more than they are worth. */
const MOST_CHARS = 20_000
const DONE_MS = 1600

export function Code({ code, language }: { readonly code: string; readonly language: string }): ReactElement {
  const pieces = usePieces(code, language)
  return (
    <div className={styles.box}>
      {/* Long lines scroll sideways, so the keyboard must reach the box. */}
      <pre tabIndex={0} aria-label={language ? t('Code, {language}', { language }) : t('Code')}>
        <code>
          {pieces
            ? pieces.map(({ text, is }, at) =>
                is === null ? (
                  // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no name but their place
                  <Fragment key={at}>{text}</Fragment>
                ) : (
                  // biome-ignore lint/suspicious/noArrayIndexKey: the same
                  <span key={at} data-is={is}>
                    {text}
                  </span>
                ),
              )
            : code}
        </code>
      </pre>
      <CopyButton code={code} />
    </div>
  )
}

function usePieces(code: string, language: string): readonly Piece[] | undefined {
  const [pieces, setPieces] = useState<readonly Piece[]>()
  useEffect(() => {
    if (language === '' || code.length > MOST_CHARS) return
    let isGone = false
    import('./highlight.ts').then(
      ({ piecesOf }) => isGone || setPieces(piecesOf(code, language)),
      () => undefined,
    )
    return () => {
      isGone = true
    }
  }, [code, language])
  return pieces
}

function CopyButton({ code }: { readonly code: string }): ReactElement {
  const [isDone, setDone] = useState(false)
  const take = async (): Promise<void> => {
    if (!(await copy(code))) return
    setDone(true)
    setTimeout(() => setDone(false), DONE_MS)
  }
  const Picture = isDone ? Check : Copy
  return (
    <button type="button" className={styles.copy} aria-label={isDone ? t('Copied') : t('Copy the code')} onClick={() => void take()}>
      <Picture size={14} strokeWidth={1.75} aria-hidden="true" />
    </button>
  )
}
