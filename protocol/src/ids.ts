// Ids are branded strings: a UserId can never be handed where a RoomId is meant.
import { type Static, type TUnsafe, Type } from 'typebox'

declare const brand: unique symbol
export type Id<Kind extends string> = string & { readonly [brand]: Kind }

export type UserId = Id<'user'>
export type RoomId = Id<'room'>
export type MessageId = Id<'message'>
export type SessionId = Id<'session'>
export type FileId = Id<'file'>
export type CallId = Id<'call'>
export type ParticipantId = Id<'participant'>
export type LaterId = Id<'later'>
export type InviteId = Id<'invite'>
export type ReportId = Id<'report'>
export type AppId = Id<'app password'>

/** 26 characters: 10 of time, 16 of chance (of a message 7 of place, 9 of chance), in Crockford's base 32 in small letters. Never changed. */
const idSchema = <Kind extends string>(of: Kind): TUnsafe<Id<Kind>> =>
  Type.Unsafe<Id<Kind>>(Type.String({ pattern: '^[0-9a-hjkmnp-tv-z]{26}$', description: `id of a ${of}, 26 characters` }))

export const UserId = idSchema('user')
export const RoomId = idSchema('room')
export const MessageId = idSchema('message')
export const SessionId = idSchema('session')
export const FileId = idSchema('file')
export const CallId = idSchema('call')
export const ParticipantId = idSchema('participant')
export const LaterId = idSchema('later')
export const InviteId = idSchema('invite')
export const ReportId = idSchema('report')
export const AppId = idSchema('app password')

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
