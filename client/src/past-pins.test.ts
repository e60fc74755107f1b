import { describe, expect, it } from 'vitest'
import { fromResume, putHistory } from './answers.ts'
import { ada, bo, entry, message, messageId, resumeAnswer, room, roomId } from './cast.ts'
import { withPins } from './past-pins.ts'
import { apply, type State, type Timeline } from './state.ts'

const workshop = roomId('Workshop')
const whole = { as: 'window', hasOlder: false, hasNewer: false, enteredAt: 10 } as const
const start = (): State => putHistory(fromResume(resumeAnswer({ rooms: [room('Workshop')] })), workshop, [message(8), message(9)], whole)
const pinned = (seq: number, id = '8') => entry('message.pinned', 'Workshop', seq, { id: messageId(id), by: ada.id, at: 1 })
const unpinned = (seq: number) => entry('message.unpinned', 'Workshop', seq, { id: messageId('8'), by: ada.id, at: 1 })
const held = (state: State) => state.timelines.get(workshop)

describe('pins', () => {
  it('[CLIENT-11] a pin marks its message and stands at its place, until it is taken off', () => {
    const state = apply(start(), pinned(11))
    expect(held(state)?.messages[0]?.pinned).toBe(true)
    expect(held(state)?.pins).toEqual([{ id: messageId('8'), seq: 11, by: ada.id, at: 1 }])
    const off = apply(state, unpinned(12))
    expect(held(off)?.messages[0]).toEqual(message(8))
    expect(held(off)?.pins).toEqual([])
  })

  it('[CLIENT-11] pinned again it stands where it was pinned last, and goes with its message', () => {
    const again = [pinned(11), unpinned(12), pinned(13)].reduce((now, event) => apply(now, event), start())
    expect(held(again)?.pins?.map(({ seq }) => seq)).toEqual([13])
    const gone = apply(again, entry('message.deleted', 'Workshop', 14, { id: messageId('8'), deletedAt: 2, by: bo.id }))
    expect(held(gone)?.pins).toEqual([])
    expect(held(gone)?.messages[0]?.pinned).toBeUndefined()
  })

  it('[CLIENT-11] a window holds the pinnings that fit it, and none is no change', () => {
    const window: Timeline = { messages: [message(8), message(9)], hasOlder: true, hasNewer: true, enteredAt: 0 }
    const at = (seq: number) => ({ id: messageId(`${seq}`), seq, by: ada.id, at: 1 })
    expect(withPins(window, [at(7), at(9), at(10)]).pins).toEqual([at(9)])
    expect(withPins(window, [])).toBe(window)
  })
})
