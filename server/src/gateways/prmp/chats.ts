// A chat of a prmp program: text, sound, video or a picture, to a person, a group, a channel. Who said it is who is signed in, whatever the tag claims.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId, MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { codeOf } from '../desk.ts'
import type { Person, Place } from '../legacy.ts'
import { type Deed, field, placeCalled, reply, responseOf } from './house.ts'
import { isOfKind } from './say.ts'

type Target = { readonly room: RoomId } | { readonly person: Person }
type Words = { readonly kind: string; readonly text: string; readonly data: string }

const KINDS: ReadonlySet<string> = new Set(['text', 'audio', 'video', 'image'])
const MESSAGE_ID = /^[0-9a-hjkmnp-tv-z]{26}$/
const ID_CHARS = 128
const BASE64 = /^[A-Za-z0-9+/\s]*(?:=\s*){0,2}$/

/** Not answered, unless it failed. Text is not waited for: the next tag is heard at once. */
export function chat(deed: Deed): void | Promise<void> {
  const { desk } = deed
  try {
    const words = wordsOf(deed)
    const target = targetOf(deed)
    const room = 'room' in target ? target.room : desk.hall.directory.directOf(desk.member().user, target.person.id)?.id
    if (words.kind === 'text' && room !== undefined) return desk.begin(send(deed, room, words), (code) => reply(deed, responseOf(code)))
    return sendSlowly(deed, target, words).catch((why: unknown) => refuse(deed, why))
  } catch (why) {
    refuse(deed, why)
  }
}

const refuse = (deed: Deed, why: unknown): void => reply(deed, responseOf(codeOf(deed.desk.hall, 'prmp chat', why)))

async function sendSlowly(deed: Deed, target: Target, words: Words): Promise<void> {
  const room = 'room' in target ? target.room : await deed.desk.direct(target.person)
  if (words.kind === 'text') return send(deed, room, words)
  const bytes = Buffer.from(words.data, 'base64')
  if (bytes.length === 0) throw new ChatError('text_empty')
  const name = field(deed.word, 'file_name', 'filename', 'name') || `${words.kind}-${deed.desk.hall.now()}`
  const file = await deed.desk.upload(room, name, bytes.length, bytes)
  return send(deed, room, words, [file])
}

async function send(deed: Deed, room: RoomId, { text }: Words, files: readonly FileId[] = []): Promise<void> {
  const { desk, house, word } = deed
  const clientId = desk.newClientId()
  const [id, colour] = [field(word, 'id').slice(0, ID_CHARS), field(word, 'chat_color').slice(0, ID_CHARS)]
  if (id !== '' || colour !== '') house.memory.note(clientId, { id, colour })
  const replyTo = repliedTo(deed)
  const along = { clientId, files }
  const said = await desk.send(room, text, replyTo === undefined ? along : { ...along, replyTo }).catch((why: unknown) => {
    // What it answers may have been said elsewhere, or never: the words still count.
    if (replyTo !== undefined && why instanceof ChatError && why.code === 'message_unknown') return desk.send(room, text, along)
    throw why
  })
  if (id !== '') house.memory.name(id, said.id)
}

function repliedTo({ word, house }: Deed): MessageId | undefined {
  const id = field(word, 'response_to')
  return house.memory.messageOf(id) ?? (isMessageId(id) ? id : undefined)
}

const isMessageId = (id: string): id is MessageId => MESSAGE_ID.test(id)

/** `chat` says what it is, or holds the words themselves; they stand in `text`, else in `data`. Throws bad_request. */
function wordsOf({ word }: Deed): Words {
  const kind = field(word, 'chat')
    .toLowerCase()
    .replace(/_chat$/, '')
  const [text, data] = [textIn(word.fields.get('text')), textIn(word.fields.get('data'))]
  if (!KINDS.has(kind)) return { kind: 'text', text: textIn(word.fields.get('chat')) || text || data, data: '' }
  if (kind === 'text')
    return { kind, text: text || data || (word.fields.has('data') || word.fields.has('text') ? '' : field(word, 'chat')), data: '' }
  if (!BASE64.test(data)) throw new ChatError('bad_request')
  return { kind, text, data }
}

const textIn = (value: unknown): string => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '')

/** By the type it says; without one by what there is. Throws room_unknown, user_unknown, not_allowed. */
export function targetOf({ word, desk }: Deed): Target {
  const type = field(word, 'recipient_type', 'type').toLowerCase()
  const called = field(word, 'recipient', 'user_id', 'group_id', 'channel_id')
  const person = type === 'group' || type === 'channel' ? undefined : desk.hall.directory.personCalled(called)
  if (person !== undefined) {
    if (!isOfKind(desk.state.kind, { kind: 'direct' })) throw new ChatError('not_allowed')
    return { person }
  }
  if (type === 'user' || type === 'contact') throw new ChatError('user_unknown')
  const place = type === 'group' || type === 'channel' ? placeCalled(desk, type, called) : anyPlace(desk, called)
  if (!isOfKind(desk.state.kind, place)) throw new ChatError('not_allowed')
  return { room: place.id }
}

function anyPlace(desk: Deed['desk'], called: string): Place {
  try {
    return placeCalled(desk, 'group', called)
  } catch {
    return placeCalled(desk, 'channel', called)
  }
}
