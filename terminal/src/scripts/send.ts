// hearth send: something said from a script, a pipe, or cron.

import { fstatSync, openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { createFiles, type Files, type Progress, type Uploading } from '@hearth/client/files.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId, RoomId } from '@hearth/protocol/ids.ts'
import type { ExitCode } from '../app/start.ts'
import { newId, wait } from '../connect/clock.ts'
import { asFailed, createErrand, type Errand, ErrandFailed } from './errand.ts'
import type { Pass } from './pass.ts'

type Wait = typeof wait

export type SendOptions = {
  readonly room: string
  /** Absent: what comes in. */
  readonly text: string | undefined
  readonly files: readonly string[]
  /** Each line is a message of its own, said as it comes. */
  readonly byLines: boolean
  /** Milliseconds a server that is away is waited for, each time that it is. */
  readonly patienceMs: number
}
/** What one message may hold: UTF-16 units, and bytes of the request it is in. */
export type Room = { readonly chars: number; readonly bytes: number }

/** Below this the server is not asked what it takes before it refuses something. */
const SURELY_SHORT = 1000
/** Of a request, besides the words. */
const ENVELOPE_BYTES = 2048
/** What is longer is a file. */
const MOST_PIPED = 4_194_304

/** Throws ErrandFailed for what does not go together. */
export function checkWanted({ text, files, byLines }: Pick<SendOptions, 'text' | 'files' | 'byLines'>): void {
  if (byLines && text !== undefined)
    throw new ErrandFailed('--lines says what comes on standard input, line by line: give no text with it.', 2)
  if (byLines && files.length > 0) throw new ErrandFailed('--lines and --file do not go together: send the file in a call of its own.', 2)
}

/** Throws ErrandFailed. */
export async function send(pass: Pass, options: SendOptions, input: NodeJS.ReadStream): Promise<ExitCode> {
  checkWanted(options)
  const errand = createErrand({ ...pass, token: () => pass.token, patienceMs: options.patienceMs })
  const { id: room } = await errand.room(options.room)
  const talk = createTalk(errand, room)
  if (options.byLines) {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) await talk.say(line)
    return 0
  }
  const isRead = options.text === undefined && (options.files.length === 0 || isPipe(input))
  const text = (isRead ? await whole(input) : (options.text ?? '')).replace(/(?<![\r\n])[\r\n]+$/u, '')
  if (text.trim() === '' && options.files.length === 0)
    throw new ErrandFailed('There is nothing to send: give a text, --file, or something on standard input.', 2)
  await talk.say(text, options.files.length === 0 ? [] : await uploaded(pass, room, options))
  return 0
}

/** Somebody writes into it; a terminal, a list of somebody's loop, and nothing at all are not meant for a file that is sent. */
function isPipe(input: NodeJS.ReadStream): boolean {
  if (input.isTTY) return false
  try {
    const about = fstatSync(0)
    return about.isFIFO() || about.isSocket()
  } catch {
    return false
  }
}

/** Says what may be too long for a message in several; the files go with the last. */
function createTalk(errand: Errand, room: RoomId) {
  let most: Room | undefined

  async function fit(): Promise<Room> {
    if (most) return most
    const { textChars, frameBytes } = await errand.limits()
    most = { chars: textChars, bytes: Math.max(1, frameBytes - ENVELOPE_BYTES) }
    return most
  }
  async function one(text: string, files: readonly FileId[]): Promise<void> {
    // One clientId however often it is tried: it is said once.
    const takes = { room, text, clientId: newId(), ...(files.length === 0 ? {} : { files: [...files] }) }
    try {
      await errand.refusable('message.send', takes)
    } catch (error) {
      // A line of nothing that can be seen keeps those after it from nobody.
      if (!(error instanceof ChatError) || error.code !== 'text_empty') throw error
    }
  }
  async function inParts(text: string, files: readonly FileId[], { chars, bytes }: Room): Promise<void> {
    // What is blank is no message.
    const parts = partsOf(text, chars, bytes).filter((part) => part.trim() !== '')
    for (const [at, part] of (parts.length === 0 ? [''] : parts).entries())
      await one(part, at === Math.max(0, parts.length - 1) ? files : [])
  }
  async function tried(text: string, files: readonly FileId[]): Promise<void> {
    if (text.length > SURELY_SHORT) return inParts(text, files, await fit())
    try {
      await one(text, files)
    } catch (error) {
      if (!(error instanceof ChatError) || error.code !== 'text_too_long') throw error
      await inParts(text, files, await fit())
    }
  }
  return {
    async say(text: string, files: readonly FileId[] = []): Promise<void> {
      if (text.trim() === '' && files.length === 0) return
      try {
        await tried(text, files)
      } catch (error) {
        throw error instanceof ChatError ? asFailed(error) : error
      }
    },
  }
}

