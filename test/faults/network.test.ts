import { createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { check } from '../harness/checker.ts'
import { deep, noteFault, seed } from '../harness/deep.ts'
import { startProxy } from '../harness/proxy.ts'
import { temporary } from '../harness/server.ts'
import { openSocket } from '../harness/socket.ts'
import { inTime, until } from '../harness/until.ts'
import { storm } from './network.ts'

/** Says everything back, and remembers it. */
let echo: Server
let port = 0
const heard: Socket[] = []
beforeAll(async () => {
  echo = createServer((socket) => {
    heard.push(socket)
    socket.on('error', () => {})
    socket.pipe(socket)
  })
  await new Promise<void>((resolve) => echo.listen(0, '127.0.0.1', resolve))
  const address = echo.address()
  port = typeof address === 'object' && address ? address.port : 0
})
afterAll(() => {
  for (const socket of heard) socket.destroy()
  echo.close()
})

it('[FAULT-1] the fault proxy delays, slows and cuts to pieces without changing a byte', async () => {
  await using proxy = await startProxy(port)
  proxy.weather(() => ({ up: { delayMs: 2, pieceBytes: 700 }, down: { bytesPerSecond: 1_000_000, pieceBytes: 300 } }))
  await using socket = await openSocket(proxy.port)
  const sent = Buffer.from(Array.from({ length: 20_000 }, (_, at) => at % 251))
  socket.write(sent)
  await until('all to come back', () => socket.bytes().length === sent.length, { seen: () => socket.bytes().length })
  expect(socket.bytes().equals(sent)).toBe(true)
})

it('[FAULT-1] the fault proxy breaks after so many bytes, swallows without a word, and pulls the cable', async () => {
  await using proxy = await startProxy(port)
  proxy.weather((at) => ({ down: { after: { bytes: 10, then: at === 0 ? 'break' : 'swallow' } } }))
  await using broken = await openSocket(proxy.port)
  broken.write('x'.repeat(25))
  await inTime('it to break', broken.closed)
  expect(broken.text()).toBe('x'.repeat(10))

  await using silent = await openSocket(proxy.port)
  silent.write('y'.repeat(25))
  await silent.sees('y'.repeat(10))
  silent.write('z')
  proxy.silenceAll()
  const far = heard.at(-1)
  silent.socket.destroy()
  // The far side still has a connection: nobody told it anything.
  await using third = await openSocket(proxy.port)
  expect([silent.text(), far?.destroyed, proxy.seen]).toEqual(['y'.repeat(10), false, 3])
  proxy.breakAll()
  await inTime('the third to break', third.closed)
})

const runs = Array.from({ length: deep ? 12 : 1 }, (_, at) => seed + at)
it.each(runs)(
  '[FAULT-1] F8, F10, F11: through a network that delays, breaks in the middle of frames and goes silent nothing is lost or doubled (seed %i)',
  { timeout: 240_000 },
  async (own) => {
    const folder = temporary('network')
    try {
      const { record, apart, connections } = await storm({ data: folder.path, seed: own, turns: deep ? 150 : 40, patient: deep })
      const said = record.ops.filter(({ did, outcome }) => did.op === 'send' && outcome === 'ok').length
      const unknown = record.ops.filter(({ outcome }) => outcome === 'unknown').length
      noteFault('F8 F10 F11', own, `${connections} connections, ${said} messages answered, ${unknown} requests whose answer was lost`)
      expect(check(record).slice(0, 20), `HEARTH_TEST_SEED=${own} tries it again`).toEqual([])
      expect(apart).toEqual([])
      expect(said).toBeGreaterThan(50)
      expect(connections).toBeGreaterThan(8)
    } finally {
      folder.drop()
    }
  },
)
