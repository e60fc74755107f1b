// Ids are branded strings: a UserId can never be handed where a RoomId is meant.
import { type Static, type TUnsafe, Type } from 'typebox'

declare const brand: unique symbol
export type Id<Kind extends string> = string & { readonly [brand]: Kind }

export type UserId = Id<'user'>
export type RoomId = Id<'room'>
export type MessageId = Id<'message'>
export type SessionId = Id<'session'>

/** 26 characters: 10 of time, 16 of chance (of a message 7 of place, 9 of chance), in Crockford's base 32 in small letters. Never changed. */
const idSchema = <Kind extends string>(of: Kind): TUnsafe<Id<Kind>> =>
  Type.Unsafe<Id<Kind>>(Type.String({ pattern: '^[0-9a-hjkmnp-tv-z]{26}$', description: `id of a ${of}, 26 characters` }))

export const UserId = idSchema('user')
export const RoomId = idSchema('room')
export const MessageId = idSchema('message')
export const SessionId = idSchema('session')

/** Chosen by the client, new for each message: what makes sending twice harmless. */
export const ClientId = Type.String({
  minLength: 1,
  maxLength: 64,
  pattern: '^[\\x21-\\x7e]+$',
  description: 'chosen by the client, new for each message',
})

/** The place of a lasting change in its room's log: 1, 2, 3 … without gaps. */
export const Seq = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: "place in the room's log" })

/** Milliseconds since 1970, by the server's clock. For showing; never for ordering. */
export const At = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'epoch milliseconds, for showing only' })

export type Seq = Static<typeof Seq>
export type At = Static<typeof At>

const LETTERS = '0123456789abcdefghjkmnpqrstvwxyz'

/**
 * Makes an id: 48 bits of time, then 80 bits of chance.
 * @param now epoch milliseconds
 * @param chance 16 bytes of cryptographic randomness (the low five bits of each are used)
 */
export function makeId<T extends Id<string>>(now: number, chance: Uint8Array): T {
  return (digits(now, TIME) + letters(chance, 16)) as T
}

/**
 * A message's id tells its place: 48 bits of time, 35 of seq, 45 of chance. So it is found by the order of its room's log, and no
 * other index is needed; whoever looks one up compares the whole id.
 * @param chance letters of `letters`, 9 of them
 */
export const makeMessageId = (at: number, seq: number, chance: string): MessageId =>
  (digits(at, TIME) + digits(seq, PLACE) + chance) as MessageId

/** The place a message's id tells. It may be anybody's invention: look there, and compare. */
export function seqIn(id: MessageId): number {
  let seq = 0
  for (let i = TIME; i < TIME + PLACE; i++) seq = seq * 32 + LETTERS.indexOf(id.charAt(i))
  return seq
}

/** One letter for the low five bits of each byte. */
export function letters(chance: Uint8Array, count: number): string {
  let text = ''
  for (let i = 0; i < count; i++) text += LETTERS.charAt((chance[i] ?? 0) & 31)
  return text
}

const TIME = 10
const PLACE = 7
/** How many letters of chance `makeMessageId` wants. */
export const MESSAGE_CHANCE = 9

function digits(value: number, count: number): string {
  let text = ''
  for (let rest = value, i = 0; i < count; i++, rest = Math.floor(rest / 32)) text = LETTERS.charAt(rest % 32) + text
  return text
}
