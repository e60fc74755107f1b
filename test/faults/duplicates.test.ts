import type { Gives } from '@hearth/protocol/commands.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { comeBack, join, say } from '../harness/cast.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'

const folder = temporary('duplicates')
const start = (): Promise<Server> => startServer({ data: folder.path, env: { HEARTH_LIMITS_FRAMES_PER_SECOND: '10000' } })
let server: Server
beforeAll(async () => {
  server = await start()
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  folder.drop()
})

it('[TEST-4] F9: the same message sent 100 times over two sockets, and again after a restart, is one message with one answer', async () => {
  const ada = await join(server, 'ada')
  const bo = await join(server, 'bo')
  const second = await comeBack(server, 'ada', ada.token)
  const message = { room: ada.lobby, text: 'Is the kettle on?', clientId: 'kettle-1' }
  const answers = await Promise.all(
    Array.from({ length: 100 }, (_, index) => (index % 2 === 0 ? ada : second).wire.ask('message.send', message)),
  )
  await say(ada, ada.lobby, 'and after it')
  await bo.wire.hears('message.said', (event) => event.with.text === 'and after it')

  await server.kill('SIGKILL')
  server = await start()
  const back = await comeBack(server, 'ada', ada.token)
  answers.push(await back.wire.ask('message.send', message))

  expect(new Set(answers.map((answer) => JSON.stringify(answer))).size).toBe(1)
  const { messages } = await back.wire.ask('room.history', { room: ada.lobby })
  expect(messages.filter(({ clientId }) => clientId === 'kettle-1')).toHaveLength(1)
  expect(
    bo.wire.heard.filter((event) => event.event === 'message.said' && 'clientId' in event.with && event.with.clientId === 'kettle-1'),
  ).toHaveLength(1)
})

it('[TEST-4] F8: when the answer is lost with the connection, sending again gives the same place, and nobody sees it twice', async () => {
  const cy = await join(server, 'cy')
  const dee = await join(server, 'dee')
  const message = { room: cy.lobby, text: 'Lost answer', clientId: 'lost-1' }
  void cy.wire.ask('message.send', message).catch(() => {})
  const heard = await dee.wire.hears('message.said', (event) => event.with.clientId === 'lost-1')
  await cy.wire.close()

  const back = await comeBack(server, 'cy', cy.token)
  const answer: Gives<'message.send'> = await back.wire.ask('message.send', message)
  expect(answer).toMatchObject({ id: heard.with.id, seq: heard.seq })
  await say(back, cy.lobby, 'the end')
  await dee.wire.hears('message.said', (event) => event.with.text === 'the end')
  expect(
    dee.wire.heard.filter((event) => event.event === 'message.said' && 'clientId' in event.with && event.with.clientId === 'lost-1'),
  ).toHaveLength(1)
})

it('[TEST-4] F10: over two connections of one person the order is the server’s, the same for both', async () => {
  const dee = await comeBack(server, 'dee', (await join(server, 'dee2')).token)
  const other = await comeBack(server, 'dee', dee.token)
  const sending = Array.from({ length: 40 }, (_, index) => say(index % 2 === 0 ? dee : other, dee.lobby, `${index}`))
  const seqs = (await Promise.all(sending)).map(({ seq }) => seq)
  const heardBy = (person: typeof dee) =>
    person.wire.heard.flatMap(({ event, seq }) => (event === 'message.said' && seq !== undefined && seqs.includes(seq) ? [seq] : []))
  await until('both to hear all', () => heardBy(dee).length === 40 && heardBy(other).length === 40)
  expect(heardBy(dee)).toEqual(seqs.toSorted((a, b) => a - b))
  expect(heardBy(other)).toEqual(heardBy(dee))
})
