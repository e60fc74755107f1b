import { ada, bo, message, roomId } from '@hearth/client/cast.ts'
import { emptyState, type State } from '@hearth/client/state.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { between } from './rewrite.ts'
import type { Mode } from './room-context.ts'
import { saidAnew } from './use-announcement.ts'
import { endOf, waysFrom } from './ways.ts'

test('[WEB-SCENE-4] of a text box only what differs is replaced, so that its own undo takes it back', () => {
  expect(between('say it loud', 'say **it** loud')).toEqual({ from: 4, to: 6, piece: '**it**' })
  expect(between('aa', 'aaa')).toEqual({ from: 2, to: 2, piece: 'a' })
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom('a', 'b', '*') }),
      fc.string({ unit: fc.constantFrom('a', 'b', '*') }),
      (before, after) => {
        const { from, to, piece } = between(before, after)
        expect(from <= to && before.slice(0, from) + piece + before.slice(to)).toBe(after)
      },
    ),
  )
})

test('[WEB-SCENE-5] the same said twice is read out twice', () => {
  const first = saidAnew('', 'Ada: ok')
  const second = saidAnew(first, 'Ada: ok')
  expect(new Set([first, second, saidAnew(second, 'Ada: ok')]).size).toBe(2)
  expect(second).not.toBe(first)
  expect(saidAnew(second, 'Ada: ok')).not.toBe(second)
})

test('[WEB-SCENE-6] ↑ changes what one said last and Shift+↑ answers what was said last, whatever is drawn; who reads what is older is led to the end', async () => {
  const room = roomId('Workshop')
  const last = Array.from({ length: 300 }, (_, at) => message(at + 1, at === 0 ? ada : bo))
  const old: Message[] = [message(1, ada)]
  const state = { ...emptyState } as { -readonly [K in keyof State]: State[K] }
  const show = (messages: readonly Message[], hasNewer: boolean): void => {
    state.timelines = new Map([[room, { messages, hasOlder: false, hasNewer, enteredAt: 0 }]])
  }
  const client = { state, jump: async () => show(last, false) }
  const modes: Mode[] = []
  const ways = waysFrom(() => endOf(client, room), { me: ada.id, setMode: (mode) => modes.push(mode) })
  show(last, false)
  await ways.editLast()
  show(old, true)
  await ways.answerLast()
  expect(modes).toEqual([
    { is: 'edit', message: last[0] },
    { is: 'write', replyTo: last.at(-1)?.id },
  ])
})
