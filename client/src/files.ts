// Files: sending them up piece by piece, so that nothing that was answered is ever sent again, and where they are fetched from.
//
// Each piece says what it hashes to, where the platform can tell: what was damaged on its way is sent again, and nothing else is.
//
// What the server has answered is on its disk. Whatever else happens (a lost network, a restart, a reload of the page), the next thing
// asked is where the upload stands, and it goes on there.
import { ChatError, errors, type Failure } from '@hearth/protocol/errors.ts'
import type { FileId, RoomId } from '@hearth/protocol/ids.ts'
import { asError } from './link.ts'
import { createPortions, type Sha256, UnreadableError } from './portions.ts'
import type { Wait } from './store.ts'

/** Small pictures are made in these sizes: each fits into a square of so many points. */
export type PictureSize = 64 | 256 | 640 | 1600

export type FilesGiven = {
  readonly fetch: typeof fetch
  /** `https://host:port`; empty in a page of the server's own. */
  readonly base: string
  /** Null where a cookie says who one is. */
  token(): string | null
  /** Milliseconds, for the speed alone. */
  now(): number
  /** [0, 1), for back-off. */
  chance(): number
  readonly wait: Wait
  readonly sha256: Sha256
}

export type Upload = {
  readonly bytes: Blob
  readonly name: string
  /** Where it is meant to go; absent for a picture of oneself. */
  readonly room?: RoomId
  /** Of sound and video, in milliseconds. */
  readonly durationMs?: number
  /** `progress.url` of an earlier run for the very same bytes: goes on there. */
  readonly url?: string
}

export type Progress = {
  readonly is: 'queued' | 'sending' | 'waiting' | 'done' | 'failed' | 'cancelled'
  /** Bytes that are on the server's disk. */
  readonly sent: number
  readonly size: number
  /** Bytes in a second, lately. */
  readonly speed: number
  /** To be kept for a resume after a reload, together with what identifies the bytes. */
  readonly url?: string
  /** Why it waits, or failed. */
  readonly failure?: Failure
}

export type Uploading = {
  readonly progress: Progress
  /**
   * The id for `message.send`. Rejects with ChatError: the server's refusal, or `offline` when cancelled; with UnreadableError where the bytes
   * are not there any more.
   */
  readonly done: Promise<FileId>
  /** Ends it here and on the server. */
  cancel(): void
  /** Ends it here; on the server it can be gone on with. */
  stop(): void
}

export type Files = {
  /** Begins as soon as fewer than three others are under way. `changed` hears of each progress. */
  upload(upload: Upload, changed?: (progress: Progress) => void): Uploading
  /** "Online" or "visible": whoever waits tries again now. */
  nudge(): void
  /** Takes an upload back that nobody sent, whole or not; `url` as its progress said. */
  forget(url: string): Promise<void>
  url(id: FileId): string
  pictureUrl(id: FileId, size: PictureSize): string
}

/** Where a file is fetched from. */
export const fileUrl = (id: FileId, base = ''): string => `${base}/files/${id}`
export const pictureUrl = (id: FileId, size: PictureSize, base = ''): string => `${base}/files/${id}/${size}`

const AT_ONCE = 3
/** Lines that break again and again bring through little at a time: of a piece that broke off nothing is kept. */
const LEAST_PIECE = 65_536
const FIRST_PIECE = 262_144
const MOST_PIECE = 8_388_608
/** So often in a row the bytes come out damaged: what stands in between damages all of them. */
const MOST_DAMAGED = 8
/** A piece takes about so long: progress is seen, and little is sent twice. */
const PIECE_MS = 700
const FIRST_WAIT_MS = 300
const LONGEST_WAIT_MS = 15_000
const DISK_WAIT_MS = 5000

