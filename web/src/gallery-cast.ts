// Ada, Bo, Cy, Dee and their rooms, in every state that has its own look.
import type { Piece } from '@hearth/client/parcels.ts'
import type { FileId, LaterId, MessageId, RoomId, SessionId, UserId } from '@hearth/protocol/ids.ts'
import type { Later } from '@hearth/protocol/later-shapes.ts'
import { standardLimits } from '@hearth/protocol/limits.ts'
import { standardSettings } from '@hearth/protocol/own-standard.ts'
import type { FileCard, Message, Room, Storage, User } from '@hearth/protocol/shapes.ts'

const id = (letter: string): string => letter.repeat(26)
const person = (letter: string, name: string, colour: number, more: Partial<User> = {}): User => ({
  id: id(letter) as UserId,
  name: name.toLowerCase(),
  displayName: name,
  colour,
  status: '',
  admin: false,
  guest: false,
  deleted: false,
  ...more,
})

export const people: readonly User[] = [
  person('a', 'Ada', 0, { admin: true }),
  person('b', 'Bo', 4, { status: 'In the workshop until six' }),
  person('c', 'Cy', 7),
  person('d', 'Dee', 10, { guest: true }),
]
const [ada, bo, cy, dee] = people.map((user) => user.id) as [UserId, UserId, UserId, UserId]

const room = (letter: string, kind: Room['kind'], name: string, more: Partial<Room> = {}): Room => ({
  id: id(letter) as RoomId,
  kind,
  name,
  topic: '',
  public: false,
  members: 4,
  role: 'member',
  seq: 12,
  readSeq: 12,
  unread: 0,
  mentions: 0,
  ...more,
})

export const rooms: readonly Room[] = [
  room('e', 'lobby', 'Lobby', { public: true, unread: 3, readSeq: 9 }),
  room('f', 'group', 'Workshop', {
    topic: 'Laser cutter free until noon',
    role: 'owner',
    code: 'k3f9-2mxq',
    readSeq: 8,
    unread: 3,
    mentions: 1,
  }),
  room('g', 'group', 'Office'),
  room('h', 'channel', 'Notices', { topic: 'What everybody should know' }),
  room('j', 'direct', 'Bo', { peer: bo, members: 2, unread: 2, readSeq: 10 }),
  room('k', 'direct', 'Cy', { peer: cy, members: 2 }),
  room('v', 'group', 'Coffee corner', { voice: true }),
  room('w', 'group', 'The very long name of a group that meets on Tuesdays', { rules: { locked: true }, public: true, members: 128 }),
]

const sayings = [
  'Has anybody seen the 8 mm key?',
  'It hangs on the **left** of the saw, where it always hangs.',
  'Found it. Thanks!',
  'The glue needs another hour, so I left the clamps on. Please do not move the table until then, it is not level yet and everything would slide.',
  'ok',
  'Tea?',
]
const noon = Date.now() - 26 * 3_600_000
const said = (seq: number, author: UserId, text: string | null, minute: number, more: Partial<Message> = {}): Message => ({
  id: `${seq}`.padStart(26, '0') as MessageId,
  seq,
  author,
  text,
  clientId: `c${seq}`,
  replyTo: null,
  at: noon + minute * 60_000,
  mentions: [],
  reactions: [],
  ...more,
})

const card = (letter: string, name: string, kind: FileCard['kind'], more: Partial<FileCard> = {}): FileCard => ({
  ...{ id: id(letter) as FileId, name, size: 2_481_024, kind, type: 'application/octet-stream' },
  ...more,
})
export const cards: readonly FileCard[] = [
  card('m', 'The manual of the laser cutter, third edition.pdf', 'document', { type: 'application/pdf' }),
  card('n', 'notes.txt', 'document', { type: 'text/plain', size: 812 }),
  card('p', 'drawings.zip', 'archive'),
  card('q', 'last year.jpg', 'image', { gone: 'expired' }),
]
const pictures: readonly FileCard[] = [
  card('x', 'the bench.jpg', 'image', { type: 'image/jpeg', width: 1600, height: 1200 }),
  card('y', 'the lamp.jpg', 'image', { type: 'image/jpeg', width: 900, height: 1200 }),
]
const voice: readonly FileCard[] = [card('z', 'voice message.webm', 'audio', { type: 'audio/webm', durationMs: 34_000, size: 92_000 })]

