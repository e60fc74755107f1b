// News as prmp tags. Pure: what it needs to know stands in the news, the state of the connection and the memory of ids and colours.
import type { UserId } from '@hearth/protocol/ids.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import type { News, Person, Place, Said } from '../legacy.ts'
import type { Accent, Hearing, Kind } from './hear.ts'
import type { Memory, Remark } from './memory.ts'
import { type Fields, inAccent, tag, wordIn } from './tags.ts'

export type State = Hearing & {
  readonly kind: Kind
  readonly contacts: ReadonlySet<UserId>
  /** Whose becoming or ceasing to be a contact this connection asked for itself: the answer says it. */
  readonly quiet: UserId | undefined
  /** The answer to what ends this sign-in. */
  readonly goodbye: Buffer | undefined
}

/** Said of every call, so that nobody waits for a voice. */
export const NO_MEDIA = 'The call takes place in the web client; the media of this program cannot join.'

/** Kinds of file that are a chat of their own. */
const CHATS: Readonly<Partial<Record<FileCard['kind'], string>>> = { audio: 'audio', video: 'video', image: 'image' }

/** What saying needs to know beyond the news. */
export type Known = { readonly memory: Memory; readonly isHere: (user: UserId) => boolean }

export function sayNews(
  news: News,
  state: State,
  me: Person | undefined,
  { memory, isHere }: Known,
): Buffer | readonly Buffer[] | undefined {
  const accent = state.accent ?? 'document'
  if (news.is === 'said') return news.own || !isOfKind(state.kind, news.place) ? undefined : sayChat(news, accent, me, memory)
  if (news.is === 'call') return news.mine || !isOfKind(state.kind, news.place) ? undefined : sayCall(accent, news, me)
  if (news.is === 'cut') return state.goodbye
  if (me === undefined || (state.kind !== 'all' && state.kind !== 'status')) return undefined
  switch (news.is) {
    case 'presence':
      return state.contacts.has(news.person.id) ? sayPresence(accent, news.person, news.online, news.seenAt) : undefined
    case 'contact':
      return state.quiet === news.person.id ? undefined : sayContact(accent, news.person, news.added, isHere(news.person.id))
    case 'person':
      return news.isNew || !state.contacts.has(news.person.id)
        ? undefined
        : tag(accent, change(accent, 'user', { user_id: news.person.word, name: news.person.displayName }))
    case 'joined':
      return news.by?.id === me.id ? undefined : sayJoined(accent, news.person, news.place, news.mine)
    case 'left':
      return news.mine && news.by === undefined ? undefined : sayLeft(accent, news.person, news.place)
    case 'role':
      return tag(accent, {
        ...edit(accent, news.role === 'member' ? 'remove' : 'add', 'admin'),
        ...idOf(news.place),
        user_id: news.person.word,
      })
    case 'renamed':
      return news.by?.id === me.id
        ? undefined
        : tag(accent, { ...change(accent, kindOf(news.place), idOf(news.place)), name: news.place.name })
    case 'ended':
      return tag(accent, { ...edit(accent, 'delete', kindOf(news.place)), ...idOf(news.place) })
    default:
      return undefined
  }
}

/** Files whose bytes a chat carries. */
export const filesWanted = (news: Said, state: State, mostBytes: number): readonly FileCard[] =>
  news.own || !isOfKind(state.kind, news.place) ? [] : news.files.filter(({ kind, size }) => CHATS[kind] !== undefined && size <= mostBytes)

/** A listener takes, and hears, chats of its own kind. */
export function isOfKind(kind: Kind, place: Pick<Place, 'kind'>): boolean {
  if (kind === 'all') return true
  if (kind === 'status') return false
  return kind === (place.kind === 'direct' ? 'private' : place.kind === 'channel' ? 'channel' : 'group')
}

/** Text and the files that are no chat of their own in one, each of the others in one of its own. */
export function sayChat(news: Said, accent: Accent, me: Person | undefined, memory: Memory): readonly Buffer[] {
  const carried = news.files.filter(({ id }) => news.bytes.has(id))
  const named = news.files.filter(({ id }) => !news.bytes.has(id)).map(({ name, size }) => `[${name}, ${size} bytes]`)
  const text = [news.text, ...named].filter((part) => part !== '').join('\n')
  const say = (kind: string, words: string, data: string): Buffer =>
    chat(news, accent, me, memory.of(news.clientId), memory, { kind, words, data })
  const chats = carried.map(({ id, kind }) => say(CHATS[kind] ?? 'text', '', news.bytes.get(id)?.toString('base64') ?? ''))
  return text === '' ? chats : [say('text', text, ''), ...chats]
}

type Chat = { readonly kind: string; readonly words: string; readonly data: string }

