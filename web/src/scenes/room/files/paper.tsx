// A PDF to look into: its sheets one under the other, each drawn when it comes near and forgotten when it is far.
import { fileUrl } from '@hearth/client/files.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { type ReactElement, type RefObject, useEffect, useRef, useState } from 'react'
import { type Paper as Open, openPaper, type Sheet } from '../../../files/paper.ts'
import { Skeleton } from '../../../parts/empty.tsx'
import { t } from '../../../text/t.ts'
import styles from './preview.module.css'

/** More than anybody looks through here. */
const MOST_SHEETS = 300
/** As long as nothing is known: a letter. */
const USUAL_RATIO = 1.414

export function Paper({ file }: { readonly file: FileCard }): ReactElement {
  const paper = usePaper(file)
  if (paper === undefined) return <Skeleton rows={5} />
  if (paper === null)
    return (
      <p role="alert">
        {t('This PDF cannot be shown here: it is damaged, locked with a password, or could not be fetched. Download it instead.')}
      </p>
    )
  const shown = Math.min(paper.sheets, MOST_SHEETS)
  return (
    // It scrolls, so the keyboard must reach it.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <div
      className={styles.sheets}
      tabIndex={0}
      role="region"
      aria-label={t.many(paper.sheets, 'Contents, {count} page', 'Contents, {count} pages')}
    >
      {Array.from({ length: shown }, (_, at) => (
        <OneSheet key={at + 1} paper={paper} number={at + 1} />
      ))}
      {shown < paper.sheets && <p>{t('The first {shown} of {all} pages. Download it to read on.', { shown, all: paper.sheets })}</p>}
    </div>
  )
}

/** Undefined while it comes, null when it cannot. */
function usePaper(file: FileCard): Open | null | undefined {
  const [paper, setPaper] = useState<Open | null>()
  useEffect(() => {
    const control = new AbortController()
    openPaper(fileUrl(file.id), control.signal).then(
      (it) => control.signal.aborted || setPaper(it),
      () => control.signal.aborted || setPaper(null),
    )
    return () => control.abort()
  }, [file.id])
  return paper
}

function OneSheet({ paper, number }: { readonly paper: Open; readonly number: number }): ReactElement {
  const box = useRef<HTMLDivElement>(null)
  const canvas = useRef<HTMLCanvasElement>(null)
  const [ratio, setRatio] = useState(USUAL_RATIO)
  const [words, setWords] = useState('')
  const isNear = useNear(box)
  const isDrawn = useDrawn({ paper, number, isNear, box, canvas, setRatio, setWords })
  return (
    <div
      ref={box}
      className={styles.sheet}
      style={{ aspectRatio: `1 / ${ratio}` }}
      role="img"
      aria-label={t('Page {number}. {words}', { number, words })}
    >
      {isNear && <canvas ref={canvas} aria-hidden="true" data-drawn={isDrawn || undefined} />}
    </div>
  )
}

function useNear(box: RefObject<HTMLElement | null>): boolean {
  const [isNear, setNear] = useState(false)
  useEffect(() => {
    const watcher = new IntersectionObserver((seen) => setNear(seen.at(-1)?.isIntersecting === true), { rootMargin: '100%' })
    if (box.current) watcher.observe(box.current)
    return () => watcher.disconnect()
  }, [box])
  return isNear
}

type Drawn = {
  readonly paper: Open
  readonly number: number
  readonly isNear: boolean
  readonly box: RefObject<HTMLElement | null>
  readonly canvas: RefObject<HTMLCanvasElement | null>
  readonly setRatio: (ratio: number) => void
  readonly setWords: (words: string) => void
}

function useDrawn({ paper, number, isNear, box, canvas, setRatio, setWords }: Drawn): boolean {
  const [isDrawn, setDrawn] = useState(false)
  useEffect(() => {
    if (!isNear) return
    let end = (): void => {}
    let gone = false
    const draw = async (): Promise<void> => {
      const sheet: Sheet = await paper.open(number)
      if (gone || !canvas.current || !box.current) return
      setRatio(sheet.ratio)
      const drawing = sheet.draw(canvas.current, box.current.clientWidth * Math.min(2, devicePixelRatio))
      end = drawing.stop
      await drawing.done
      if (gone) return
      setDrawn(true)
      setWords(await sheet.words())
    }
    // One that cannot be drawn stays white; the others are not its fault.
    void draw().catch(() => undefined)
    return () => {
      gone = true
      end()
      setDrawn(false)
    }
  }, [paper, number, isNear, box, canvas, setRatio, setWords])
  return isDrawn
}