const piece = (key: string, name: string, more: Partial<Piece>): Piece => ({
  ...{ key, name, size: 31_457_280, type: 'application/zip', bytes: new Blob() },
  progress: { is: 'sending', sent: 12_582_912, size: 31_457_280, speed: 4_400_000 },
  ...more,
})
export const pieces: readonly Piece[] = [
  piece('sending', 'drawings.zip', {}),
  piece('queued', 'film.mp4', { type: 'video/mp4', progress: { is: 'queued', sent: 0, size: 31_457_280, speed: 0 } }),
  piece('waiting', 'model.bin', { progress: { is: 'waiting', sent: 9_582_912, size: 31_457_280, speed: 0 } }),
  piece('done', 'a picture with a rather long name.jpg', { type: 'image/jpeg', id: id('r') as FileId }),
  piece('failed', 'too much.iso', {
    progress: { is: 'failed', sent: 0, size: 31_457_280, speed: 0, failure: { code: 'room_files_full', says: '' } },
  }),
  piece('lost', 'large.iso', { bytes: null }),
]

export const storage: Storage = {
  ...{ bytes: 7_400_000_000, count: 412, mostBytes: 21_474_836_480, mostCount: 20_000 },
  kinds: [
    { kind: 'image', bytes: 1_200_000_000, count: 390 },
    { kind: 'video', bytes: 6_200_000_000, count: 22 },
  ],
}

export const talk: readonly Message[] = [
  said(2, ada, 'Morning! The laser cutter is **free**.', 0, {
    reactions: [
      { emoji: '👍', users: [bo, ada] },
      { emoji: '🎉', users: [cy] },
    ],
  }),
  said(3, ada, 'What I changed:\n- new lens\n- `cleaned` the bed\n- http://192.168.1.20/manual', 2, {
    preview: {
      url: 'http://192.168.1.20/manual',
      title: 'The manual of the laser cutter',
      description: 'How to switch it on, what it cuts, and what it must never be given: PVC, mirrors, anything that burns by itself.',
      site: 'Workshop wiki',
    },
  }),
  said(4, bo, 'On my way.', 3, { replyTo: `${2}`.padStart(26, '0') as MessageId }),
  said(5, bo, '```sh\nlasercut --material plywood --thickness 3 drawing.svg\n```', 4, { editedAt: noon }),
  said(6, cy, null, 9, { deletedAt: noon }),
  said(7, dee, '> cleaned the bed\n\nThank you!', 10),
  said(8, cy, '🎉', 11, { files: [...cards] }),
  said(9, bo, 'Bring the 3 mm plywood please @ada', 25 * 60, { mentions: [ada] }),
  said(10, bo, 'And @cy the tape', 25 * 60 + 1, { mentions: [cy] }),
  said(
    12,
    dee,
    'A word as long as Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft must break, and lines stay short enough to be read without turning one’s head.',
    25 * 60 + 9,
  ),
  said(13, ada, 'The key hangs behind the door.', 25 * 60 + 12, {
    pinned: true,
    replies: { count: 3, lastSeq: 14, lastAt: noon, users: [bo, cy, dee] },
  }),
  said(15, bo, 'Tea at four, says ||the baker||.\n\n| who | cups |\n|---|--:|\n| Ada | 2 |', 25 * 60 + 14, {
    forwarded: { author: cy, at: noon },
  }),
  said(16, dee, 'The blue one.', 25 * 60 + 15, { thread: `${13}`.padStart(26, '0') as MessageId, also: true }),
  said(17, cy, '📊 When do we meet?', 25 * 60 + 16, {
    poll: { question: 'When do we meet?', options: ['Monday, at noon', 'Tuesday'], counts: [2, 5], voters: 7, mine: [1] },
  }),
  said(18, cy, '📊 What do we bring?', 25 * 60 + 17, {
    poll: {
      question: 'What do we bring?',
      options: ['Cake', 'Tea'],
      counts: [0, 0],
      voters: 0,
      several: true,
      anonymous: true,
      closed: noon,
    },
  }),
]

