import { connect as connectTcp, createServer, type Socket } from 'node:net'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { enter, type House, openHouse, until } from './testing/house.ts'

let house: House
beforeAll(async () => {
  house = await openHouse({ limits: { framesPerSecond: 20_000, waitingPerAddress: 50 } })
})
afterAll(async () => house[Symbol.asyncDispose]())

const APPLICATION_DATA = 23

/** Stands between: notes how long each record of TLS is that the server sends. */
async function listenIn(port: number) {
  const records: number[] = []
  const sockets: Socket[] = []
  const server = createServer((near) => {
    const far = connectTcp(port, '127.0.0.1')
    sockets.push(near, far)
    near.pipe(far)
    let rest = Buffer.alloc(0)
    far.on('data', (bytes) => {
      near.write(bytes)
      rest = Buffer.concat([rest, bytes])
      while (rest.length >= 5 && rest.length >= 5 + rest.readUInt16BE(3)) {
        if (rest[0] === APPLICATION_DATA) records.push(rest.readUInt16BE(3))
        rest = rest.subarray(5 + rest.readUInt16BE(3))
      }
    })
    for (const socket of [near, far]) socket.on('error', () => socket.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const close = (): void => {
    for (const socket of sockets) socket.destroy()
    server.close()
  }
  return { records, port: typeof address === 'object' ? (address?.port ?? 0) : 0, [Symbol.dispose]: close }
}

describe('the first words over TLS', () => {
  test('[EDGE-53] leave in pieces of less than a kilobyte, whole and in order, pings and the farewell among them; later ones leave whole', async () => {
    using between = await listenIn(house.running.httpsPort)
    const ws = new WebSocket(`wss://127.0.0.1:${between.port}/ws?protocol=1`, { agent: house.agent })
    const heard: { id?: number | string; event?: string }[] = []
    let pongs = 0
    ws.on('message', (data) => heard.push(JSON.parse(String(data))))
    ws.on('pong', () => pongs++)
    const closed = new Promise<number>((resolve) => ws.on('close', resolve))
    await until('the greeting', () => heard.find(({ event }) => event === 'server.hello'))
    const ada = await enter(house, 'Ada')
    ws.send(JSON.stringify({ id: 'in', do: 'session.resume', with: { token: ada.token } }))
    await until('to be signed in', () => heard.find(({ id }) => id === 'in'))
    const before = between.records.length
    const ids = Array.from({ length: 20 }, (_, id) => id)
    for (const id of ids) {
      const text = `${id} ${'long '.repeat(600)}`
      ws.send(JSON.stringify({ id, do: 'message.send', with: { room: ada.lobby, text, clientId: `words-${id}` } }))
      ws.ping('still there')
    }
    await until('all that was said', () => heard.filter(({ event }) => event === 'message.said').length === ids.length)
    expect(heard.flatMap(({ id }) => (typeof id === 'number' ? id : []))).toEqual(ids)
    await until('all pongs', () => pongs === ids.length)
    expect(Math.max(...between.records.slice(2, before)), 'the greeting and the sign-in').toBeLessThanOrEqual(1024)
    expect(Math.max(...between.records.slice(before)), 'what comes behind the first 16 KB').toBeGreaterThan(1024)
    ws.close()
    await closed
  })
})