export function createFiles(given: FilesGiven): Files {
  const line: (() => void)[] = []
  const naps = new Set<() => void>()
  let running = 0

  /** Whoever waits longest has the place at once: nobody else gets in between. */
  function leave(): void {
    const next = line.shift()
    if (next) next()
    else running--
  }
  /** Rejects when it is called off before there was a place. */
  async function enter(signal: AbortSignal): Promise<void> {
    if (running < AT_ONCE) return void running++
    await new Promise<void>((resolve, reject) => {
      const go = () => {
        signal.removeEventListener('abort', off)
        resolve()
      }
      const off = () => {
        line.splice(line.indexOf(go), 1)
        reject(signal.reason)
      }
      line.push(go)
      signal.addEventListener('abort', off, { once: true })
    })
  }
  /** Ends early when nudged or cancelled. */
  const nap = (ms: number, signal: AbortSignal) =>
    new Promise<void>((resolve) => {
      const wake = () => {
        naps.delete(wake)
        signal.removeEventListener('abort', wake)
        stop()
        resolve()
      }
      const stop = given.wait(ms, wake)
      naps.add(wake)
      signal.addEventListener('abort', wake)
      if (signal.aborted) wake()
    })

  return {
    upload(upload, changed = () => {}) {
      const control = new AbortController()
      let progress: Progress = {
        is: 'queued',
        sent: 0,
        size: upload.bytes.size,
        speed: 0,
        ...(upload.url === undefined ? {} : { url: upload.url }),
      }
      const note = (change: Partial<Progress>) => {
        const { failure: _old, ...rest } = progress
        progress = { ...rest, ...change }
        changed(progress)
      }
      const job = createJob(given, upload, note, control.signal, nap)
      const run = async () => {
        let isIn = false
        try {
          await enter(control.signal)
          isIn = true
          return await job.run()
        } catch (error) {
          note(control.signal.aborted ? { is: 'cancelled' } : { is: 'failed', failure: failureOf(error) })
          throw control.signal.aborted ? new ChatError('offline') : error
        } finally {
          if (isIn) leave()
        }
      }
      const done = run()
      done.catch(() => undefined)
      return {
        get progress() {
          return progress
        },
        done,
        cancel() {
          if (progress.is === 'done') return
          control.abort()
          void job.forget().catch(() => undefined)
        },
        stop: () => control.abort(),
      }
    },
    nudge() {
      for (const wake of naps) wake()
    },
    async forget(url) {
      await askFor(given, 'DELETE', url, {})
    },
    url: (id) => fileUrl(id, given.base),
    pictureUrl: (id, size) => pictureUrl(id, size, given.base),
  }
}

function failureOf(error: unknown): Failure {
  if (error instanceof ChatError) return error.failure()
  if (error instanceof UnreadableError) return { code: 'file_not_whole', says: error.message }
  return { code: 'internal', says: errors.internal.says }
}

type Job = { run(): Promise<FileId>; forget(): Promise<void> }

