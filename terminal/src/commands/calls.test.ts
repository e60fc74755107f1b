import { ada, bo, callId, entry, message, said } from '@hearth/client/cast.ts'
import { settle } from '@hearth/client/testing.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import { expect, test } from 'vitest'
import { atDesk, enter, goingOn, workshop } from '../testing/at-desk.ts'

test('[TERM-29] /call stats says what the server gets of whom, in columns', async () => {
  const scene = await atDesk()
  const inIt = (id: string, user: string) => ({
    ...{ id, user, at: 1, speaks: true, muted: false, camera: false, sharing: false, deafened: false, hand: null, connected: true },
  })
  const call = { ...goingOn, ringing: [], participants: [inIt('p-1', ada.id), inIt('p-2', bo.id)] }
  scene.board.last.say({ event: 'call.open', room: workshop, with: { call } })
  await settle()
  const numbers = { packetsIn: 50, packetsOut: 50, kilobitsIn: 31, kilobitsOut: 1240, lossIn: 0, lossOut: 0.015, roundTripMs: 4 }
  const participants = [
    { ...numbers, participant: 'p-1' },
    { ...numbers, participant: 'p-2', kilobitsIn: 931, lossOut: 0, roundTripMs: null },
  ]
  await enter(scene, '/call stats', [['call.statistics', { engine: 'werift', participants }]])
  expect(scene.told.slice(-3)).toEqual([
    'The call at the server (werift)',
    'Ada  31 kbit/s in   1240 kbit/s out  1.5 % lost  4 ms there and back',
    'Bo   931 kbit/s in  1240 kbit/s out  0.0 % lost',
  ])
})

test('[TERM-29] a call that rings is answered in the browser, or refused', async () => {
  const scene = await atDesk()
  scene.board.last.say({ event: 'call.open', room: workshop, with: { call: goingOn } })
  await settle()
  await enter(scene, '/answer')
  expect(scene.told.at(-1)).toContain(`/#/room/${workshop}`)
  await enter(scene, '/hangup', [['call.decline', {}]])
  expect(scene.told.at(-1)).toBe('Refused.')
})

test('[TERM-33] /beside reads what was said beside the newest call, and says something there', async () => {
  const scene = await atDesk()
  const call = { id: callId('1'), seq: 11, by: bo.id, at: 1, video: false, ended: null }
  scene.board.last.say(entry('call.started', 'Workshop', 11, { call: call.id, by: bo.id, at: 1, video: false }))
  await settle()
  const replies = [{ ...message(12), thread: threadOfCall(call.id) }]
  await enter(scene, '/beside', [['room.thread', { call: { ...call, replies: { count: 1 } }, replies, more: false }]])
  expect(scene.told).toEqual(expect.arrayContaining([expect.stringMatching(/☎ Bo called$/u), expect.stringMatching(/Bo: line 12$/u)]))
  await enter(scene, '/beside The plan is on the table')
  expect(scene.asked.at(-1)).toMatchObject({ do: 'message.send', with: { text: 'The plan is on the table', thread: call.id } })
})

test('[TERM-33] "call me when you are home", answered in a thread after a call, stands in that thread whole and not beside the call', async () => {
  const scene = await atDesk()
  scene.board.last.say(said('Workshop', 11, bo, { thread: message(10).id }))
  scene.board.last.say(entry('call.started', 'Workshop', 12, { call: callId('1'), by: bo.id, at: 1, video: false }))
  await settle()
  await enter(scene, '/thread call me when you are home')
  expect(scene.asked.at(-1)).toMatchObject({ do: 'message.send', with: { text: 'call me when you are home', thread: message(10).id } })
})
