// Files on their way in: into the downloads folder, under a name that is free, going on after a lost connection where they stood. What
// stands there in the end is whole: its length and, as the server tells it, its hash are those of the file.
import { createHash } from 'node:crypto'
import { createReadStream, existsSync, renameSync } from 'node:fs'
import { mkdir, open, rm, stat } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { fileUrl } from '@hearth/client/files.ts'
import { ChatError, errors } from '@hearth/protocol/errors.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { harmless } from '../clean.ts'

export type Fetching = {
  /** Of the file; of something that the server makes, its address. */
  readonly id: string
  readonly name: string
  /** Undefined: nobody knows before it is there. */
  readonly size: number | undefined
  readonly got: number
  readonly is: 'fetching' | 'waiting'
}

export type Incoming = {
  readonly list: readonly Fetching[]
  /**
   * The path it was saved under. Who asks while it is on its way already is given the same. Rejects with ChatError, FetchError, or what the
   * system says.
   */
  fetch(file: FileCard, folder: string): Promise<string>
  /** The same for something the server makes when it is asked: what breaks off begins anew. */
  download(path: string, name: string, folder: string): Promise<string>
  cancel(id: string): void
  /** Stops everything; what has come of files stays, and is gone on with. */
  halt(): void
  subscribe(changed: () => void): void
}

/** It did not come, in words. */
export class FetchError extends Error {}

type Given = {
  readonly fetch: typeof fetch
  /** `https://host:port` */
  readonly base: string
  token(): string | null
  wait(ms: number, then: () => void): () => void
}
type Under = { state: Fetching; readonly control: AbortController; readonly done: Promise<string> }

/** Why it was stopped: the program ends. */
const HALTED = new DOMException('The program ends.', 'AbortError')
const AGAIN_MS = 1500
/** How often a lost connection is tried again before it is given up; what has come is kept. */
const MOST_TRIES = 40
/** A name in a folder may have 255 bytes, and there may be a number to it. */
const NAME_BYTES = 200

