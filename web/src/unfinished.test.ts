import type { HeldMark } from '@hearth/client/marks.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { LaterId, RoomId } from '@hearth/protocol/ids.ts'
import { expect, test } from 'vitest'
import { useUi } from './ui.ts'
import { sayRefused } from './unfinished.ts'

const plan = { room: 'workshop' as RoomId, later: 'tea' as LaterId, kind: 'send', at: 1, waits: true } as const
const change: HeldMark = { ...plan, do: 'change', text: 'Tea at five', due: 2 }
const drop: HeldMark = { ...plan, do: 'drop' }
function says(mark: HeldMark): string | undefined {
  sayRefused(mark, new ChatError('later_unknown'))
  return useUi.getState().toasts.at(-1)?.text
}

test('[WEB-SCENE-1] nobody reads “Not changed” or “Not called off” of what may have been done before its answer was lost', () => {
  expect(says(change)).toMatch(/^Not changed; the new words are back where you write\./)
  expect(says({ ...change, tried: true })).toMatch(/^It may have been sent with the new words already; they are back where you write/)
  expect(says(drop)).toMatch(/^Not called off\./)
  expect(says({ ...drop, tried: true })).toMatch(/^It may have been sent before it was called off\./)
})
