import type { Client } from '@hearth/client/client.ts'
import { toPerson } from '@hearth/client/draft-places.ts'
import { emptyState } from '@hearth/client/state.ts'
import { ChatError, type ErrorCode } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import { expect, test } from 'vitest'
import { useUi } from '../ui.ts'
import { openChat } from './open-chat.ts'

const bo = 'bo' as UserId
/** Bo is written to, and no private chat comes of it; what is open then, and how much was said to the person. */
async function open(code: ErrorCode, half: string): Promise<unknown[]> {
  const drafts: Client['state']['drafts'] = half === '' ? emptyState.drafts : new Map([[toPerson(bo), half]])
  const before = useUi.getState()
  before.show(null)
  await openChat({ state: { ...emptyState, drafts }, ask: () => Promise.reject(new ChatError(code)) }, bo)
  const now = useUi.getState()
  return [now.dialog, now.toasts.at(-1)?.id !== before.toasts.at(-1)?.id]
}

test('[WEB-10] words to somebody with whom there can be no private chat are still to be seen', async () => {
  const write = { is: 'write', user: bo }
  expect(await open('offline', '')).toEqual([write, false])
  expect(await open('not_reachable', '')).toEqual([null, true])
  expect(await open('not_reachable', 'half a thought')).toEqual([write, true])
})
