// Files of older programs, whole in memory: how they come in, and how those of a message leave, one after another.
import { readFile } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId, RoomId } from '@hearth/protocol/ids.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import type { Member } from '#core/outcome.ts'
import type { Files } from '#files/files.ts'
import type { Link, Said } from './legacy.ts'
import type { Turnstile } from './turnstile.ts'

/** Files on their way to older programs at a time, each whole in memory. */
export const DELIVERIES_AT_ONCE = 8
/** A reader may be slow, but not hold up the others for longer. */
export const DELIVERY_MS = 10_000

export type Delivering = {
  readonly turn: Turnstile
  readonly link: Pick<Link, 'drained'>
  withBytes(news: Said, wanted: readonly FileCard[]): Promise<Said>
  put(news: Said): void
}

/** Its words go with the first of its files. */
export async function deliver(news: Said, wanted: readonly FileCard[], { turn, link, withBytes, put }: Delivering): Promise<void> {
  for (const [place, file] of news.files.entries()) {
    const part: Said = { ...news, text: place === 0 ? news.text : '', files: [file] }
    if (!wanted.some(({ id }) => id === file.id)) put(part)
    else
      await turn(async () => {
        await link.drained()
        put(await withBytes(part, [file]))
        await link.drained()
      })
  }
}

type About = { readonly room: RoomId; readonly name: string; readonly size: number; readonly durationMs: number | null }

/** A whole file of one's own, for a message in that room. Rejects as uploads do; nothing of it is left then. */
export async function bringIn({ uploads }: Files, member: Member, about: About, bytes: Buffer | Readable): Promise<FileId> {
  const { id } = await uploads.begin(member, about)
  if (about.size === 0) return id
  try {
    const source = Buffer.isBuffer(bytes) ? Readable.from([bytes]) : bytes
    const { isWhole } = await uploads.take(member, id, { offset: 0, bytes: source, length: about.size })
    if (!isWhole) throw new ChatError('file_not_whole')
    return id
  } catch (why) {
    await uploads.cancel(member, id).catch(() => undefined)
    throw why
  }
}

/** The bytes of a file somebody may see. Rejects with file_unknown, file_gone; file_too_large where it has more than `most`. */
export async function takeOut(files: Files, member: Member, { id, size }: Pick<FileCard, 'id' | 'size'>, most: number): Promise<Buffer> {
  if (size > most) throw new ChatError('file_too_large')
  const { path } = await files.find(member, id)
  return readFile(path)
}
