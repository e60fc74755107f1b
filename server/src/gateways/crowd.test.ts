// Real HTTP servers and real connections: of some nobody ever hears anything, some do not read what they asked for.
import { request as ask, createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http'
import { type AddressInfo, connect, type Socket } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { boundCrowd, type CrowdGiven } from './crowd.ts'
import { createPressure } from './pressure.ts'
import { until } from './testing/house.ts'

const MB = 1_048_576
const open: { readonly servers: Server[]; readonly sockets: Socket[] } = { servers: [], sockets: [] }
afterEach(async () => {
  for (const socket of open.sockets.splice(0)) socket.destroy()
  for (const server of open.servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function listening(onRequest: RequestListener, given: Partial<CrowdGiven>): Promise<number> {
  const server = createServer(onRequest)
  boundCrowd(server, { most: 1000, pressure: createPressure(), ...given })
  open.servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

/** A connection by hand, which reads nothing unless it is told to. */
async function come(port: number): Promise<Socket & { gone?: boolean }> {
  const socket: Socket & { gone?: boolean } = connect(port, '127.0.0.1')
  open.sockets.push(socket)
  socket.on('error', () => {}).on('close', () => (socket.gone = true))
  await new Promise((resolve) => socket.once('connect', resolve))
  return socket
}

const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: localhost\r\n\r\n`

test('[EDGE-13] a house full of connections that never say a word lets in who comes: the oldest of them makes room', async () => {
  const port = await listening((_request, response) => response.end('hello'), { most: 5, silentMs: 50 })
  const silent = [await come(port), await come(port), await come(port), await come(port), await come(port)]
  const said = await until('an answer', tried(port))
  expect(said).toBe('hello')
  for (const socket of silent) socket.resume()
  await until('the oldest to be gone', () => silent[0]?.gone)
  expect(silent.at(-1)?.gone).toBeUndefined()
})

test('[EDGE-13] who waits for an answer, is sent a file, or talks makes room for nobody: then whoever comes is turned away', async () => {
  const waiting: { readonly url: string | undefined; readonly end: () => void }[] = []
  const onRequest: RequestListener = (request, response) => {
    if (request.url?.startsWith('/files') === true) response.write('the first of its bytes')
    if (request.url === '/') response.end('at once')
    else waiting.push({ url: request.url, end: () => response.end('done') })
  }
  const port = await listening(onRequest, { most: 3, silentMs: 0 })
  open.servers.at(-1)?.on('upgrade', (_request, socket) =>
    socket
      .on('end', () => socket.end())
      .resume()
      .write('talking'),
  )
  const asks = await come(port)
  asks.write(get('/api/slow'))
  const takes = await come(port)
  takes.write(get('/files/one'))
  const talks = await come(port)
  talks.write('GET /ws HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n')
  for (const socket of [asks, takes]) socket.resume()
  await new Promise((resolve) => talks.once('data', resolve))
  await until('both to be served', () => waiting.length === 2)
  const late = await come(port)
  late.resume()
  await until('the one too many to be turned away', () => late.gone)
  expect([asks, takes, talks].map(({ gone }) => gone)).toEqual([undefined, undefined, undefined])
  // Answered, it is one of those who make room again.
  waiting.find(({ url }) => url === '/api/slow')?.end()
  await until('the answer', () => asks.bytesRead > 0)
  await until('room for one more', tried(port))
  await until('the one that was answered to be gone', () => asks.gone)
  expect([takes.gone, talks.gone]).toEqual([undefined, undefined])
})

test('[EDGE-3] answers over HTTP that nobody reads are cut off, those with most first; who reads gets all of it', async () => {
  const pressure = createPressure(16 * MB)
  const cut: (string | undefined)[] = []
  const onRequest: RequestListener = (request, response) => {
    response.once('close', () => void (response.writableFinished || cut.push(request.url)))
    const bytes = Buffer.alloc(Number(request.url?.slice(1)) * MB, 'x')
    response.writeHead(200, { 'content-length': bytes.length }).end(bytes)
    pressure.pushed(bytes.length)
  }
  const port = await listening(onRequest, { pressure })
  const little = await come(port)
  little.write(get('/1'))
  for (let count = 0; count < 4; count++) {
    const socket = await come(port)
    socket.write(get('/16'))
    expect(await wholeBody(port, '/8')).toBe(8 * MB)
  }
  await until('those who take nothing to be cut off', () => cut.length >= 3)
  expect(new Set(cut)).toEqual(new Set(['/16']))
})

test('[EDGE-26] who takes nothing of an answer is cut off in the end', async () => {
  let isCut = false
  const onRequest: RequestListener = (_request, response) => {
    response.once('close', () => (isCut = !response.writableFinished))
    response.end(Buffer.alloc(32 * MB))
  }
  const port = await listening(onRequest, { unreadMs: 300 })
  const socket = await come(port)
  socket.write(get('/'))
  await until('it to be cut off', () => isCut)
})

function tried(port: number): () => string | undefined {
  let said: string | undefined
  const knock = (): void => void answerOf(port, '/').then((text) => (said = text), knock)
  knock()
  return () => said
}

async function answerOf(port: number, path: string): Promise<string> {
  let text = ''
  for await (const piece of await answerTo(port, path)) text += String(piece)
  return text
}

async function wholeBody(port: number, path: string): Promise<number> {
  let size = 0
  for await (const piece of await answerTo(port, path)) size += Buffer.byteLength(piece)
  return size
}

const answerTo = (port: number, path: string): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    ask({ port, host: '127.0.0.1', path, agent: false }, resolve).once('error', reject).end()
  })
