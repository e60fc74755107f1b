// Files on their way in: into the downloads folder, under a name that is free, going on after a lost connection where they stood.
import { existsSync, mkdirSync, renameSync, rmSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, extname, join } from 'node:path'
import { ChatError, errors } from '@hearth/protocol/errors.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { harmless } from '../clean.ts'

export type Fetching = {
  readonly file: FileCard
  readonly got: number
  readonly is: 'fetching' | 'waiting' | 'done' | 'failed' | 'cancelled'
  /** Where it lies in the end. */
  readonly path?: string
  readonly why?: string
}
export type Incoming = {
  readonly list: readonly Fetching[]
  /** The path it was saved under. Rejects with ChatError, or an Error in words. */
  fetch(file: FileCard, folder: string): Promise<string>
  cancel(id: string): void
  subscribe(changed: () => void): void
}
type Given = {
  readonly fetch: typeof fetch
  url(id: FileCard['id']): string
  token(): string | null
  wait(ms: number, then: () => void): () => void
}

const AGAIN_MS = 1500
/** How often a lost connection is tried again before it is given up; what has come is kept. */
const MOST_TRIES = 40

export function createIncoming({ fetch: get, url, token, wait }: Given): Incoming {
  const under = new Map<string, { state: Fetching; readonly control: AbortController }>()
  const listeners = new Set<() => void>()
  const note = (id: string, change: Partial<Fetching>) => {
    const one = under.get(id)
    if (one) one.state = { ...one.state, ...change }
    for (const listener of listeners) listener()
  }

  async function piece(file: FileCard, part: string, signal: AbortSignal): Promise<void> {
    const have = statSync(part, { throwIfNoEntry: false })?.size ?? 0
    if (have > 0 && have === file.size) return
    const secret = token()
    const headers = {
      ...(secret === null ? {} : { authorization: `Bearer ${secret}` }),
      ...(have > 0 ? { range: `bytes=${have}-` } : {}),
    }
    const answer = await get(url(file.id), { headers, signal })
    if (!answer.ok || !answer.body) throw await refusalOf(answer)
    let got = answer.status === 206 ? have : 0
    // Each piece is written before the next one is taken: what has come is there, however the connection ends.
    const target = await open(part, got > 0 ? 'a' : 'w', 0o600)
    try {
      for await (const some of answer.body) {
        await target.writeFile(some)
        got += some.length
        note(file.id, { is: 'fetching', got })
      }
    } finally {
      await target.close()
    }
  }

  async function run(file: FileCard, folder: string, signal: AbortSignal): Promise<string> {
    mkdirSync(folder, { recursive: true })
    const name = safeName(file.name)
    const part = join(folder, `.${file.id}.part`)
    for (let tries = 1; ; tries++) {
      try {
        await piece(file, part, signal)
        break
      } catch (error) {
        if (signal.aborted) rmSync(part, { force: true })
        if (signal.aborted || tries >= MOST_TRIES || (error instanceof ChatError && !errors[error.code].retry)) throw error
        note(file.id, { is: 'waiting' })
        await new Promise<void>((resolve) => wait(AGAIN_MS, resolve))
      }
    }
    const path = freeName(folder, name)
    renameSync(part, path)
    return path
  }

  return {
    get list() {
      return [...under.values()].map(({ state }) => state)
    },
    async fetch(file, folder) {
      const control = new AbortController()
      under.set(file.id, { state: { file, got: 0, is: 'fetching' }, control })
      try {
        const path = await run(file, folder, control.signal)
        note(file.id, { is: 'done', got: file.size, path })
        return path
      } finally {
        under.delete(file.id)
        for (const listener of listeners) listener()
      }
    },
    cancel: (id) => under.get(id)?.control.abort(),
    subscribe: (changed) => void listeners.add(changed),
  }
}

async function refusalOf(answer: Response): Promise<Error> {
  const text = await answer.text().catch(() => '')
  try {
    const { error }: { error?: { code: keyof typeof errors } } = JSON.parse(text)
    if (error && Object.hasOwn(errors, error.code)) return new ChatError(error.code)
  } catch {
    // Not in our words: then the status must do.
  }
  return answer.status >= 500 ? new Error(`the server answered ${answer.status}`) : new ChatError('file_unknown')
}

/** No folders, nothing hidden, nothing that a shell or a file manager would start by itself. */
export function safeName(name: string): string {
  const bare = basename(harmless(name).replaceAll('\\', '/').replaceAll('\n', ' '))
    .replace(/^[.\s-]+/u, '')
    .trim()
  return bare === '' ? 'file' : bare.slice(-200)
}

function freeName(folder: string, name: string): string {
  const end = extname(name)
  const stem = name.slice(0, name.length - end.length)
  for (let nth = 1; ; nth++) {
    const path = join(folder, nth === 1 ? name : `${stem} (${nth})${end}`)
    if (!existsSync(path)) return path
  }
}
