// PDF, drawn by us: no plug-in, no frame, no script that stands in it. What a sheet says is drawn as points, and given as words.
import { GlobalWorkerOptions, getDocument, type PDFDocumentProxy, type PDFPageProxy, type RenderTask } from 'pdfjs-dist'

/** Larger images in it are left out: unpacked they would take the browser's memory. */
const MOST_POINTS = 64_000_000
/** Of a sheet as it is drawn, whatever size it says it has. */
const WIDEST = 2400
const TALLEST = 6000

export type Paper = { readonly sheets: number; open(number: number): Promise<Sheet>; close(): void }
export type Sheet = {
  /** Height of one that is one wide. */
  readonly ratio: number
  /** Draws it so many points wide. */
  draw(canvas: HTMLCanvasElement, width: number): Drawing
  words(): Promise<string>
}
export type Drawing = { readonly done: Promise<unknown>; stop(): void }

/** Rejects for what is no PDF, cannot be read, or wants a password. `signal` ends it and lets go of everything. */
export async function openPaper(url: string, signal: AbortSignal): Promise<Paper> {
  GlobalWorkerOptions.workerPort ??= new Worker(new URL('./paper-worker.ts', import.meta.url), { type: 'module', name: 'paper' })
  const loading = getDocument({
    url,
    // Only what is looked at is fetched.
    disableAutoFetch: true,
    disableStream: true,
    // Our policy allows none of these, and nothing here needs them.
    useWasm: false,
    enableXfa: false,
    maxImageSize: MOST_POINTS,
    // Its widths are those the document was written with, whatever this system calls Helvetica.
    useSystemFonts: false,
    cMapUrl: '/pdf/cmaps/',
    cMapPacked: true,
    standardFontDataUrl: '/pdf/fonts/',
    verbosity: 0,
  })
  const close = (): void => void loading.destroy()
  signal.addEventListener('abort', close, { once: true })
  const paper: PDFDocumentProxy = await loading.promise
  return { sheets: paper.numPages, close, open: async (number) => sheetOf(await paper.getPage(number)) }
}

function sheetOf(page: PDFPageProxy): Sheet {
  const whole = page.getViewport({ scale: 1 })
  return {
    ratio: whole.height / whole.width,
    draw(canvas, width) {
      const scale = Math.min(width / whole.width, WIDEST / whole.width, TALLEST / whole.height)
      const viewport = page.getViewport({ scale })
      canvas.width = Math.max(1, Math.floor(viewport.width))
      canvas.height = Math.max(1, Math.floor(viewport.height))
      const task: RenderTask = page.render({ canvas, viewport })
      return { done: task.promise, stop: () => task.cancel() }
    },
    async words() {
      const { items } = await page.getTextContent()
      return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? ' ' : '') : '')).join('')
    },
  }
}
