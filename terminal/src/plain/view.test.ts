// What is printed, with a client whose server is played by hand.
import { ada, bo, message, resumeAnswer, room } from '@hearth/client/cast.ts'
import { hello, signedIn, workshop } from '@hearth/client/desk.ts'
import { settle } from '@hearth/client/testing.ts'
import { expect, test } from 'vitest'
import { createView } from './view.ts'

async function atWork() {
  const all = await signedIn()
  const lines: string[] = []
  const view = createView(all.client, {
    print: (line) => void lines.push(line),
    line: async () => undefined,
    ask: async () => undefined,
    prompt() {},
    bell() {},
    completes() {},
    close() {},
  })
  all.client.subscribe(view.look)
  return { ...all, lines, view }
}

test('[TERM-6] after a restored backup it says so and prints what is there now, though it counts from lower numbers', async () => {
  const { client, board, clock, lines, view } = await atWork()
  const entering = view.enter(workshop)
  await board.last.answer('room.history', { messages: [message(8), message(9)] })
  await board.last.answer('room.members', { members: [{ user: bo, role: 'owner', joinedAt: 1 }], more: false })
  await entering
  await board.last.drop()
  await clock.pass(1000)
  board.last.say({ ...hello, with: { ...hello.with, epoch: 'two' } })
  await settle()
  await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop', { seq: 4 })], people: [bo] }))
  await board.last.answer('room.history', { messages: [message(3)] })
  expect(lines).toContain('* this server was put back from a backup: what was said after that backup is gone')
  expect(lines.at(-1)).toContain(message(3).text)
  expect(client.state.timelines.get(workshop)?.messages).toHaveLength(1)
})

test('[TERM-6] who looks after the server reads that a backup failed, once, and that one was made again', async () => {
  const { board, lines } = await atWork()
  const failed = { event: 'server.trouble', with: { trouble: { code: 'backup_failed', says: 'The disk\u001b is full.', at: 5 } } }
  board.last.say(failed)
  board.last.say(failed)
  board.last.say({ event: 'server.trouble', with: { trouble: null } })
  expect(lines.slice(-2)).toEqual(['* The backup failed: The disk is full.', '* A backup was made again.'])
})

test('[TERM-33] line by line one reads who calls, and that it rings no more', async () => {
  const { board, lines } = await atWork()
  const call = { id: 'c-1', room: workshop, by: bo.id, at: 1, video: false, participants: [], ringing: [ada.id], until: null }
  board.last.say({ event: 'call.open', room: workshop, with: { call } })
  board.last.say({ event: 'call.open', room: workshop, with: { call } })
  board.last.say({ event: 'call.open', room: workshop, with: { call: { ...call, ringing: [] } } })
  await settle()
  expect(lines.slice(-2)).toEqual(['* Bo calls in #Workshop: /answer or /hangup', '* it rings no more'])
})
