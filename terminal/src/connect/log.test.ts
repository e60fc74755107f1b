// What was heard, on the disk of this machine.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ada, bo, entry, message, messageId, resumeAnswer, room, roomId, said } from '@hearth/client/cast.ts'
import { createClient } from '@hearth/client/client.ts'
import { hello, workshop } from '@hearth/client/desk.ts'
import { createClock, createKept, createSwitchboard, settle } from '@hearth/client/testing.ts'
import { afterEach, expect, test } from 'vitest'
import { openLog } from './log.ts'

const folder = mkdtempSync(join(tmpdir(), 'hearth-log-'))
let files = 0
afterEach(() => rmSync(folder, { recursive: true, force: true }))

/** One run of the program, with the log of `file`. */
function start(file: string, kept = createKept({ token: 'secret', user: ada.id })) {
  const clock = createClock()
  const board = createSwitchboard()
  const told: string[] = []
  const log = openLog(file, clock.wait, (text) => void told.push(text))
  let ids = 0
  const client = createClient({
    openSocket: board.openSocket,
    kept,
    archive: log,
    now: clock.now,
    newId: () => `c-${++ids}`,
    chance: () => 0.5,
    wait: clock.wait,
  })
  return {
    ...{ clock, board, log, client, kept, told },
    close() {
      client.close()
      log.close()
    },
  }
}

/** Ada was in the Workshop, at message `last`, and everything from `first` on was seen. */
async function filled(file: string, last = 30) {
  const run = start(file)
  await settle()
  run.board.last.say(hello)
  await settle()
  await run.board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop', { seq: last, readSeq: last })] }))
  const opening = run.client.open(workshop)
  await run.board.last.answer('room.history', { messages: Array.from({ length: last }, (_, at) => message(at + 1)) })
  await opening
  return run
}
const place = () => join(folder, `${++files}`, 'log.db')
const texts = (client: ReturnType<typeof start>['client']) => client.state.timelines.get(workshop)?.messages.map(({ text }) => text)

test('[TERM-26] without a server everything is there to be read, and with one only what was missed is asked for', async () => {
  const file = place()
  ;(await filled(file)).close()
  const { client, board, close } = start(file)
  await settle()
  expect(client.state.me?.name).toBe('Ada')
  expect(client.state.connection.is).toBe('connecting')
  expect(texts(client)?.at(-1)).toBe('line 30')
  expect(client.person(bo.id)?.name).toBe('Bo')

  board.last.say(hello)
  await settle()
  expect(board.last.asked[0]).toMatchObject({ do: 'session.resume', with: { since: { [workshop]: 30 } } })
  await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop', { seq: 31, readSeq: 30, unread: 1 })] }))
  board.last.say(said('Workshop', 31))
  expect(texts(client)?.at(-1)).toBe('line 31')
  close()
})

test('[TERM-26] older pages come from the disk where there is no server', async () => {
  const file = place()
  const run = await filled(file, 49)
  run.close()
  const again = start(file)
  await settle()
  await again.board.last.drop()
  expect((await again.log.page(workshop, { before: 40 }, 20))?.messages.map(({ seq }) => seq)).toEqual(
    Array.from({ length: 20 }, (_, at) => at + 20),
  )
  expect(await again.log.page(workshop, { before: 5 }, 20)).toMatchObject({ hasOlder: false, hasNewer: true })
  expect(await again.log.page(roomId('Nowhere'), {}, 20)).toBeUndefined()
  again.close()
})

test('[TERM-26] a hole is never passed off as a whole', async () => {
  const file = place()
  const run = await filled(file, 49)
  run.board.last.say({ event: 'resume_too_far', with: { room: workshop, seq: 200 } })
  await run.board.last.answer('room.history', { messages: Array.from({ length: 50 }, (_, at) => message(at + 151)) })
  run.close()
  const again = start(file)
  await settle()
  expect(await again.log.page(workshop, { before: 160 }, 50)).toMatchObject({ hasOlder: true })
  expect((await again.log.page(workshop, { before: 160 }, 50))?.messages[0]?.seq).toBe(151)
  expect(await again.log.page(workshop, { before: 151 }, 50)).toBeUndefined()
  again.close()
})

test('[TERM-26] words that were taken back are not kept, however old they are', async () => {
  const file = place()
  const run = await filled(file)
  await run.clock.pass(1000)
  run.board.last.say(entry('message.deleted', 'Workshop', 31, { id: messageId('3'), by: bo.id, deletedAt: 5 }))
  await run.clock.pass(1000)
  run.close()
  const again = start(file)
  await settle()
  expect(texts(again.client)?.[2]).toBeNull()
  expect((await again.log.page(workshop, { before: 4 }, 50))?.messages.at(-1)?.text).toBeNull()
  again.close()
})

