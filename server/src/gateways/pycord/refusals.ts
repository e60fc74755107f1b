// How a deed fails here: an expected failure of core as one of the document's sentences.
import { ChatError, type ErrorCode, type Failure } from '@hearth/protocol/errors.ts'
import { texts } from './texts.ts'

/** A failure this dialect has its own sentence for; null is how a sign-in fails. */
export class Refusal extends Error {
  readonly status: string | null
  constructor(status: string | null) {
    super(status ?? 'refused')
    this.status = status
  }
}

/** For the right of a `??`. */
export function refuse(status: string | null): never {
  throw new Refusal(status)
}

/** The sentence; undefined for what is no expected failure, but a bug of ours. */
export function statusOf(fault: unknown): string | null | undefined {
  if (fault instanceof Refusal) return fault.status
  return fault instanceof ChatError ? (sentences[fault.code] ?? said)(fault.failure()) : undefined
}

const said = ({ says }: Failure): string => says

const sentences: Partial<Record<ErrorCode, (why: Failure) => string | null>> = {
  bad_credentials: () => null,
  name_taken: () => texts.pseudoTaken,
  name_invalid: () => texts.pseudoInvalid,
  registration_closed: () => texts.registrationClosed,
  banned: () => texts.banned,
  slow_down: ({ retryAfterMs = 1000 }) => texts.tooFast(retryAfterMs),
  not_signed_in: () => texts.notSignedIn,
  session_unknown: () => texts.notSignedIn,
  not_allowed: () => texts.notAllowed,
  may_not_speak: () => texts.mayNotSpeak,
  user_unknown: () => texts.noSuchUser,
  room_unknown: () => texts.noSuchGroup,
  not_a_member: () => texts.noSuchGroup,
  room_is_fixed: () => texts.groupFixed,
  room_name_invalid: () => texts.groupName,
  too_many_members: () => texts.groupFull,
  too_many_contacts: () => texts.friendsFull,
  message_unknown: () => texts.noSuchMessage,
  text_empty: () => texts.emptyText,
  text_too_long: () => texts.longText,
  frame_too_large: () => texts.tooLarge,
  internal: () => texts.internal,
}
