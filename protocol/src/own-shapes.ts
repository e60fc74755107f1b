// What somebody keeps for themselves: their settings, what they think of people and rooms. Only their own devices hear of it.
import { type Static, Type } from 'typebox'
import { At, RoomId, UserId } from './ids.ts'
import { Draft, Later, ThreadDraft } from './later-shapes.ts'
import { orNull } from './shapes.ts'

/** What of a room calls for attention. */
export const Level = Type.Union([
  Type.Literal('all', { description: 'everything that is said' }),
  Type.Literal('mentions', { description: 'one’s name and one’s own words' }),
  Type.Literal('none', { description: 'nothing: the room is muted' }),
])
export type Level = Static<typeof Level>

export const LastSeen = Type.Union([Type.Literal('everyone'), Type.Literal('contacts'), Type.Literal('nobody')])
export type LastSeen = Static<typeof LastSeen>

const Clock = Type.String({ pattern: '^([01][0-9]|2[0-3]):[0-5][0-9]$', description: 'by the clock of the device, `22:00`' })

/** When nothing may disturb. */
export const Quiet = Type.Object(
  {
    until: orNull(Type.Unsafe<At>({ ...At, description: 'from now until then' })),
    hours: orNull(Type.Object({ from: Clock, to: Clock }, { additionalProperties: false, description: 'each day; over midnight, too' })),
  },
  { additionalProperties: false },
)
export type Quiet = Static<typeof Quiet>

/** When what is looked at counts as read. */
export const ReadWhen = Type.Union([
  Type.Literal('seen', { description: 'as soon as it is in sight' }),
  Type.Literal('private', { description: 'as soon as it is in sight in a private chat; elsewhere when one says so' }),
  Type.Literal('asked', { description: 'only when one says so' }),
])
export type ReadWhen = Static<typeof ReadWhen>

/** How one is shown to others while one is connected. */
export const ShownAs = Type.Union([
  Type.Literal('auto', { description: 'as one’s devices tell with `presence.tell`' }),
  Type.Literal('away'),
  Type.Literal('busy', { description: 'not to be disturbed' }),
  Type.Literal('hidden', { description: 'as if one were not here' }),
])
export type ShownAs = Static<typeof ShownAs>

const MOST_WORDS = 50
const word = Type.String({ minLength: 1, maxLength: 64 })

export const OwnSettings = Type.Object({
  lastSeen: Type.Unsafe<LastSeen>({ ...LastSeen, description: 'who may know when one was last here; `contacts`: those one keeps' }),
  notify: Type.Unsafe<Level>({ ...Level, description: 'of rooms that say nothing of their own; private chats call for attention always' }),
  words: Type.Array(word, { maxItems: MOST_WORDS, description: 'count as one’s name does' }),
  quiet: Quiet,
  sound: Type.Boolean(),
  hideContent: Type.Boolean({ description: 'notifications do not say what was said' }),
  readWhen: ReadWhen,
  shownAs: ShownAs,
  showsReading: Type.Boolean({ description: 'others see what one has seen, and one sees it of them' }),
  typing: Type.Boolean({ description: 'one’s clients tell that one is writing' }),
  previews: Type.Boolean({ description: 'show what links lead to, where the server looks at them' }),
})
export type OwnSettings = Static<typeof OwnSettings>

/** What one thinks of somebody. They are not told. */
export const Mark = Type.Object({
  user: UserId,
  nickname: Type.Optional(Type.String({ description: 'what one calls them oneself' })),
  blocked: Type.Optional(Type.Literal(true)),
})
export type Mark = Static<typeof Mark>

export const RoomNote = Type.Object({ room: RoomId, notify: Level })
export type RoomNote = Static<typeof RoomNote>

export const Own = Type.Object({
  settings: OwnSettings,
  marks: Type.Array(Mark),
  rooms: Type.Array(RoomNote, { description: 'those that are not as `settings.notify` says' }),
  drafts: Type.Array(Draft),
  threadDrafts: Type.Optional(Type.Array(ThreadDraft)),
  later: Type.Array(Later),
})
export type Own = Static<typeof Own>
