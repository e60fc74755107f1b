// Is somebody here, and what of it may be said.
import type { Standing } from '@hearth/client/standing.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import { useChat, useStanding } from '../../state.ts'
import { standingSays } from '../../words.ts'

export type PresenceWords = { readonly says: string; readonly standing: Standing | undefined }

/** 'Here now', 'Last here 5 min ago', 'Not here'; with what they say of themselves. */
export function usePresenceWords(user: Pick<User, 'id' | 'status'> | undefined): PresenceWords {
  const seenAt = useChat((state) => (user === undefined ? undefined : state.presence.get(user.id)?.seenAt))
  const standing = useStanding(user?.id)
  const says = standingSays(standing, seenAt, Date.now())
  return { standing, says: [says, user?.status].filter(Boolean).join(' · ') }
}