async function whole(input: NodeJS.ReadStream): Promise<string> {
  const pieces: Buffer[] = []
  let size = 0
  for await (const piece of input) {
    const bytes = Buffer.from(piece)
    pieces.push(bytes)
    size += bytes.length
    if (size > MOST_PIPED)
      throw new ErrandFailed('More than 4 MB came in: put it in a file and send that with --file. Nothing was sent.', 2)
  }
  return Buffer.concat(pieces).toString('utf8')
}

const letters = new Intl.Segmenter()

/** Cut at ends of lines where a message would be too long, else between words, else between letters. */
export function partsOf(text: string, chars: number, bytes = Number.POSITIVE_INFINITY): readonly string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > chars || jsonBytes(rest) > bytes) {
    const most = longestWithin(rest, chars, bytes)
    const line = rest.lastIndexOf('\n', most)
    const word = rest.lastIndexOf(' ', most - 1) + 1
    const end = line > 0 ? line : word > most / 2 ? word : betweenLetters(rest, most)
    parts.push(rest.slice(0, end))
    rest = rest.slice(line > 0 ? end + 1 : end)
  }
  return [...parts, rest]
}

const jsonBytes = (text: string): number => Buffer.byteLength(JSON.stringify(text))

function longestWithin(text: string, chars: number, bytes: number): number {
  let most = Math.min(chars, text.length)
  while (most > 1 && jsonBytes(text.slice(0, most)) > bytes) most = Math.floor(most / 2)
  return most
}

/** The last place not behind `most` at which no letter is torn; where a single letter is longer than that, between its parts. */
function betweenLetters(text: string, most: number): number {
  let end = 0
  for (const { index, segment } of letters.segment(text.slice(Math.max(0, most - 200), most + 1)))
    if (Math.max(0, most - 200) + index + segment.length <= most) end = Math.max(0, most - 200) + index + segment.length
  if (end > most - 200 && end > 0) return end
  return most > 1 && /[\ud800-\udbff]/u.test(text[most - 1] ?? '') ? most - 1 : most
}

async function uploaded(pass: Pass, room: RoomId, { files: paths, patienceMs }: SendOptions): Promise<readonly FileId[]> {
  const files = createFiles({
    fetch,
    base: pass.server.origin,
    token: () => pass.token,
    now: () => performance.now(),
    chance: Math.random,
    wait,
    sha256: (bytes) => crypto.subtle.digest('SHA-256', bytes),
  })
  const ready = await Promise.all(
    paths.map(async (path) => {
      const bytes = await openAsBlob(path).catch(() => undefined)
      if (!bytes) throw new ErrandFailed(`${path} cannot be read.`, 1)
      return { bytes, name: basename(path), room }
    }),
  )
  const under = ready.map((upload) => patient((changed) => files.upload(upload, changed), patienceMs))
  try {
    return await Promise.all(under.map(({ done }) => done))
  } catch (error) {
    await takeBack(files, under)
    if (!(error instanceof ChatError)) throw error
    const isAway = error.code === 'offline'
    throw new ErrandFailed(
      isAway ? `There is no way to ${pass.server.host}; no file was sent.` : error.message,
      isAway ? 3 : error.code === 'not_in_scope' || error.code === 'session_unknown' ? 4 : 1,
    )
  }
}

/** Stopped when it could not go on for so long; what waits its turn behind others, or was asked to be slower, does not count. */
export function patient(begin: (changed: (progress: Progress) => void) => Uploading, patienceMs: number, waits: Wait = wait): Uploading {
  let callOff: (() => void) | undefined
  const uploading = begin(({ is, failure }) => {
    const isAway = is === 'waiting' && failure?.code !== 'slow_down'
    if (isAway) callOff ??= waits(patienceMs, () => uploading.stop())
    else {
      callOff?.()
      callOff = undefined
    }
  })
  return uploading
}

/** Of a message that cannot be said the files are wanted no more. */
async function takeBack(files: Files, under: readonly Uploading[]): Promise<void> {
  const whole = under.flatMap(({ progress }) => (progress.is === 'done' && progress.url !== undefined ? [progress.url] : []))
  for (const one of under) one.cancel()
  await Promise.allSettled(whole.map((url) => files.forget(url)))
}
