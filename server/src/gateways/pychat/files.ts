// Files of pychat: announced by size, sent raw, kept as everybody's files are, found again by where they were said.
import { createReadStream } from 'node:fs'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId, RoomId } from '@hearth/protocol/ids.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { safeName } from '#core/file-name.ts'
import { type Ask, fileCode, type Outcome, readFileCode } from './asks.ts'
import type { Asked } from './deeds.ts'
import { roomOf } from './talk.ts'

/** @param ready says that the bytes may come; who is refused is refused before */
export async function storeFile(asked: Asked, { to, name, size }: Ask & { readonly is: 'file-send' }, ready: () => void): Promise<Outcome> {
  const { actor, desk } = asked
  const room = await roomOf(asked, to)
  const { uploads } = actor.hall.files
  const { id } = await uploads.begin(actor.member(), { room, name, size, durationMs: null })
  try {
    if (size > 0) await takeIn(asked, id, size, ready)
    else ready()
    const { seq } = await actor.send(room, '', { files: [id] })
    return { is: 'stored', name: safeName(name), code: fileCode(seq, 0) }
  } catch (why) {
    await uploads.cancel(actor.member(), id).catch(() => undefined)
    // Bytes nobody takes in would be taken for words: the connection ends behind the refusal.
    if ((desk.body?.left ?? 0) > 0) desk.hall.log.debug({ id }, 'a file of an older program did not come to its end')
    throw why
  }
}

async function takeIn({ actor, desk }: Asked, id: FileId, size: number, ready: () => void): Promise<void> {
  ready()
  const bytes = desk.receive(size)
  const { isWhole } = await actor.hall.files.uploads.take(actor.member(), id, { offset: 0, bytes, length: size })
  if (!isWhole) throw new ChatError('file_not_whole')
}

/** Throws user_unknown, not_a_member, file_unknown, file_gone. */
export async function findFile(asked: Asked, { from, file }: Ask & { readonly is: 'file-get' }): Promise<FileCard> {
  const { actor } = asked
  const room: RoomId = await roomOf(asked, from)
  const at = readFileCode(file)
  if (at === undefined) throw new ChatError('file_unknown')
  const { messages } = await actor.ask('room.history', { room, after: Math.max(0, at.seq - 1), limit: 1 })
  const card = messages.find(({ seq }) => seq === at.seq)?.files?.[at.place]
  if (card === undefined) throw new ChatError('file_unknown')
  // Before a word is said of it: is it still there?
  await actor.hall.files.find(actor.member(), card.id)
  return card
}

/** The bytes as they are, as fast as they are taken. */
export async function sendFile({ actor, desk }: Asked, { id }: FileCard): Promise<void> {
  const { path } = await actor.hall.files.find(actor.member(), id)
  for await (const piece of createReadStream(path)) {
    if (!desk.isOpen) return
    desk.say(piece)
    await desk.link.drained()
  }
}
