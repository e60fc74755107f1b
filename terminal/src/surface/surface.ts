// The terminal as a full screen: entered, painted, listened to, and always left as it was found, whatever happens.
import { StringDecoder } from 'node:string_decoder'
import { createKeys, type Heard } from './keys.ts'
import { createPainter, ESC, type Frame, type Palette } from './paint.ts'

export type Surface = {
  readonly columns: number
  readonly rows: number
  /** Shows the frame. Nothing is written while the terminal has not taken the last bytes: what comes meanwhile is shown in one. */
  draw(frame: Frame): void
  /** Bytes beside the frame: a bell, a notification, a picture. */
  say(bytes: string): void
  /** Gives what ends it. */
  hears(listener: (heard: Heard) => void): () => void
  resized(listener: () => void): () => void
  /** The terminal took what it was given late: there may be something newer to show. */
  drained(listener: () => void): () => void
  mouse(on: boolean): void
  /** Words come in the order they are read: the terminal turns none (BDSM, CSI 8 l; others do not know it). */
  turns(on: boolean): void
  /** The terminal is gone, or somebody ends this program: nothing that is written arrives any more. */
  lost(listener: () => void): () => void
  /** Everything anew. */
  redraw(): void
  /** Hands the terminal to another program for a while. */
  lend<T>(job: () => Promise<T>): Promise<T>
  close(): void
}

/** Alternate screen, pasted text in brackets, told of focus, keys told apart (where the terminal knows how). */
const ENTER = `${ESC}[?1049h${ESC}[?2004h${ESC}[?1004h${ESC}[>1u${ESC}[?7l`
const LEAVE = `${ESC}[?2026l${ESC}[0m${ESC}[?7h${ESC}[<u${ESC}[?1004l${ESC}[?2004l${ESC}[?1000l${ESC}[?1006l${ESC}[8h${ESC}[?25h${ESC}[?1049l`
const MOUSE = { on: `${ESC}[?1000h${ESC}[?1006h`, off: `${ESC}[?1000l${ESC}[?1006l` }
const TURNS = { on: `${ESC}[8l`, off: `${ESC}[8h` }
/** An escape that nothing follows in this time is the key of that name. */
const ALONE_MS = 40
const ENDINGS = ['exit', 'uncaughtExceptionMonitor'] as const
const SIGNALS = ['SIGTERM', 'SIGHUP'] as const

export function createSurface(input: NodeJS.ReadStream, output: NodeJS.WriteStream, palette: Palette): Surface {
  const painter = createPainter(palette)
  const listeners = new Set<(heard: Heard) => void>()
  const drainers = new Set<() => void>()
  const sizers = new Set<() => void>()
  const losers = new Set<() => void>()
  let isIn = false
  let isFull = false
  let hasMouse = false
  let turnsWords = false
  let isLost = false
  let last: Frame | undefined

  const size = () => ({ columns: Math.max(20, output.columns || 80), rows: Math.max(4, output.rows || 24) })
  const ears = createEars((heard) => {
    for (const listener of [...listeners]) listener(heard)
  })
  const onResize = () => {
    anew()
    for (const listener of sizers) listener()
  }
  const onDrain = () => {
    isFull = false
    for (const listener of drainers) listener()
  }
  const onLost = (why?: unknown) => {
    // After a signal the terminal is mostly still there, and wants to be left as it was found.
    isLost ||= why instanceof Error
    for (const listener of [...losers]) listener()
  }

  function anew(): void {
    const { columns, rows } = size()
    painter.forget(columns, rows)
  }

  function write(bytes: string): void {
    if (bytes !== '' && isIn && !isLost) isFull = !output.write(bytes)
  }

  function enter(): void {
    if (isIn) return
    isIn = true
    input.setRawMode(true)
    input.resume()
    input.on('data', ears.hear)
    output.on('resize', onResize)
    output.on('drain', onDrain)
    input.on('end', onLost)
    // Before the reason is printed: it is to be read on the screen that stays.
    for (const way of ENDINGS) process.once(way, leave)
    anew()
    write(ENTER + (hasMouse ? MOUSE.on : '') + (turnsWords ? TURNS.on : ''))
  }

  function leave(): void {
    if (!isIn) return
    write(LEAVE)
    isIn = false
    ears.rest()
    input.off('data', ears.hear)
    output.off('resize', onResize)
    output.off('drain', onDrain)
    input.off('end', onLost)
    for (const way of ENDINGS) process.off(way, leave)
    letGo(input)
  }

  const unwatch = watch(input, output, onLost)
  enter()
  return {
    get columns() {
      return size().columns
    },
    get rows() {
      return size().rows
    },
    draw(frame) {
      last = frame
      if (isIn && !isFull) write(painter.paint(frame))
    },
    say: write,
    hears: (listener) => added(listeners, listener),
    resized: (listener) => added(sizers, listener),
    drained: (listener) => added(drainers, listener),
    mouse(on) {
      hasMouse = on
      write(on ? MOUSE.on : MOUSE.off)
    },
    turns(on) {
      turnsWords = on
      write(on ? TURNS.on : TURNS.off)
    },
    lost: (listener) => added(losers, listener),
    redraw() {
      anew()
      if (last) write(painter.paint(last))
    },
    async lend(job) {
      leave()
      try {
        return await job()
      } finally {
        enter()
        if (last) write(painter.paint(last))
      }
    },
    close() {
      leave()
      unwatch()
    },
  }
}

/** Bytes in, what happened out; an escape that nothing follows is the key, after a moment. */
function createEars(tell: (heard: Heard) => void) {
  const decoder = new StringDecoder('utf8')
  const keys = createKeys()
  let alone: NodeJS.Timeout | undefined
  const settle = () => {
    for (const heard of keys.settle()) tell(heard)
  }
  return {
    hear(bytes: Buffer) {
      clearTimeout(alone)
      for (const heard of keys.hear(decoder.write(bytes))) tell(heard)
      if (keys.isWaiting) alone = setTimeout(settle, ALONE_MS)
    },
    rest: () => clearTimeout(alone),
  }
}

/** Tells when the terminal is gone, or somebody ends this program. Gives what ends it; errors of a terminal that is gone stay quiet. */
function watch(input: NodeJS.ReadStream, output: NodeJS.WriteStream, tell: (why?: unknown) => void): () => void {
  for (const stream of [input, output]) stream.on('error', tell)
  for (const signal of SIGNALS) process.on(signal, tell)
  return () => {
    for (const signal of SIGNALS) process.off(signal, tell)
  }
}

function letGo(input: NodeJS.ReadStream): void {
  try {
    input.setRawMode(false)
  } catch {
    // A window that was closed has no mode any more.
  }
  input.pause()
}

function added<T>(all: Set<T>, one: T): () => void {
  all.add(one)
  return () => void all.delete(one)
}
