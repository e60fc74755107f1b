// A call as the scene shows it, whoever fills it in: the living call, or the gallery.
import type { Gives } from '@hearth/protocol/commands.ts'
import type { MessageId, ParticipantId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Report } from '../media/stats.ts'
import type { Device, Trouble } from '../media/trouble.ts'

export type AtServer = Gives<'call.statistics'>

/** One device of one person in the call. */
export type Somebody = {
  readonly key: ParticipantId
  readonly user: UserId
  readonly isMe: boolean
  readonly isMuted: boolean
  readonly isDeaf: boolean
  /** Not allowed to be heard here: the audience of a channel. */
  readonly isListener: boolean
  /** When the hand went up: who waits longest is asked first. */
  readonly handAt: number | null
  /** The camera is on; its picture may still be on its way, or not be sent because nobody looks. */
  readonly hasCamera: boolean
  readonly camera: MediaStream | null
  readonly hasScreen: boolean
  readonly screen: MediaStream | null
  readonly speaks: boolean
  /** For who comes into sight; 0 for never. */
  readonly spokeAt: number
  readonly state: 'here' | 'coming' | 'poor' | 'away'
  readonly reaction: { readonly emoji: string; readonly id: number } | null
}

export type CallView = {
  readonly room: RoomId
  /** What is said beside it; null where that is the room itself, as in a place to talk. */
  readonly thread: MessageId | null
  readonly phase: 'joining' | 'in' | 'reconnecting'
  /** When this page came in, by its own clock. */
  readonly since: number | null
  readonly people: readonly Somebody[]
  readonly isHeard: boolean
  readonly isSeen: boolean
  readonly isShared: boolean
  readonly isDeaf: boolean
  readonly hasHand: boolean
  readonly mayVoice: boolean
  readonly mayEnd: boolean
  /** Some speak here, and the others listen. */
  readonly hasAudience: boolean
  /** Sets who may be heard, and puts hands down. */
  readonly mayLead: boolean
  readonly opening: ReadonlySet<Device>
  readonly troubles: readonly Trouble[]
  readonly isUnheard: boolean
  /** The browser keeps the page silent until it is touched. */
  readonly isBlocked: boolean
  readonly network: 'good' | 'poor' | 'blocked'
  readonly report: Report | null
  /** What the server sees of the call; asked for while somebody looks. */
  readonly atServer: AtServer | null
  /** Somebody is rung and has not answered. */
  readonly isCalling: boolean
  /** The other one of two who talked lost the way: the call waits for them a while. */
  readonly isWaiting: boolean
}

export type CallDeeds = {
  hear(isHeard: boolean): void
  see(isSeen: boolean): void
  share(isShared: boolean): void
  flip(): void
  deafen(isDeaf: boolean): void
  hand(isUp: boolean): void
  react(emoji: string): void
  leave(): void
  endForAll(): void
  /** Lets somebody of the audience be heard, or no more. */
  allow(somebody: ParticipantId, speaks: boolean): void
  mute(somebody: ParticipantId): void
  /** What is drawn and how large, the most important first. */
  watch(seen: readonly Seen[]): void
  dismiss(what: Device): void
  retry(what: Device): void
  unblock(): void
  /** Statistics are looked at only while somebody does. */
  look(isLooking: boolean): void
  level(): number
  renew(what: 'microphone' | 'camera' | 'speaker'): void
}

/** A picture that is drawn, `height` device pixels tall. */
export type Seen = { readonly somebody: ParticipantId; readonly source: 'camera' | 'screen'; readonly height: number }

/** Gives back how to call it off. */
export type Wait = (ms: number, then: () => void) => () => void

export const cameraKey = (somebody: Pick<Somebody, 'key'>): string => `${somebody.key} camera`
export const screenKey = (somebody: Pick<Somebody, 'key'>): string => `${somebody.key} screen`
