// Reading into memory that all connections share, on real sockets.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { readFirst } from './frames.ts'
import { LeanSocket } from './lean.ts'
import { until } from './testing/house.ts'

const UPGRADE = 'GET /ws HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n'

let server: Server
let came: Duplex[]
let olds: Duplex[]
const clients: Socket[] = []

beforeEach(async () => {
  came = []
  olds = []
  server = createServer()
  server.on('upgrade', (_request: IncomingMessage, socket: Duplex, head: Buffer) => {
    olds.push(socket)
    const lean = LeanSocket.of(socket)
    lean.on('error', () => {})
    if (head.length > 0) lean.unshift(head)
    came.push(lean)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  for (const socket of [...clients.splice(0), ...came, ...olds]) socket.destroy()
  server.closeAllConnections()
  await new Promise((resolve) => server.close(resolve))
})

const portOf = ({ port }: AddressInfo): number => port
const open = (): Socket => {
  const client = connect({ port: portOf(server.address() as AddressInfo), host: '127.0.0.1', allowHalfOpen: true })
  clients.push(client)
  client.on('error', () => {})
  return client
}

/** A connection that has just left HTTP, and what serves it; `behind`: said with the upgrade. */
async function upgraded(behind = ''): Promise<{ readonly client: Socket; readonly lean: Duplex }> {
  const before = came.length
  const client = open()
  client.write(`${UPGRADE}${behind}`)
  await until('the upgrade', () => came.length > before)
  const lean = came[before]
  if (lean === undefined) throw new Error('nobody came')
  return { client, lean }
}

function heardBy(lean: Duplex): Buffer[] {
  const chunks: Buffer[] = []
  lean.on('data', (chunk: Buffer) => void chunks.push(chunk))
  return chunks
}
const textOf = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString()
const counted = (): Promise<number> => new Promise((resolve, reject) => server.getConnections((why, n) => (why ? reject(why) : resolve(n))))

test('[EDGE-54] a connection in the clear is taken over on this Node, and is counted until it ends', async () => {
  const { client, lean } = await upgraded()
  expect(lean).toBeInstanceOf(LeanSocket)
  lean.resume()
  lean.write('there')
  const answer = await new Promise<Buffer>((resolve) => client.once('data', resolve))
  expect(String(answer)).toBe('there')
  expect(await counted()).toBe(1)
  client.resetAndDestroy()
  await until('it to be gone', async () => (await counted()) === 0)
  expect(olds.map(({ destroyed }) => destroyed)).toEqual([true])
})

test('[EDGE-54] whoever ends the connection by its old object has ended it', async () => {
  const { client, lean } = await upgraded()
  olds[0]?.destroy()
  client.resume()
  await until('both to be gone', () => lean.destroyed && client.readableEnded)
})

test('[EDGE-54] what is said together with the upgrade comes first', async () => {
  const { client, lean } = await upgraded('first ')
  const chunks = heardBy(lean)
  client.write('second')
  await until('both', () => textOf(chunks) === 'first second')
})

test('[EDGE-54] who is still being answered is not taken over before', async () => {
  let answer: ServerResponse | undefined
  server.on('request', (_request, response) => {
    answer = response
  })
  const client = open()
  const heard: Buffer[] = []
  client.on('data', (chunk: Buffer) => void heard.push(chunk))
  client.write(`GET / HTTP/1.1\r\nHost: here\r\n\r\n${UPGRADE}`)
  await until('the upgrade', () => came.length === 1)
  expect(came[0]).not.toBeInstanceOf(LeanSocket)
  answer?.end('x'.repeat(1_000_000))
  await until('all of the answer', () => Buffer.concat(heard).length > 1_000_000)
})

test('[EDGE-54] what several say at once is kept apart where it may be kept', async () => {
  const lines = [await upgraded(), await upgraded(), await upgraded()]
  const heard = lines.map(({ lean }) => heardBy(lean))
  for (let round = 0; round < 200; round++) for (const [index, { client }] of lines.entries()) client.write(`${index}`.repeat(100))
  await until('all of it', () => heard.every((chunks) => Buffer.concat(chunks).length === 20_000))
  for (const [index, chunks] of heard.entries()) expect(textOf(chunks)).toBe(`${index}`.repeat(20_000))
})

test('[EDGE-54] bytes that are only lent lie in one memory for all of them', async () => {
  const lines = [await upgraded(), await upgraded()]
  const memories: ArrayBufferLike[] = []
  for (const { lean, client } of lines) {
    if (lean instanceof LeanSocket) lean.lasting = false
    lean.on('data', ({ buffer }: Buffer) => void memories.push(buffer))
    client.write('a')
  }
  await until('both', () => memories.length === 2)
  expect(new Set(memories).size).toBe(1)
})

test('[EDGE-54] what the library has to keep until the rest comes is not overwritten by what others say', async () => {
  const library = new WebSocketServer({ noServer: true })
  const heard: string[] = []
  server.removeAllListeners('upgrade')
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    const lean = LeanSocket.of(socket)
    came.push(lean)
    library.handleUpgrade(request, lean, head, (ws) => {
      readFirst(lean, 65_535, (text) => void heard.push(text))
      ws.on('message', (data: Buffer) => void heard.push(data.toString()))
      ws.on('ping', (data: Buffer) => void heard.push(`ping ${data.toString()}`))
    })
  })
  const enter = async (): Promise<WebSocket> => {
    const ws = new WebSocket(`ws://127.0.0.1:${portOf(server.address() as AddressInfo)}`)
    await new Promise((resolve) => ws.once('open', resolve))
    return ws
  }
  const [one, other] = [await enter(), await enter()]
  one.ping('a'.repeat(100))
  one.send('first', { fin: false })
  await until('the ping', () => heard.length === 1)
  for (let round = 1; round <= 20; round++) {
    other.send('x'.repeat(60_000))
    await until('the others', () => heard.length === 1 + round)
    one.send(` ${round}`, { fin: round === 20 })
  }
  await until('all of it', () => heard.length === 22)
  expect(heard[0]).toBe(`ping ${'a'.repeat(100)}`)
  expect(heard.at(-1)).toBe(`first ${Array.from({ length: 20 }, (_, index) => index + 1).join(' ')}`)
  one.terminate()
  other.terminate()
})

test('[EDGE-54] who is not read holds its sender up, and has all of it when it is read again', async () => {
  const [{ client, lean }, other] = [await upgraded(), await upgraded()]
  const [chunks, ticks] = [heardBy(lean), heardBy(other.lean)]
  const lengthOf = () => chunks.reduce((sum, { length }) => sum + length, 0)
  lean.pause()
  const all = Buffer.alloc(20_000_000, 'x')
  client.write(all)
  // Meanwhile a hundred words of somebody else come and go.
  for (let tick = 1; tick <= 100; tick++) {
    other.client.write('t')
    await until('a tick', () => ticks.length === tick)
  }
  expect(lengthOf()).toBe(0)
  expect(client.writableLength).toBeGreaterThan(0)
  lean.resume()
  await until('all of it', () => lengthOf() === all.length)
})

test('[EDGE-54] the end of what one says, and a line that breaks, are told', async () => {
  const [one, other] = [await upgraded(), await upgraded()]
  const told: string[] = []
  one.lean.resume().on('end', () => void told.push('end'))
  other.lean.resume().on('close', () => void told.push('close'))
  one.client.end()
  other.client.resetAndDestroy()
  await until('both', () => told.length >= 2)
  expect(told.toSorted()).toEqual(['close', 'end'])
})
