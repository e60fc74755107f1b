// Is somebody here, and what of it may be said.
import type { User } from '@hearth/protocol/shapes.ts'
import { useChat } from '../../state.ts'
import { t } from '../../text/t.ts'
import { ago } from '../../words.ts'

export type PresenceWords = { readonly says: string; readonly isOnline: boolean }

/** 'Here now', 'Last here 5 min ago', 'Away'; with what they say of themselves. */
export function usePresenceWords(user: User): PresenceWords {
  const presence = useChat((state) => state.presence.get(user.id))
  const isOnline = presence?.state === 'online'
  const here = isOnline ? t('Here now') : presence?.seenAt ? t('Last here {when}', { when: ago(presence.seenAt, Date.now()) }) : t('Away')
  return { isOnline, says: user.status ? `${here} · ${user.status}` : here }
}
