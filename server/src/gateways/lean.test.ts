// Reading into memory that all connections share, on real sockets.
import { createServer, type IncomingMessage, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { WebSocket, WebSocketServer } from 'ws'
import { readFirst } from './frames.ts'
import { LeanSocket } from './lean.ts'
import { until } from './testing/house.ts'

let server: Server
let came: Duplex[]
let olds: Duplex[]
const clients: Socket[] = []

beforeEach(async () => {
  came = []
  olds = []
  server = createServer()
  server.on('upgrade', (_request: IncomingMessage, socket: Duplex) => {
    olds.push(socket)
    const lean = LeanSocket.of(socket)
    lean.on('error', () => {})
    lean.resume()
    came.push(lean)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy()
  for (const lean of came) lean.destroy()
  await new Promise((resolve) => server.close(resolve))
})

/** A connection that has just left HTTP, and what serves it. */
async function upgraded(): Promise<{ readonly client: Socket; readonly lean: Duplex }> {
  const before = came.length
  const { port } = server.address() as AddressInfo
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  clients.push(client)
  client.on('error', () => {})
  client.write('GET /ws HTTP/1.1\r\nHost: here\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  await until('the upgrade', () => came.length > before)
  const lean = came[before]
  if (lean === undefined) throw new Error('nobody came')
  return { client, lean }
}

const heardBy = (lean: Duplex): Buffer[] => {
  const chunks: Buffer[] = []
  lean.on('data', (chunk: Buffer) => void chunks.push(chunk))
  return chunks
}
const textOf = (chunks: readonly Buffer[]) => Buffer.concat(chunks).toString()

test('[EDGE-18] a connection in the clear is taken over on this Node, and its old object is gone', async () => {
  const { client, lean } = await upgraded()
  expect(lean).toBeInstanceOf(LeanSocket)
  expect(olds.map(({ destroyed }) => destroyed)).toEqual([true])
  lean.write('there')
  const [answer] = await new Promise<Buffer[]>((resolve) => client.once('data', (bytes) => resolve([bytes])))
  expect(String(answer)).toBe('there')
})

test('[EDGE-18] what several say at once is kept apart where it may be kept', async () => {
  const lines = [await upgraded(), await upgraded(), await upgraded()]
  const heard = lines.map(({ lean }) => heardBy(lean))
  for (let round = 0; round < 200; round++) for (const [index, { client }] of lines.entries()) client.write(`${index}`.repeat(100))
  await until('all of it', () => heard.every((chunks) => Buffer.concat(chunks).length === 20_000))
  for (const [index, chunks] of heard.entries()) expect(textOf(chunks)).toBe(`${index}`.repeat(20_000))
})

test('[EDGE-18] bytes that are only lent lie in one memory for all of them', async () => {
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

test('[EDGE-18] what the library has to keep until the rest comes is not overwritten by what others say', async () => {
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
  const { port } = server.address() as AddressInfo
  const open = async (): Promise<WebSocket> => {
    const ws = new WebSocket(`ws://127.0.0.1:${port}`)
    await new Promise((resolve) => ws.once('open', resolve))
    return ws
  }
  const [one, other] = await Promise.all([open(), open()])
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

test('[EDGE-3] who is not read holds its sender up, and has all of it when it is read again', async () => {
  const { client, lean } = await upgraded()
  const chunks = heardBy(lean)
  lean.pause()
  const all = Buffer.alloc(20_000_000, 'x')
  let isSent = false
  client.write(all, () => {
    isSent = true
  })
  await new Promise((resolve) => setTimeout(resolve, 100))
  const before = Buffer.concat(chunks).length
  expect(isSent).toBe(false)
  expect(before).toBeLessThan(all.length)
  lean.resume()
  await until('all of it', () => chunks.reduce((sum, { length }) => sum + length, 0) === all.length)
})

test('[EDGE-14] the end of what one says, and a line that breaks, are told', async () => {
  const [one, other] = [await upgraded(), await upgraded()]
  const told: string[] = []
  one.lean.on('end', () => void told.push('end'))
  other.lean.on('close', () => void told.push('close'))
  one.client.end()
  other.client.resetAndDestroy()
  await until('both', () => told.length >= 2)
  expect(told.toSorted()).toEqual(['close', 'end'])
})
