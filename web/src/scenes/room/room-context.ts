// What the parts of one room share: the room, who may do what in it, and what the composer is about to do.
import type { MessageId, UserId } from '@hearth/protocol/ids.ts'
import type { Message, Role, Room } from '@hearth/protocol/shapes.ts'
import { createContext, useContext } from 'react'

export type Mode = { readonly is: 'write'; readonly replyTo: MessageId | null } | { readonly is: 'edit'; readonly message: Message }

export type RoomHold = {
  readonly room: Room
  readonly me: UserId
  readonly mode: Mode
  setMode(mode: Mode): void
  /** Where the talk is that of a thread: the message it began with, and whether what is written is to stand in the room, too. */
  readonly thread: { readonly root: MessageId; readonly also: boolean; setAlso(also: boolean): void } | null
  /** Brings a message into sight, wherever it is in the history. */
  jump(seq: number): void
  react(message: Message, emoji: string): void
  /** Puts the pin on, or takes it off. */
  pin(message: Message): void
  /** Saves it for oneself, or lets go of it. */
  save(message: Message): void
  askDelete(message: Message): void
  focusComposer(): void
}

export const RoomContext = createContext<RoomHold | null>(null)

export function useHold(): RoomHold {
  const hold = useContext(RoomContext)
  if (!hold) throw new Error('a part of a room was drawn outside of one')
  return hold
}

/** The server decides; this only keeps buttons away that it would refuse. */
type Standing = Pick<Room, 'kind' | 'role' | 'rules'>
const leads = (role: Role | null): boolean => role === 'admin' || role === 'owner'

export const maySpeak = ({ kind, role, rules }: Standing): boolean =>
  leads(role) || (role === 'member' && kind !== 'channel' && !rules?.locked)
export const mayRename = ({ kind, role }: Standing): boolean => (kind === 'group' || kind === 'channel') && leads(role)
export const mayInvite = ({ kind, role }: Standing): boolean => (kind === 'group' && role !== null) || (kind === 'channel' && leads(role))
export const mayRemove = ({ kind, role }: Standing): boolean => (kind === 'group' || kind === 'channel') && leads(role)
export const maySetRoles = ({ kind, role }: Standing): boolean => (kind === 'group' || kind === 'channel') && role === 'owner'
export const mayLeave = ({ kind, role }: Standing): boolean => (kind === 'group' || kind === 'channel') && role !== null
export const mayDeleteRoom = ({ kind, role }: Standing): boolean => (kind === 'group' || kind === 'channel') && role === 'owner'
/** How long files are kept is the owner's to say; in the lobby, which nobody owns, that of those who look after the server. */
export const mayKeepFiles = ({ kind, role }: Standing): boolean => (kind === 'lobby' ? leads(role) : kind !== 'direct' && role === 'owner')
export const mayRule = ({ kind, role }: Standing): boolean => kind !== 'direct' && leads(role)
export const mayPin = ({ kind, role }: Standing): boolean => role !== null && (kind === 'group' || kind === 'direct' || leads(role))
export const mayDeleteOthers = ({ kind, role }: Standing): boolean => kind !== 'direct' && leads(role)