function createJob(
  given: FilesGiven,
  { bytes, name, room, durationMs, url: known }: Upload,
  note: (change: Partial<Progress>) => void,
  signal: AbortSignal,
  nap: (ms: number, signal: AbortSignal) => Promise<void>,
): Job {
  let url = known
  let offset: number | undefined
  let piece = FIRST_PIECE
  let damaged = 0
  const portions = createPortions(bytes, given.sha256)
  let speed = 0
  let failures = 0

  const ask = (method: string, path: string, headers: Record<string, string>, body?: Blob) =>
    askFor(given, method, path, headers, { ...(method === 'DELETE' ? {} : { signal }), ...(body === undefined ? {} : { body }) })

  async function begin(): Promise<void> {
    const about = {
      filename: name,
      ...(room === undefined ? {} : { room }),
      ...(durationMs === undefined ? {} : { duration: `${Math.round(durationMs)}` }),
    }
    const made = askFor(given, 'POST', '/files', { 'upload-length': String(bytes.size), 'upload-metadata': metadata(about) })
    const headers = await unlessCalledOff(made)
    url = placeIn(headers)
    offset = numberIn(headers, 'upload-offset')
  }

  /** An upload that was called off while it was made is there all the same, and would count for a day. */
  function unlessCalledOff(made: Promise<Headers>): Promise<Headers> {
    return new Promise((resolve, reject) => {
      const off = () => {
        reject(signal.reason)
        void made.then((headers) => askFor(given, 'DELETE', placeIn(headers), {})).catch(() => undefined)
      }
      if (signal.aborted) return off()
      signal.addEventListener('abort', off, { once: true })
      made.then(resolve, reject).finally(() => signal.removeEventListener('abort', off))
    })
  }

  async function sendPiece(path: string, from: number): Promise<void> {
    const { bytes: part, checksum } = await portions.take(from, piece)
    portions.ahead(from + part.size, piece)
    const began = given.now()
    const about = {
      ...{ 'content-type': 'application/offset+octet-stream', 'upload-offset': String(from) },
      ...(checksum === undefined ? {} : { 'upload-checksum': checksum }),
    }
    const headers = await ask('PATCH', path, about, part)
    offset = numberIn(headers, 'upload-offset')
    damaged = 0
    const took = Math.max(1, given.now() - began)
    const now = (part.size / took) * 1000
    speed = speed === 0 ? now : speed * 0.7 + now * 0.3
    piece = Math.min(MOST_PIECE, Math.max(LEAST_PIECE, took < PIECE_MS / 2 ? piece * 2 : took > PIECE_MS * 2 ? piece / 2 : piece))
  }

  async function step(): Promise<void> {
    if (url === undefined) await begin()
    else if (offset === undefined) offset = numberIn(await ask('HEAD', url, {}), 'upload-offset')
    else await sendPiece(url, offset)
    failures = 0
    note({ is: 'sending', sent: offset ?? 0, speed, ...(url === undefined ? {} : { url }) })
  }

  async function recover(error: unknown): Promise<void> {
    signal.throwIfAborted()
    if (error instanceof UnreadableError) throw error
    const refusal = error instanceof ChatError ? error : new ChatError('offline', {}, error)
    // Forgotten on the server: it begins anew, once.
    if (refusal.code === 'file_unknown' && url !== undefined && failures === 0) {
      failures++
      url = undefined
      offset = undefined
      return
    }
    if (!errors[refusal.code].retry || (refusal.code === 'upload_checksum' && ++damaged >= MOST_DAMAGED)) throw refusal
    if (refusal.code === 'offline') piece = Math.max(LEAST_PIECE, piece / 2)
    offset = undefined
    if (refusal.code === 'upload_offset') return
    note({ is: 'waiting', speed: 0, failure: refusal.failure() })
    await nap(patience(refusal), signal)
    signal.throwIfAborted()
  }

  function patience({ code, more }: ChatError): number {
    if (more.retryAfterMs !== undefined) return more.retryAfterMs
    if (code === 'disk_full' || code === 'storage_full' || code === 'too_many_uploads') return DISK_WAIT_MS
    return given.chance() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures++)
  }

  return {
    async run() {
      note({ is: 'sending' })
      while (url === undefined || offset === undefined || offset < bytes.size) await step().catch(recover)
      note({ is: 'done', sent: bytes.size, speed })
      // The server's own word for it: the last part of the address it gave.
      return url.slice(url.lastIndexOf('/') + 1) as FileId
    },
    async forget() {
      if (url !== undefined) await ask('DELETE', url, {})
    },
  }
}

/** Throws ChatError for what the server refuses; anything else means that there is no way to it. */
async function askFor(
  given: FilesGiven,
  method: string,
  path: string,
  headers: Record<string, string>,
  more: Pick<RequestInit, 'signal' | 'body'> = {},
): Promise<Headers> {
  const token = given.token()
  const all = { 'tus-resumable': '1.0.0', ...(token === null ? {} : { authorization: `Bearer ${token}` }), ...headers }
  const answer = await given.fetch(given.base + path, { method, headers: all, ...more })
  if (!answer.ok) throw asError(await refusalOf(answer))
  return answer.headers
}

/** A proxy may answer in its own words. */
async function refusalOf(answer: Response): Promise<Failure> {
  const text = await answer.text()
  try {
    const { error }: { error?: Failure } = JSON.parse(text)
    if (error !== undefined && Object.hasOwn(errors, error.code)) return error
  } catch {
    // HEAD has no body; its status says as much as is needed here.
  }
  const code = byStatus[answer.status] ?? (answer.status < 500 ? 'bad_request' : 'offline')
  return { code, says: errors[code].says }
}
const byStatus: Readonly<Record<number, Failure['code']>> = {
  401: 'session_unknown',
  403: 'not_allowed',
  404: 'file_unknown',
  410: 'file_gone',
  429: 'slow_down',
}

const placeIn = (headers: Headers): string => new URL(headers.get('location') ?? '', 'http://here').pathname

/** An answer without an offset in it is no answer of this protocol. */
function numberIn(headers: Headers, name: string): number {
  const text = headers.get(name) ?? '0'
  return /^\d+$/.test(text) ? Number(text) : 0
}

const metadata = (about: Readonly<Record<string, string>>): string =>
  Object.entries(about)
    .map(([key, value]) => `${key} ${btoa(String.fromCharCode(...new TextEncoder().encode(value)))}`)
    .join(',')