/** Of a day in another room: enough to scroll, with pictures and somebody's voice. */
export const long: readonly Message[] = Array.from({ length: 40 }, (_, index) =>
  said(101 + index, [ada, bo, cy][Math.floor(index / 3) % 3] ?? ada, sayings[index % sayings.length] ?? '', index * 7, {
    ...(index === 36 ? { files: [...pictures] } : index === 38 ? { files: [...voice], text: '' } : {}),
  }),
)

const root = talk.find(({ replies }) => replies)
export const thread = {
  root: root ?? talk[0],
  replies: [
    said(14, bo, 'Which door, the front one?', 25 * 60 + 13, { thread: root?.id }),
    said(19, cy, 'The one to the yard. There are two keys on it.', 25 * 60 + 14, {
      thread: root?.id,
      reactions: [{ emoji: '👍', users: [bo] }],
    }),
    said(20, dee, 'The blue one.', 25 * 60 + 15, { thread: root?.id, also: true }),
  ],
  more: true,
}
/** What is said beside a call. */
export const saidBeside = (thread: MessageId): readonly Message[] => [
  said(22, bo, 'The plan is here: https://example.org/plan', 28 * 60, { thread }),
  said(23, cy, 'I share my screen in a minute.', 28 * 60 + 1, { thread }),
  said(24, bo, 'Thanks!', 28 * 60 + 3, { thread, reactions: [{ emoji: '👍', users: [cy] }] }),
]

export const threads = [{ room: rooms[1]?.id, id: root?.id, seq: 14, unread: 2 }]

export const pins = talk
  .filter(({ pinned }) => pinned)
  .map((message) => ({ pin: { id: message.id, seq: 21, by: bo, at: noon + 26 * 3_600_000 }, message }))
export const pollVoters = {
  options: [
    [ada, bo],
    [cy, dee],
  ],
}

const later = (letter: string, more: Partial<Later>): Later => ({
  ...{ id: id(letter) as LaterId, kind: 'send', room: id('f') as RoomId, text: 'The plywood is in.', message: null, seq: null },
  ...{ due: Date.now() + 5_400_000, state: 'waiting' },
  ...more,
})
export const own = {
  settings: { ...standardSettings, words: ['laser'], quiet: { until: null, hours: { from: '22:00', to: '07:00' } } },
  marks: [],
  rooms: [{ room: id('g') as RoomId, notify: 'none' }],
  drafts: [{ room: id('k') as RoomId, text: 'Half a thought' }],
  later: [
    later('1', {}),
    later('2', {
      kind: 'remind',
      text: 'Bring the 3 mm plywood please @ada',
      message: talk[7]?.id ?? null,
      seq: 9,
      state: 'due',
      due: Date.now() - 60_000,
    }),
    later('3', { state: 'failed', failure: 'not_a_member', due: Date.now() - 600_000 }),
  ],
}
export const marks = [{ user: bo, nickname: 'Bo' }]

export const standing = {
  session: id('s') as SessionId,
  hello: {
    name: 'Hearth',
    version: '0',
    protocol: 1,
    limits: standardLimits,
    registration: 'open',
    guests: true,
    setup: false,
    epoch: 'one',
  },
  presence: [
    { user: ada, state: 'online', seenAt: null },
    { user: bo, state: 'online', seenAt: null },
    { user: cy, state: 'offline', seenAt: noon },
  ],
  sessions: [
    {
      id: id('s'),
      client: 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0',
      createdAt: noon,
      seenAt: noon,
      current: true,
    },
    { id: id('t'), client: 'hearth terminal', createdAt: noon, seenAt: noon, current: false },
  ],
}
