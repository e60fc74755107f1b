// A process of its own that looks at what strangers sent: what it is, how large, and small pictures of it. Whatever goes wrong here
// (a decoder that crashes, a picture that unpacks to gigabytes) ends this process and nothing else.

import { open, writeFile } from 'node:fs/promises'
import { constants, setPriority } from 'node:os'
import { fileTypeFromFile } from 'file-type'
import sharp from 'sharp'
import { withBytes } from './inside/bytes.ts'
import { mediaOf } from './inside/media.ts'
import { scrub } from './inside/pictures.ts'
import { IMAGES } from './kinds.ts'

export type Task =
  | { readonly task: number; readonly do: 'look'; readonly path: string }
  | { readonly task: number; readonly do: 'draw'; readonly path: string; readonly to: string; readonly size: number }
/** `isChanged`: something was taken out of it. */
export type Seen = {
  readonly type: string
  readonly width: number | null
  readonly height: number | null
  readonly durationMs: number | null
  readonly isChanged: boolean
}
export type Result = { readonly task: number; readonly ok: Seen | null } | { readonly task: number; readonly fault: string }

/** A picture of so many points takes some 400 MB where it must be unpacked as a whole. */
const MOST_PIXELS = 100_000_000
const MOST_BYTES = 700 * 1_048_576
const WATCH_MS = 20
/** As much as says whether it is text. */
const HEAD = 8192
const UNKNOWN = 'application/octet-stream'

await beModest()
// No markup, no documents, nothing that reads other files: these formats and no others are ever opened.
sharp.block({ operation: ['VipsForeignLoad'] })
sharp.unblock({
  operation: ['Jpeg', 'Png', 'Webp', 'Nsgif', 'Heif'].flatMap((name) => [`VipsForeignLoad${name}File`, `VipsForeignLoad${name}Buffer`]),
})
sharp.cache(false)
sharp.concurrency(1)
setInterval(() => {
  if (process.memoryUsage.rss() > MOST_BYTES) process.exit(9)
}, WATCH_MS).unref()

process.on('message', (task: Task) => void carryOut(task))
process.on('disconnect', () => process.exit(0))

async function carryOut(task: Task): Promise<void> {
  try {
    answer({ task: task.task, ok: task.do === 'look' ? await look(task.path) : await draw(task) })
  } catch (error) {
    answer({ task: task.task, fault: error instanceof Error ? error.message : String(error) })
  }
}

/** Says what it is, and takes out of a picture or a film where it was taken. */
async function look(path: string): Promise<Seen> {
  const first = (await fileTypeFromFile(path))?.mime ?? ((await isText(path)) ? 'text/plain' : UNKNOWN)
  const { isChanged, type, durationMs } = inside(path, first)
  const measures = IMAGES.has(type) ? await measure(path) : undefined
  return { type, width: measures?.width ?? null, height: measures?.height ?? null, durationMs, isChanged }
}

function inside(path: string, type: string): Pick<Seen, 'type' | 'durationMs' | 'isChanged'> {
  if (!/^(?:image|video|audio)\//.test(type)) return { type, durationMs: null, isChanged: false }
  return withBytes(path, (bytes) => {
    scrub(bytes, type)
    return { ...mediaOf(bytes, type), isChanged: bytes.isChanged() }
  })
}

/** As it is shown: turned as its camera said. Nothing where it is no image after all, or too large to be shown. */
async function measure(path: string): Promise<{ readonly width: number; readonly height: number } | undefined> {
  try {
    const { autoOrient, width, height } = await sharp(path, { limitInputPixels: MOST_PIXELS }).metadata()
    return width * height > MOST_PIXELS ? undefined : autoOrient
  } catch {
    return undefined
  }
}

/** Turned upright, without anything a camera wrote into it, never larger than it was. */
async function draw({ path, to, size }: Extract<Task, { do: 'draw' }>): Promise<null> {
  const image = sharp(path, { limitInputPixels: MOST_PIXELS, sequentialRead: true, failOn: 'error' })
  const drawn = image.autoOrient().resize({ width: size, height: size, fit: 'inside', withoutEnlargement: true })
  await writeFile(to, await drawn.webp({ quality: 78, effort: 2 }).toBuffer(), { mode: 0o600 })
  return null
}

/** UTF-8 without control characters, as far as one looks. */
async function isText(path: string): Promise<boolean> {
  const file = await open(path, 'r')
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(HEAD), 0, HEAD, 0)
    const text = new TextDecoder('utf-8', { fatal: true }).decode(buffer.subarray(0, bytesRead), { stream: bytesRead === HEAD })
    return bytesRead > 0 && !/[\u0000-\u0008\u000e-\u001a\u001c-\u001f\u007f]/.test(text)
  } catch {
    return false
  } finally {
    await file.close()
  }
}

function answer(result: Result): void {
  process.send?.(result)
}

/** Those who talk come first; and where memory runs out, this process goes before any other. */
async function beModest(): Promise<void> {
  try {
    setPriority(constants.priority.PRIORITY_LOW)
    await writeFile('/proc/self/oom_score_adj', '1000')
  } catch {
    // Neither is known to every system.
  }
}
