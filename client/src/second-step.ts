// Signing in in two steps: what the second is sent with.
import type { ChatError } from '@hearth/protocol/errors.ts'
import type { SignIn } from './session.ts'

/** The ticket for a code: when it is asked for, and again after one that was wrong. Undefined: this failure is another one. */
export function ticketOf(failure: ChatError, how: SignIn): string | undefined {
  if (failure.code === 'second_factor_needed') return failure.more.ticket
  const mayTryAgain = failure.code === 'code_wrong' || failure.code === 'code_skewed' || failure.code === 'slow_down'
  return mayTryAgain && 'do' in how && how.do === 'session.prove' ? how.with.ticket : undefined
}
