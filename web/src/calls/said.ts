// What is said when a call ends for this page, or when somebody who was rung does not come.
import type { Mine } from '@hearth/client/calls.ts'
import type { EventWith } from '@hearth/protocol/events.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import { t } from '../text/t.ts'
import { saysOf } from '../words.ts'

export type Out = { readonly says: string; readonly isBad: boolean } | null
export type Rung = { readonly user: UserId; readonly how: 'declined' | 'busy' | 'missed' }

/** Null where nobody needs a word: one left by oneself. */
export function outOf(mine: Extract<Mine, { is: 'out' }>): Out {
  if (mine.failure) return { says: saysOf(mine.failure), isBad: true }
  switch (mine.why) {
    case 'over':
    case 'ended':
      return { says: t('The call is over.'), isBad: false }
    case 'moved':
      return { says: t('The call goes on on another device of yours.'), isBad: false }
    case 'removed':
      return { says: t('You are no longer in this room, and so no longer in its call.'), isBad: true }
    case 'gone':
      return { says: t('The connection was lost for too long. Join again when it is back.'), isBad: true }
    case 'left':
    case undefined:
      return null
  }
}

export function rungIn({ users, how }: EventWith<'call.rung'>): readonly Rung[] {
  if (how === 'answered' || how === 'stopped') return []
  return users.map((user) => ({ user, how }))
}

/** 'Bo does not answer.' */
export function rungSays(name: string, how: Rung['how']): string {
  switch (how) {
    case 'declined':
      return t('{name} does not want to talk now.', { name })
    case 'busy':
      return t('{name} is in another call, and was told of yours.', { name })
    case 'missed':
      return t('{name} does not answer. They will see that you called.', { name })
  }
}
