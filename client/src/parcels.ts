// Files on their way into messages. A parcel is one message's files and caption: it goes up as soon as it is put together, waits while
// words are found for it, and is handed to the outbox when it is posted and every file is whole. Words never wait for files.
//
//   add → (uploading) → post → (uploading) → all whole → outbox
//
// What is under way outlives the run: the address of each upload and, where the shelf takes them, the bytes. Bytes that were not kept
// are asked for again, and taken only when they are the same.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId, MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { FileCard, FileKind } from '@hearth/protocol/shapes.ts'
import type { Files, Progress, Uploading } from './files.ts'
import type { Bundle, InThread } from './outbox.ts'
import { UnreadableError } from './portions.ts'

/** What is known of a file before the server has seen it. */
export type About = {
  readonly name: string
  readonly size: number
  /** MIME type, as the device says. */
  readonly type: string
  readonly width?: number
  readonly height?: number
  readonly durationMs?: number
}

export type Piece = About & {
  readonly key: string
  /** Null after a reload, when the bytes could not be kept: they must be chosen again. */
  readonly bytes: Blob | null
  /** What the bytes are known by. */
  readonly mark?: string
  readonly progress: Progress
  /** Once it is whole. */
  readonly id?: FileId
}

export type Parcel = {
  readonly clientId: string
  readonly room: RoomId
  readonly text: string
  readonly replyTo: MessageId | null
  /** The thread it lies in; `also`: it is to stand in the room, too. */
  readonly thread?: MessageId
  readonly also?: true
  readonly at: number
  /** To be said as soon as all is whole; until then it lies where one writes. */
  readonly isPosted: boolean
  readonly pieces: readonly Piece[]
}

/** Keeps parcels from one run to the next; bytes it cannot take it leaves out. */
export type ParcelShelf = {
  save(parcel: Parcel): void
  keepBytes(key: string, bytes: Blob): void
  remove(parcel: Parcel): void
}

export type ParcelsGiven = {
  readonly files: Pick<Files, 'upload' | 'forget'>
  readonly shelf: ParcelShelf
  send(room: RoomId, text: string, replyTo: MessageId | undefined, bundle: Bundle, thread?: InThread): void
  /** What the bytes are known by; undefined where that cannot be told. */
  identify(bytes: Blob): Promise<string | undefined>
  newId(): string
  now(): number
}

export type Parcels = {
  readonly list: readonly Parcel[]
  subscribe(changed: () => void): () => void
  /** Puts files to what is being written in the room, or in a thread of it, and begins to send them up. Gives the keys. */
  add(room: RoomId, files: readonly { readonly about: About; readonly bytes: Blob }[], thread?: MessageId): readonly string[]
  /** Measures that were found later. */
  note(key: string, about: Partial<About>): void
  /** Takes one file out, here and on the server. A parcel without files is gone. */
  remove(key: string): void
  retry(key: string): void
  /** Bytes that were lost with a reload, chosen again. False when they are others. */
  again(key: string, bytes: Blob): Promise<boolean>
  /** What was put together in the room, or in a thread of it, becomes a message when it is whole. */
  post(room: RoomId, text: string, replyTo: MessageId | null, thread?: InThread): void
  /** Back to where one writes, with its words; false when other files wait there. */
  unpost(clientId: string): boolean
  /** Files of a message that was taken back before it was said: where one writes again. */
  takeBack(room: RoomId, files: readonly FileCard[], thread?: MessageId): void
  discard(clientId: string): void
  /** What the last run left. */
  restore(saved: readonly Parcel[]): void
  /** Stops everything here and keeps it on the shelf and on the server. */
  halt(): void
}

export const kindOf = (type: string): FileKind => {
  const [family = ''] = type.split('/', 1)
  if (family === 'image' && type !== 'image/svg+xml') return 'image'
  if (family === 'video' || family === 'audio') return family
  if (type === 'application/pdf' || type === 'text/plain') return 'document'
  return /zip|tar|compressed|7z|rar/.test(type) ? 'archive' : 'other'
}

