// What the parts of one room share: the room, who may do what in it, and what the composer is about to do.
import type { MessageId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import { type Deed, may } from '@hearth/protocol/permissions.ts'
import type { Message, Room } from '@hearth/protocol/shapes.ts'
import { createContext, createElement, type ReactElement, type ReactNode, useContext } from 'react'

export type Mode = { readonly is: 'write'; readonly replyTo: MessageId | null } | { readonly is: 'edit'; readonly message: Message }

/** What does not change while a room is open: messages hold on to this alone, or each word said would draw all of them anew. */
export type Talk = {
  readonly id: RoomId
  readonly me: UserId
  /** The message a thread began with, where this is the talk of one. */
  readonly root: MessageId | null
  /** Brings a message into sight, wherever it is in the history. */
  jump(seq: number): void
  react(message: Message, emoji: string): void
}

/** What it began with, and whether what is written is to stand in the room, too. `isOfCall`: it is shown beside its call. */
type ThreadHold = { readonly root: MessageId; readonly isOfCall: boolean; readonly also: boolean; setAlso(also: boolean): void }

export type RoomHold = Talk & {
  /** The same, by itself. */
  readonly talk: Talk
  readonly room: Room
  readonly mode: Mode
  setMode(mode: Mode): void
  /** Where the talk is that of a thread. */
  readonly thread: ThreadHold | null
  /** Puts the pin on, or takes it off. */
  pin(message: Message): void
  /** Saves it for oneself, or lets go of it. */
  save(message: Message): void
  askDelete(message: Message): void
  focusComposer(): void
}

const RoomContext = createContext<RoomHold | null>(null)

/** What is drawn here, where that is not what is held of the room: the messages of a thread. */
export const DrawnContext = createContext<readonly Message[] | null>(null)

const TalkContext = createContext<Talk | null>(null)

export const InRoom = ({ hold, children }: { readonly hold: RoomHold; readonly children: ReactNode }): ReactElement =>
  createElement(RoomContext, { value: hold }, createElement(TalkContext, { value: hold.talk }, children))

export function useTalk(): Talk {
  const talk = useContext(TalkContext)
  if (!talk) throw new Error('a message was drawn outside of a room')
  return talk
}

export function useHold(): RoomHold {
  const hold = useContext(RoomContext)
  if (!hold) throw new Error('a part of a room was drawn outside of one')
  return hold
}

/** The server decides, by the same table; this only keeps buttons away that it would refuse. */
type Standing = Pick<Room, 'kind' | 'role' | 'rules'>

const mayDo =
  (deed: Deed) =>
  ({ kind, role }: Standing): boolean =>
    role !== null && may(kind, role, deed)

/** In a locked room only who leads it. */
export const maySpeak = (room: Standing): boolean => mayDo('speak')(room) && (!room.rules?.locked || room.role !== 'member')
export const mayRename = mayDo('rename')
export const mayInvite = mayDo('invite')
export const mayRemove = mayDo('remove')
export const maySetRoles = mayDo('setRole')
export const mayLeave = mayDo('leave')
export const mayDeleteRoom = mayDo('deleteRoom')
export const mayKeepFiles = mayDo('keepFiles')
export const mayRule = mayDo('rule')
export const mayPin = mayDo('pin')
export const mayMute = mayDo('mute')
export const mayDeleteOthers = mayDo('deleteOthersMessage')
