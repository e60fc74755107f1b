// Files of pychat: announced by size, sent raw, kept as everybody's files are, found again by where they were said.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { safeName } from '#core/file-name.ts'
import { fetchPieces } from '../carrying.ts'
import { type Ask, fileCode, type Outcome, readFileCode } from './asks.ts'
import type { Asked } from './deeds.ts'
import { roomOf } from './talk.ts'

/**
 * Who is refused is refused before any byte. Bytes that nobody takes in any more would be taken for words: then the connection ends
 * behind the refusal.
 * @param ready says that the bytes may come
 */
export async function storeFile(asked: Asked, { to, name, size }: Ask & { readonly is: 'file-send' }, ready: () => void): Promise<Outcome> {
  const { actor, desk } = asked
  const member = actor.member()
  const room = await roomOf(asked, to)
  const { uploads } = actor.hall.files
  const { id } = await uploads.begin(member, { room, name, size, durationMs: null })
  try {
    ready()
    if (size > 0) {
      const { isWhole } = await uploads.take(member, id, { offset: 0, bytes: desk.receive(size), length: size })
      if (!isWhole) throw new ChatError('file_not_whole')
    }
    const { seq } = await actor.send(room, '', { files: [id] })
    return { is: 'stored', name: safeName(name), code: fileCode(seq, 0) }
  } catch (why) {
    await uploads.cancel(member, id).catch(() => undefined)
    throw why
  }
}

/** Throws user_unknown, not_a_member, file_unknown, file_gone, file_damaged. */
export async function findFile(asked: Asked, { from, file }: Ask & { readonly is: 'file-get' }): Promise<FileCard> {
  const { actor } = asked
  const room = await roomOf(asked, from)
  const at = readFileCode(file)
  if (at === undefined) throw new ChatError('file_unknown')
  const { messages } = await actor.ask('room.history', { room, after: Math.max(0, at.seq - 1), limit: 1 })
  const card = messages.find(({ seq }) => seq === at.seq)?.files?.[at.place]
  if (card === undefined) throw new ChatError('file_unknown')
  // Before a word is said of it: is it still there, and what it was?
  await (await actor.hall.files.find(actor.member(), card.id)).check()
  return card
}

/** The bytes as they are, as fast as they are taken. */
export async function sendFile({ actor, desk }: Asked, card: FileCard): Promise<void> {
  for await (const piece of await fetchPieces(actor.hall.files, actor.member(), card)) {
    if (!desk.isOpen) return
    desk.say(piece)
    await desk.link.drained()
  }
}