export function createParcels({ files, shelf, send, identify, newId, now }: ParcelsGiven): Parcels {
  const running = new Map<string, Uploading>()
  const listeners = new Set<() => void>()
  let list: readonly Parcel[] = []

  function set(to: readonly Parcel[]): void {
    list = to
    for (const listener of [...listeners]) listener()
  }
  const parcelOf = (key: string): Parcel | undefined => list.find(({ pieces }) => pieces.some((piece) => piece.key === key))
  const pieceOf = (key: string): Piece | undefined => parcelOf(key)?.pieces.find((piece) => piece.key === key)
  const draftOf = (room: RoomId, thread: MessageId | undefined): Parcel | undefined =>
    list.find((parcel) => parcel.room === room && parcel.thread === thread && !parcel.isPosted)

  /** `null`: it goes. */
  function replace(clientId: string, parcel: Parcel | null): void {
    set(list.flatMap((one) => (one.clientId === clientId ? (parcel ?? []) : one)))
    if (parcel) shelf.save(parcel)
  }

  function change(key: string, how: Partial<Piece>, isLasting = true): void {
    const parcel = parcelOf(key)
    if (!parcel) return
    const changed = { ...parcel, pieces: parcel.pieces.map((piece) => (piece.key === key ? { ...piece, ...how } : piece)) }
    set(list.map((one) => (one === parcel ? changed : one)))
    if (isLasting) shelf.save(changed)
  }

  function start(key: string, room: RoomId): void {
    const piece = pieceOf(key)
    if (!piece?.bytes || piece.id !== undefined || running.has(key)) return
    const { bytes, name, durationMs, progress } = piece
    const upload = {
      ...{ bytes, name, room },
      ...(durationMs === undefined ? {} : { durationMs }),
      ...(progress.url === undefined ? {} : { url: progress.url }),
    }
    // Only the address lasts: how far it is, the server knows.
    const uploading = files.upload(
      upload,
      (to) => running.get(key) === uploading && change(key, { progress: to }, to.url !== pieceOf(key)?.progress.url),
    )
    running.set(key, uploading)
    change(key, { progress: uploading.progress }, false)
    uploading.done.then(
      (id) => ended(key, uploading, { id, progress: uploading.progress }),
      // What cannot be read any more must be chosen again.
      (why: unknown) => ended(key, uploading, { progress: uploading.progress, ...(why instanceof UnreadableError ? { bytes: null } : {}) }),
    )
  }

  function ended(key: string, uploading: Uploading, how: Partial<Piece>): void {
    if (running.get(key) !== uploading) return
    running.delete(key)
    change(key, how)
    const parcel = parcelOf(key)
    if (parcel) hand(parcel)
  }

  /** To the outbox, once it is posted and whole. */
  function hand(parcel: Parcel): void {
    const cards = parcel.pieces.map(cardOf)
    if (!parcel.isPosted || cards.some((card) => card === undefined)) return
    const { clientId, room, text, replyTo, thread, also } = parcel
    const within = thread === undefined ? undefined : { root: thread, also: also === true }
    send(room, text, replyTo ?? undefined, { clientId, files: cards.filter((card) => card !== undefined) }, within)
    replace(clientId, null)
    shelf.remove(parcel)
  }

  function drop(piece: Piece): void {
    const uploading = running.get(piece.key)
    running.delete(piece.key)
    if (uploading && uploading.progress.is !== 'done') return uploading.cancel()
    // Without a way to the server it is forgotten there by itself, a day later.
    if (piece.progress.url !== undefined) void files.forget(piece.progress.url).catch(() => undefined)
  }

  /** To what is put together there. */
  function lay(room: RoomId, pieces: readonly Piece[], thread?: MessageId): void {
    const draft = draftOf(room, thread)
    const place = thread === undefined ? { room } : { room, thread }
    const blank = { clientId: newId(), ...place, text: '', replyTo: null, at: now(), isPosted: false, pieces: [] }
    const parcel = { ...(draft ?? blank), pieces: [...(draft?.pieces ?? []), ...pieces] }
    set(draft ? list.map((one) => (one === draft ? parcel : one)) : [...list, parcel])
    shelf.save(parcel)
  }

  function add(room: RoomId, more: readonly { readonly about: About; readonly bytes: Blob }[], thread?: MessageId): readonly string[] {
    const pieces = more.map(({ about, bytes }): Piece => ({ ...about, key: newId(), bytes, progress: fresh(about.size) }))
    lay(room, pieces, thread)
    for (const { key, bytes } of pieces) {
      if (bytes) shelf.keepBytes(key, bytes)
      if (bytes) void identify(bytes).then((mark) => mark !== undefined && change(key, { mark }))
      start(key, room)
    }
    return pieces.map(({ key }) => key)
  }

  return {
    get list() {
      return list
    },
    subscribe(changed) {
      const listener = () => changed()
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    add,
    note: (key, about) => change(key, about),
    remove(key) {
      const parcel = parcelOf(key)
      if (!parcel) return
      for (const piece of parcel.pieces) if (piece.key === key) drop(piece)
      const pieces = parcel.pieces.filter((piece) => piece.key !== key)
      const rest = { ...parcel, pieces }
      if (pieces.length === 0) shelf.remove(parcel)
      replace(parcel.clientId, pieces.length === 0 ? null : rest)
      if (pieces.length > 0) hand(rest)
    },
    retry(key) {
      const parcel = parcelOf(key)
      if (parcel) start(key, parcel.room)
    },
    async again(key, bytes) {
      const piece = pieceOf(key)
      if (!piece || bytes.size !== piece.size) return false
      if (piece.mark !== undefined && (await identify(bytes)) !== piece.mark) return false
      const parcel = parcelOf(key)
      change(key, { bytes })
      shelf.keepBytes(key, bytes)
      if (parcel) start(key, parcel.room)
      return true
    },
    post(room, text, replyTo, thread) {
      const draft = draftOf(room, thread?.root)
      if (!draft) return
      const posted = { ...draft, text, replyTo, ...(thread?.also ? { also: true as const } : {}), at: now(), isPosted: true }
      replace(draft.clientId, posted)
      hand(posted)
    },
    unpost(clientId) {
      const parcel = list.find((one) => one.clientId === clientId)
      if (!parcel?.isPosted || draftOf(parcel.room, parcel.thread)) return false
      replace(clientId, { ...parcel, text: '', replyTo: null, isPosted: false })
      return true
    },
    takeBack: (room, cards, thread) =>
      lay(
        room,
        cards.map(({ kind: _kind, ...card }) => ({ ...card, key: newId(), bytes: null, progress: whole(card.size) })),
        thread,
      ),
    discard(clientId) {
      const parcel = list.find((one) => one.clientId === clientId)
      if (!parcel) return
      for (const piece of parcel.pieces) drop(piece)
      shelf.remove(parcel)
      replace(clientId, null)
    },
    restore(saved) {
      const known = new Set(list.map(({ clientId }) => clientId))
      const more = saved.filter(({ clientId }) => !known.has(clientId))
      set([...more, ...list])
      for (const parcel of more) {
        for (const { key } of parcel.pieces) start(key, parcel.room)
        hand(parcel)
      }
    },
    halt() {
      const stopped = [...running.values()]
      running.clear()
      for (const uploading of stopped) uploading.stop()
      set([])
    },
  }
}

const fresh = (size: number): Progress => ({ is: 'queued', sent: 0, size, speed: 0 })

const whole = (size: number): Progress => ({ is: 'done', sent: size, size, speed: 0 })

/** As the message will show it, as far as this device can tell. */
function cardOf({ id, name, size, type, width, height, durationMs }: Piece): FileCard | undefined {
  if (id === undefined) return undefined
  return {
    ...{ id, name, size, type, kind: kindOf(type) },
    ...(width === undefined || height === undefined ? {} : { width, height }),
    ...(durationMs === undefined ? {} : { durationMs }),
  }
}

/** How far all of it is, as one. */
export function progressOf(pieces: readonly Piece[]): Pick<Progress, 'sent' | 'size' | 'speed'> {
  return pieces.reduce(
    (sum, { size, progress }) => ({
      sent: sum.sent + (progress.is === 'done' ? size : progress.sent),
      size: sum.size + size,
      speed: sum.speed + (progress.is === 'sending' ? progress.speed : 0),
    }),
    { sent: 0, size: 0, speed: 0 },
  )
}

/** Why it does not go on: bytes to be chosen again, or a refusal. */
export const isStuck = ({ bytes, progress, id }: Piece): boolean => id === undefined && (bytes === null || progress.is === 'failed')

/** What a refusal of an upload says; nothing while it only waits for a way to the server. */
export const refusalOf = ({ progress }: Piece): ChatError | undefined =>
  progress.failure === undefined || progress.failure.code === 'offline' ? undefined : new ChatError(progress.failure.code)
