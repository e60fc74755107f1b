// hearth send: something said from a script, a pipe, or cron.

import { openAsBlob } from 'node:fs'
import { basename } from 'node:path'
import { createInterface } from 'node:readline'
import { createFiles } from '@hearth/client/files.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId, RoomId } from '@hearth/protocol/ids.ts'
import type { ExitCode } from '../app/start.ts'
import { newId, wait } from '../connect/clock.ts'
import { createErrand, type Errand, ErrandFailed } from './errand.ts'
import type { Pass } from './pass.ts'

export type SendOptions = {
  readonly room: string
  /** Absent: what comes in. */
  readonly text: string | undefined
  readonly files: readonly string[]
  /** Each line is a message of its own, said as it comes. */
  readonly byLines: boolean
  /** Epoch milliseconds: till then a server that is away is waited for. */
  readonly until: number
}

/** What one message may hold is the server's to say; without having asked, this. */
const LONGEST = 8000

/** Throws ErrandFailed. */
export async function send(pass: Pass, options: SendOptions, input: NodeJS.ReadStream): Promise<ExitCode> {
  const errand = createErrand({ server: pass.server, token: () => pass.token, until: options.until })
  const { id: room } = await errand.room(options.room)
  const files = options.files.length === 0 ? [] : await uploaded(pass, room, options)
  if (options.byLines) {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY }))
      if (line.trim() !== '') await say(errand, room, line)
    return 0
  }
  const isPiped = options.text === undefined && files.length === 0
  const text = (isPiped ? await whole(input) : (options.text ?? '')).replace(/(?<!\n)\n+$/u, '')
  if (text.trim() === '' && files.length === 0)
    throw new ErrandFailed('There is nothing to send: give a text, --file, or something on standard input.', 2)
  const parts = partsOf(text)
  for (const [at, part] of parts.entries()) await say(errand, room, part, at === parts.length - 1 ? files : [])
  return 0
}

async function say(errand: Errand, room: RoomId, text: string, files: readonly FileId[] = []): Promise<void> {
  // One clientId however often it is tried: it is said once.
  await errand.ask('message.send', { room, text, clientId: newId(), ...(files.length === 0 ? {} : { files: [...files] }) })
}

async function whole(input: NodeJS.ReadStream): Promise<string> {
  const pieces: Buffer[] = []
  for await (const piece of input) pieces.push(Buffer.from(piece))
  return Buffer.concat(pieces).toString('utf8')
}

/** Cut at ends of lines where a message would be too long. */
export function partsOf(text: string, longest = LONGEST): readonly string[] {
  const parts: string[] = []
  let rest = text
  while (rest.length > longest) {
    const line = rest.lastIndexOf('\n', longest)
    const letter = /[\ud800-\udbff]/u.test(rest[longest - 1] ?? '') ? longest - 1 : longest
    const end = line > 0 ? line : letter
    parts.push(rest.slice(0, end))
    rest = rest.slice(line > 0 ? end + 1 : end)
  }
  return [...parts, rest]
}

async function uploaded(pass: Pass, room: RoomId, { files: paths, until }: SendOptions): Promise<readonly FileId[]> {
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
  const under = ready.map((upload) => files.upload(upload))
  const callOff = wait(Math.max(0, until - Date.now()), () => {
    for (const one of under) if (one.progress.is === 'waiting' || one.progress.sent === 0) one.stop()
  })
  try {
    return await Promise.all(under.map(({ done }) => done))
  } catch (error) {
    if (!(error instanceof ChatError)) throw error
    throw new ErrandFailed(
      error.message,
      error.code === 'offline' ? 3 : error.code === 'not_in_scope' || error.code === 'session_unknown' ? 4 : 1,
    )
  } finally {
    callOff()
  }
}
