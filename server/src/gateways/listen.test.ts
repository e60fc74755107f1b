import { connect as connectTcp, type Socket } from 'node:net'
import { expect, test } from 'vitest'
import { openPort } from './listen.ts'
import { createPressure } from './pressure.ts'
import { until } from './testing/house.ts'

test('[EDGE-40] a few of the banned at once may be told so, any more are turned away before a byte is read; not for ever', async () => {
  const asked: string[] = []
  await using port = await openPort({
    bind: '127.0.0.1',
    port: 0,
    onRequest: (request, response) => {
      asked.push(request.url ?? '')
      response.end('banned')
    },
    onUpgrade: (_request, socket) => void socket.destroy(),
    isBanned: () => true,
    sockets: 1000,
    pressure: createPressure(),
  })
  const lines = Array.from({ length: 40 }, () => connectTcp(port.port, '127.0.0.1'))
  const closed = new Set<Socket>()
  for (const line of lines) line.on('error', () => {}).on('close', () => closed.add(line))
  await until('those too many to be gone', () => closed.size === 8)
  const first = lines.find((line) => !closed.has(line))
  const told = new Promise<string>((resolve) => first?.once('data', (bytes) => resolve(bytes.toString())))
  first?.write('GET /why HTTP/1.1\r\nHost: localhost\r\n\r\n')
  expect(await told).toContain('banned')
  expect(asked).toEqual(['/why'])
  await until('the others to be gone, too', () => closed.size === 40)
})

test('[EDGE-26] who is refused and keeps the line open all the same is cut off, also when they read nothing', async () => {
  await using port = await openPort({
    ...{ bind: '127.0.0.1', port: 0, isBanned: () => false, sockets: 1000, pressure: createPressure() },
    onRequest: (_request, response) => response.end(),
    onUpgrade: (_request, socket) => void socket.destroy(),
  })
  let isGone = false
  const line = connectTcp(port.port, '127.0.0.1')
    .on('error', () => {})
    .on('close', () => (isGone = true))
  line.pause().write('GET / HTTP/1.1\r\nX-Slow: ')
  await until('the line to be cut off', () => isGone || (line.write('x'), false))
})
