import { afterAll, beforeAll, expect, it } from 'vitest'
import { comeBack, join, say } from '../harness/cast.ts'
import { type Postgres, startPostgres } from '../harness/postgres.ts'
import { hearth, type Server, standardFlags, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'

const folder = temporary('on-postgres')
let postgres: Postgres
let database: string
let server: Server
const start = (): Promise<Server> => startServer({ data: folder.path, flags: ['--database', database] })
beforeAll(async () => {
  postgres = await startPostgres()
  database = postgres.database('hearth')
  server = await start()
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  await postgres?.[Symbol.asyncDispose]()
  folder.drop()
})

it('[TEST-10] accounts, rooms, words, edits, reactions, reading and search work on PostgreSQL, and are there after kill -9', async () => {
  const ada = await join(server, 'ada')
  const bo = await join(server, 'bo')
  const { room } = await ada.wire.ask('room.create', { kind: 'group', name: 'Workshop', members: [bo.user.id] })
  const { id } = await say(ada, room.id, 'The laser cuter is free, @bo.')
  await ada.wire.ask('message.edit', { room: room.id, id, text: 'The laser cutter is free, @bo.' })
  await bo.wire.ask('message.react', { room: room.id, id, emoji: '👍' })
  const { seq } = await say(bo, room.id, 'Coming.')
  await ada.wire.hears('message.said', (event) => event.with.text === 'Coming.')
  await bo.wire.ask('room.read', { room: room.id, seq })
  expect((await bo.wire.ask('people.search', { text: 'AD' })).people.map(({ name }) => name)).toEqual(['ada'])

  await server.kill('SIGKILL')
  server = await start()
  const back = await comeBack(server, 'bo', bo.token, { [room.id]: 1 })
  expect(back.rooms.find((one) => one.id === room.id)).toMatchObject({ seq, readSeq: seq, unread: 0, mentions: 0 })
  await until('all that was missed', () => back.wire.heard.some((event) => event.room === room.id && event.seq === seq))
  const { messages } = await back.wire.ask('room.history', { room: room.id })
  expect(messages.map(({ text }) => text)).toEqual(['The laser cutter is free, @bo.', 'Coming.'])
  expect(messages[0]?.reactions).toEqual([{ emoji: '👍', users: [bo.user.id] }])
})

it('[TEST-10] a PostgreSQL that is not there is one sentence and exit code 1, without its password', async () => {
  const { code, stderr } = await hearth([
    'serve',
    '--data',
    `${folder.path}/other`,
    ...standardFlags,
    '--database',
    'postgres://hearth:geheim@127.0.0.1:1/none',
  ])
  expect(code).toBe(1)
  expect(stderr).not.toMatch(/geheim|\n\s+at /)
})