function chat(
  news: Said,
  accent: Accent,
  me: Person | undefined,
  remark: Remark | undefined,
  memory: Memory,
  { kind, words, data }: Chat,
): Buffer {
  const { by, place, at, replyTo } = news
  const common: Fields = {
    recipient: recipientOf(news, me),
    chat: wordIn(accent, kind),
    sender: by.word,
    action: wordIn(accent, 'chat'),
    date_time: Math.floor(at / 1000),
    id: remark?.id || memory.idOf(news.id) || news.id,
    response_to: replyTo === null ? undefined : (memory.idOf(replyTo) ?? replyTo),
    chat_color: remark?.colour || COLOURS[by.colour],
  }
  if (accent === 'document')
    return tag(accent, {
      ...common,
      data: words || data,
      sender_type: 'user',
      recipient_type: place.kind === 'direct' ? 'user' : kindOf(place),
    })
  const type = place.kind === 'direct' ? 'CONTACT' : kindOf(place).toUpperCase()
  if (accent === 'A') return tag(accent, { ...common, type, data: words || data })
  return tag(accent, { ...common, type, data, text: words }, accent === 'C' ? { sender: by.word } : {})
}

/** To whom it went: of two people, the one who did not say it. */
const recipientOf = ({ place, peer, mine, by }: Said, me: Person | undefined): string =>
  place.kind !== 'direct' ? place.word : mine ? (peer?.word ?? by.word) : (me?.word ?? '')

/** What programs call a room by, and which field says so. */
export const kindOf = (place: Pick<Place, 'kind'>): 'group' | 'channel' => (place.kind === 'channel' ? 'channel' : 'group')
export const idOf = (place: Place): Fields => ({ [`${kindOf(place)}_id`]: place.word })

/** `add_admin` in the document, `ADD` and a type elsewhere. */
export function edit(accent: Accent, deed: string, what: string): Fields {
  if (accent === 'document') return { action: `${deed}_${what}` }
  return { action: deed.toUpperCase(), type: (what === 'user' ? 'contact' : what).toUpperCase() }
}

function change(accent: Accent, what: 'user' | 'group' | 'channel', fields: Fields): Fields {
  return accent === 'document'
    ? { action: `change_${what}_name`, ...fields }
    : { action: 'CHANGE', type: what.toUpperCase(), ...(what === 'user' ? { id: fields['user_id'], name: fields['name'] } : fields) }
}

function sayPresence(accent: Accent, person: Person, isOnline: boolean, seenAt: number | null): Buffer {
  if (accent !== 'document')
    return tag(accent, { action: 'STATUS', id: person.word, status: isOnline ? 'ONLINE' : Math.floor((seenAt ?? 0) / 1000) })
  const last = isOnline || seenAt === null ? {} : { last_seen: Math.floor(seenAt / 1000) }
  return tag(accent, { action: 'status', user_id: person.word, status: isOnline ? 'online' : 'offline', ...last })
}

function sayContact(accent: Accent, person: Person, wasAdded: boolean, isOnline: boolean): Buffer {
  const fields = {
    ...edit(accent, wasAdded ? 'add' : 'remove', 'user'),
    ...(accent === 'document' ? { user_id: person.word } : { id: person.word }),
  }
  return accent === 'C' && wasAdded ? tag(accent, { ...fields, data: personData(accent, person, isOnline) }) : tag(accent, fields)
}

function sayJoined(accent: Accent, person: Person, place: Place, isMine: boolean): Buffer | undefined {
  if (place.kind === 'direct' || place.kind === 'lobby') return undefined
  if (isMine) return tag(accent, { ...edit(accent, 'add', kindOf(place)), ...idOf(place), name: place.name })
  if (accent === 'document') return tag(accent, { action: 'add_user', user_id: person.word, ...idOf(place) })
  return tag(accent, { action: 'ADD_MEMBER', user_id: person.word, ...idOf(place) })
}

function sayLeft(accent: Accent, person: Person, place: Place): Buffer | undefined {
  if (place.kind === 'direct' || place.kind === 'lobby') return undefined
  return tag(accent, { ...edit(accent, 'remove', accent === 'document' ? 'user' : 'member'), user_id: person.word, ...idOf(place) })
}

/** It rings, or is over: `start_video` in the document, `CALL` with what it is elsewhere. */
function sayCall(accent: Accent, { by, place, video, started }: Extract<News, { is: 'call' }>, me: Person | undefined): Buffer {
  const common = { sender: by?.word ?? '', recipient: place.kind === 'direct' ? (me?.word ?? '') : place.word, data: NO_MEDIA }
  const kind = video ? 'video' : 'audio'
  if (accent === 'document')
    return tag(accent, {
      action: `${started ? 'start' : 'end'}_${kind}`,
      ...common,
      recipient_type: place.kind === 'direct' ? 'user' : kindOf(place),
    })
  const type = place.kind === 'direct' ? 'CONTACT' : kindOf(place).toUpperCase()
  return tag(accent, {
    action: started && accent === 'C' ? 'CALL_REQUEST' : 'CALL',
    call: started ? kind.toUpperCase() : 'END',
    type,
    ...common,
  })
}

/** A contact as accent C is told of one. */
export const personData = (accent: Accent, person: Person, isOnline: boolean): Fields =>
  inAccent(accent, {
    name: person.displayName,
    id: person.word,
    icon: '',
    status: isOnline ? 'ONLINE' : Math.floor((person.seenAt ?? 0) / 1000),
  })

/** Our twelve hues, for programs that colour each chat. */
const COLOURS = [
  '#d64541',
  '#d35400',
  '#b9770e',
  '#7d8c0c',
  '#2e8b57',
  '#138d75',
  '#1f7a8c',
  '#2471a3',
  '#5b5fc7',
  '#7d3c98',
  '#a93a8c',
  '#c0396b',
]
