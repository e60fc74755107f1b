// Previews of links: what is to be looked at, and what came of it. Who fetches is not known here; it happens after the message was
// delivered, and comes to it as a change.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId, MessageId, RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { Preview } from '@hearth/protocol/preview-shapes.ts'
import * as files from '#store/files.ts'
import * as rows from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import { type Core, type Handler, inWrite, quietly } from './context.ts'
import { append, tellRoom } from './log.ts'
import type { Member, Telling } from './outcome.ts'
import { checkMay } from './permissions.ts'
import { checkMessage } from './saying.ts'
import { checkIn } from './seats.ts'

/** `<https://…>` asks for no preview; a bracket or a full stop behind a link is none of it. */
const LINK = /(?<![<\w])https?:\/\/[^\s<>"`]{1,1800}/i
const TRAILING = /(?<![.,;:!?'’”)\]}*_~])[.,;:!?'’”)\]}*_~]+$/
const MOST_BRACKETS = 20

/** The first link of a text that is meant to be looked at. */
export function linkIn(text: string): string | undefined {
  const [found] = LINK.exec(text) ?? []
  if (found === undefined) return undefined
  // A link may hold brackets of its own: `…/Fire_(film)`.
  const balanced =
    found.includes('(') && found.split('(').length <= MOST_BRACKETS
      ? found.replace(/(?<![.,;:!?'’”])[.,;:!?'’”]+$/, '')
      : found.replace(TRAILING, '')
  return balanced.length > 'https://'.length ? balanced : undefined
}

/** May hold one: cheap, for it is asked of everything that is said. */
export const mayHoldLink = (text: string | null): boolean => text !== null && text.includes('://')

export type Wanted = { readonly room: RoomId; readonly id: MessageId; readonly author: UserId; readonly link: string }

/** What is still to be looked at of a message. One whose link has gone loses its preview here. */
export async function wanted(core: Core, room: RoomId, id: MessageId, publish: Publish): Promise<Wanted | undefined> {
  const row = await core.store.read((tx) => rows.byId(tx, room, id))
  if (row === undefined || row.text === null || row.extra?.unpreviewed) return undefined
  const link = row.extra?.poll === undefined ? linkIn(row.text) : undefined
  const there = row.extra?.preview
  if (there !== undefined && there.url !== link)
    await core.store.write((tx) => putPreview(core, tx, { room, id, link: there.url }, null), publish)
  return link === undefined || there?.url === link ? undefined : { room, id, author: row.author, link }
}

type Publish = (tellings: readonly Telling[]) => void
type Place = Pick<Wanted, 'room' | 'id' | 'link'>

/** The preview comes to its message, if that is still there, still has the link, and nobody took it off meanwhile. `image`: an upload of its author. */
export async function putPreview(
  core: Pick<Core, 'now'>,
  tx: Tx,
  { room, id, link }: Place,
  said: Omit<Preview, 'url' | 'image'> | null,
  image?: FileId,
): Promise<readonly Telling[]> {
  const row = await rows.byId(tx, room, id)
  const picture = image === undefined ? undefined : await files.byId(tx, image)
  const isWanted = row !== undefined && row.text !== null && !row.extra?.unpreviewed && (said === null || linkIn(row.text) === link)
  if (!isWanted) {
    if (picture !== undefined) await files.remove(tx, [picture.id])
    return []
  }
  const preview = said === null ? null : { url: link, ...said, ...(await pictureOf(core, tx, row, picture)) }
  return [await changeTo(core, tx, row, row.author, preview)]
}

async function pictureOf(
  core: Pick<Core, 'now'>,
  tx: Tx,
  { room, id: message }: rows.MessageRow,
  picture: files.FileRow | undefined,
): Promise<Pick<Preview, 'image'>> {
  if (picture === undefined) return {}
  const { id: file, kind, width, height, hash } = picture
  if (kind !== 'image' || width === null || height === null || hash === null) {
    await files.remove(tx, [file])
    return {}
  }
  await files.send(tx, file, { room, message, place: files.PREVIEW_PLACE, at: core.now() })
  return { image: { file, width, height } }
}

async function changeTo(
  core: Pick<Core, 'now'>,
  tx: Tx,
  row: rows.MessageRow,
  by: UserId,
  preview: Preview | null,
  isForGood = false,
): Promise<Telling> {
  const { preview: before, ...extra } = row.extra ?? {}
  if (before?.image !== undefined) await files.remove(tx, [before.image.file])
  await rows.putExtra(tx, row.room, row.id, {
    ...extra,
    ...(preview === null ? {} : { preview }),
    ...(isForGood ? { unpreviewed: true as const } : {}),
  })
  return tellRoom(await append(tx, row.room, by, core.now(), 'message.previewed', { id: row.id, preview }))
}

/** Whose words they are; what is done in their name is no sign-in of theirs. */
export const authorOf = (core: Pick<Core, 'newId'>, { author: user }: Wanted): Member => ({
  ...{ kind: 'signed-in', user, session: core.newId<SessionId>(), address: '', client: 'link preview' },
})

export const unpreview: Handler<'message.unpreview'> = (core, caller, { room, id }) =>
  inWrite(async (tx) => {
    const place = await checkIn(tx, room, caller.user)
    const row = await checkMessage(tx, room, id)
    if (row.deletedAt !== null) throw new ChatError('message_unknown')
    if (row.author !== caller.user) checkMay(place.room.kind, place.member.role, 'deleteOthersMessage')
    if (row.extra?.preview === undefined) return quietly({})
    return { reply: {}, tellings: [await changeTo(core, tx, row, caller.user, null, true)] }
  })