test('[TERM-26] signing out takes everything away, and another person finds nothing', async () => {
  const file = place()
  const run = await filled(file)
  await run.clock.pass(1000)
  expect(run.log.size).toBe(30)
  const leaving = run.client.signOut()
  await run.board.last.answer('session.close', {})
  await leaving
  expect(run.log.size).toBe(0)
  run.close()

  const mine = place()
  ;(await filled(mine)).close()
  const theirs = start(mine, createKept({ token: 'other', user: bo.id }))
  await settle()
  expect(theirs.client.state.me).toBeNull()
  expect(theirs.log.size).toBe(0)
  theirs.close()
})

test('[TERM-26] after a restored backup nothing of before is shown', async () => {
  const file = place()
  ;(await filled(file)).close()
  const { client, board, close } = start(file)
  await settle()
  board.last.say({ ...hello, with: { ...hello.with, epoch: 'two' } })
  await settle()
  expect(client.state.timelines.size).toBe(0)
  expect(board.last.asked[0]).toMatchObject({ do: 'session.resume', with: { since: {} } })
  close()
})

test('[TERM-26] who is in a room is known without a server, and stays true when it is back', async () => {
  const file = place()
  const run = await filled(file)
  const listing = run.client.members(workshop)
  const members = [bo, ada].map((user, at) => ({ user, role: 'member' as const, joinedAt: at + 1 }))
  await run.board.last.answer('room.members', { members, more: false })
  await listing
  run.close()
  const { client, board, close } = start(file)
  await settle()
  const names = () => client.state.members.get(workshop)?.map(({ user }) => user.name)
  expect(names()).toEqual(['Bo', 'Ada'])

  board.last.say(hello)
  await settle()
  await board.last.answer('session.resume', resumeAnswer({ rooms: [room('Workshop', { seq: 31, readSeq: 30 })] }))
  board.last.say(entry('room.left', 'Workshop', 31, { user: bo.id, at: 5 }))
  expect(names()).toEqual(['Ada'])
  close()
  const again = start(file)
  await settle()
  expect(again.client.state.members.get(workshop)?.map(({ user }) => user.name)).toEqual(['Ada'])
  again.close()
})

test('[TERM-26] a list of people that could not be kept true is forgotten', async () => {
  const file = place()
  const run = await filled(file)
  const listing = run.client.members(workshop)
  await run.board.last.answer('room.members', { members: [{ user: bo, role: 'member', joinedAt: 1 }], more: false })
  await listing
  await run.clock.pass(1000)
  run.board.last.say({ event: 'resume_too_far', with: { room: workshop, seq: 200 } })
  await run.board.last.answer('room.history', { messages: [message(200)] })
  await run.clock.pass(1000)
  run.close()
  const again = start(file)
  await settle()
  expect(again.client.state.members.has(workshop)).toBe(false)
  again.close()
})

test('[TERM-36] a damaged log is made anew, and the program goes on', async () => {
  const file = place()
  ;(await filled(file)).close()
  writeFileSync(file, 'this is no database at all, it was one until the disk failed')
  for (const end of ['-wal', '-shm']) rmSync(file + end, { force: true })
  const { client, log, close } = start(file)
  await settle()
  expect(client.state.me).toBeNull()
  expect(log.size).toBe(0)
  close()
  ;(await filled(file)).close()
  const again = start(file)
  await settle()
  expect(texts(again.client)).toHaveLength(30)
  again.close()
})

test('[TERM-36] while another program is at the log it waits; where the disk takes nothing more that is said once, and one goes on', async () => {
  const file = place()
  const run = await filled(file)
  await run.clock.pass(300)
  const other = new DatabaseSync(file, { timeout: 0 })
  other.exec('begin immediate')
  run.board.last.say(said('Workshop', 31, bo))
  await run.clock.pass(200)
  expect(run.log.size).toBe(30)
  other.exec('commit')
  await run.clock.pass(300)
  expect(run.log.size).toBe(31)
  // A table that is gone stands for a disk that fails: both are told by SQLite.
  other.exec('drop table messages')
  other.close()
  for (const seq of [32, 33]) {
    run.board.last.say(said('Workshop', seq, bo))
    await run.clock.pass(300)
  }
  expect(run.told).toEqual([expect.stringContaining('not kept on this machine')])
  expect(texts(run.client)).toHaveLength(33)
  run.close()
}, 20_000)