export function createIncoming({ fetch: get, base, token, wait }: Given): Incoming {
  const under = new Map<string, Under>()
  const listeners = new Set<() => void>()

  const note = (id: string, change: Partial<Fetching>) => {
    const one = under.get(id)
    if (one) one.state = { ...one.state, ...change }
    for (const listener of listeners) listener()
  }

  const asked = (path: string, signal: AbortSignal, more: Readonly<Record<string, string>> = {}, method = 'GET') => {
    const secret = token()
    return get(path, { method, headers: { ...(secret === null ? {} : { authorization: `Bearer ${secret}` }), ...more }, signal })
  }

  /** Each piece is written before the next one is taken: what has come is there, however the connection ends. */
  async function pour(id: string, answer: Response, part: string, from: number): Promise<void> {
    let got = from
    const target = await open(part, got > 0 ? 'a' : 'w', 0o600)
    try {
      for await (const some of answer.body ?? []) {
        await target.writeFile(some)
        got += some.length
        note(id, { is: 'fetching', got })
      }
    } finally {
      await target.close()
    }
  }

  /** What the server says the file's bytes hash to, where it was asked for them. */
  async function piece(file: FileCard, part: string, signal: AbortSignal): Promise<string | undefined> {
    const have = (await stat(part).catch(() => undefined))?.size ?? 0
    if (have > 0 && have === file.size) return hashIn(await asked(fileUrl(file.id, base), signal, {}, 'HEAD'))
    const isPart = have > 0 && have < file.size
    const answer = await asked(fileUrl(file.id, base), signal, isPart ? { range: `bytes=${have}-` } : {})
    if (!answer.ok) throw await refusalOf(answer)
    await pour(file.id, answer, part, answer.status === 206 ? have : 0)
    return hashIn(answer)
  }

  async function whole(file: FileCard, part: string, signal: AbortSignal): Promise<void> {
    const hash = await piece(file, part, signal)
    const { size } = await stat(part)
    if (size < file.size) throw new FetchError('The connection ended before the file did.')
    if (size === file.size && (hash === undefined || (await hashOf(part)) === hash)) return
    await rm(part, { force: true })
    throw new FetchError('What came is not the file that was sent.')
  }

  async function run(file: FileCard, folder: string, signal: AbortSignal): Promise<string> {
    await mkdir(folder, { recursive: true })
    const part = join(folder, `.${safeName(file.id)}.part`)
    for (let tries = 1; ; tries++) {
      try {
        await whole(file, part, signal)
        break
      } catch (error) {
        if (signal.aborted && signal.reason !== HALTED) await rm(part, { force: true })
        if (signal.aborted || tries >= MOST_TRIES || !isPassing(error)) throw error
        note(file.id, { is: 'waiting' })
        await new Promise<void>((resolve) => wait(AGAIN_MS, resolve))
      }
    }
    return settled(part, folder, safeName(file.name))
  }

  async function runOnce(path: string, name: string, folder: string, signal: AbortSignal): Promise<string> {
    await mkdir(folder, { recursive: true })
    const part = join(folder, `.${safeName(name)}.${process.pid}.part`)
    try {
      const answer = await asked(base + path, signal).catch((error: unknown) => {
        throw signal.aborted ? error : new FetchError('There is no connection to the server right now.')
      })
      if (!answer.ok) throw new FetchError(`The server would not give it (${answer.status}).`)
      await pour(path, answer, part, 0)
      return settled(part, folder, safeName(name))
    } catch (error) {
      await rm(part, { force: true })
      throw error
    }
  }

  function begin(id: string, about: Pick<Fetching, 'name' | 'size'>, job: (signal: AbortSignal) => Promise<string>): Promise<string> {
    const known = under.get(id)
    if (known) return known.done
    const control = new AbortController()
    const done = job(control.signal).finally(() => {
      under.delete(id)
      for (const listener of listeners) listener()
    })
    under.set(id, { state: { id, ...about, got: 0, is: 'fetching' }, control, done })
    return done
  }

  return {
    get list() {
      return [...under.values()].map(({ state }) => state)
    },
    fetch: (file, folder) => begin(file.id, file, (signal) => run(file, folder, signal)),
    download: (path, name, folder) => begin(path, { name, size: undefined }, (signal) => runOnce(path, name, folder, signal)),
    cancel: (id) => under.get(id)?.control.abort(),
    halt() {
      for (const { control } of under.values()) control.abort(HALTED)
    },
    subscribe: (changed) => void listeners.add(changed),
  }
}

const hashIn = ({ headers }: Response): string | undefined => /^"([0-9a-f]{64})"$/u.exec(headers.get('etag') ?? '')?.[1]

/** Not what the server refuses, and not what this machine's disk does. */
const isPassing = (error: unknown): boolean =>
  error instanceof ChatError ? errors[error.code].retry : error instanceof FetchError || error instanceof TypeError

function settled(part: string, folder: string, name: string): string {
  const path = freeName(folder, name)
  renameSync(part, path)
  return path
}

async function hashOf(file: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const piece of createReadStream(file)) hash.update(piece)
  return hash.digest('hex')
}

async function refusalOf(answer: Response): Promise<Error> {
  const text = await answer.text().catch(() => '')
  try {
    const { error }: { error?: { code: keyof typeof errors } } = JSON.parse(text)
    if (error && Object.hasOwn(errors, error.code)) return new ChatError(error.code)
  } catch {
    // Not in our words: then the status must do.
  }
  return answer.status >= 500 ? new FetchError(`The server answered ${answer.status}.`) : new ChatError('file_unknown')
}

/** No folders, nothing hidden, nothing that a shell or a file manager would start by itself. */
export function safeName(name: string): string {
  const bare = basename(harmless(name).replaceAll('\\', '/').replaceAll('\n', ' '))
    .replace(/^[.\s-]+/u, '')
    .trim()
  let letters = [...bare]
  while (Buffer.byteLength(letters.join('')) > NAME_BYTES) letters = letters.slice(1)
  // What was cut away may have been all that stood before a dot.
  const short = letters.join('').replace(/^[.\s-]+/u, '')
  return short === '' ? 'file' : short
}

function freeName(folder: string, name: string): string {
  const end = extname(name)
  const stem = name.slice(0, name.length - end.length)
  for (let nth = 1; ; nth++) {
    const path = join(folder, nth === 1 ? name : `${stem} (${nth})${end}`)
    if (!existsSync(path)) return path
  }
}
