import { createServer } from 'node:net'
import { expect, it } from 'vitest'
import { createDoor } from './door.ts'

/** A port that something else has over TCP, as a connection that goes out may at any time. */
async function taken(): Promise<{ readonly port: number } & AsyncDisposable> {
  for (;;) {
    const server = createServer()
    const port = await new Promise<number>((resolve) => {
      server.listen({ port: 0, host: '127.0.0.1' }, () => {
        const found = server.address()
        resolve(typeof found === 'object' && found !== null ? found.port : 0)
      })
    })
    const close = () => new Promise<void>((resolve) => server.close(() => resolve()))
    if (port < 65_000) return { port, [Symbol.asyncDispose]: close }
    await close()
  }
}

it('[CALLS-6] a port that something else has over TCP is passed by, so that calls without UDP go on working', async () => {
  await using other = await taken()
  const door = createDoor({ ports: [other.port, other.port + 50], addresses: () => ['127.0.0.1'], announced: [], trouble: () => undefined })
  try {
    const { candidates } = await door.enter({ data: () => {}, checked: () => {} })
    const [udp, tcp] = candidates.map((candidate) => candidate.split(' '))
    expect([udp?.[2], tcp?.[2]]).toEqual(['udp', 'tcp'])
    expect(udp?.[5]).not.toBe(String(other.port))
    expect(tcp?.[5]).toBe(udp?.[5])
  } finally {
    door.close()
  }
})
