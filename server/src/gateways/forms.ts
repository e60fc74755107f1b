// HTTPS for older programs that post forms and read JSON. Bytes, limits and deadlines; what a form means is the dialect's.

import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer, type Server } from 'node:https'
import { Socket } from 'node:net'
import { createPace, type Pace } from './asking.ts'
import { boundCrowd } from './crowd.ts'
import { plainAddress } from './door.ts'
import type { Hall } from './hall.ts'

/** A form as it came: every value of a field that was given several times. */
export type Form = {
  readonly path: string
  readonly fields: ReadonlyMap<string, readonly string[]>
  readonly address: string
}
/** What goes back as JSON. */
export type FormAnswer = { readonly status: number; readonly body: unknown }
export type FormsGiven = {
  readonly hall: Hall
  readonly port: number
  /** Never rejects. */
  readonly answer: (form: Form) => Promise<FormAnswer>
  /** For what is no form (415), is too large (413), comes too fast (429), from somebody shut out (403) or from a page (421); `status` is what HTTP would say. */
  readonly refuse: (status: number) => FormAnswer
}
export type FormsListening = AsyncDisposable & { readonly port: number }

const deadlines = {
  handshakeTimeout: 10_000,
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  keepAliveTimeout: 10_000,
  connectionsCheckingInterval: 1000,
  noDelay: true,
}
const MOST_FIELDS = 64

/** Rejects as `listen` does. */
export async function openForms(given: FormsGiven): Promise<FormsListening> {
  const { hall } = given
  const pace = createPace(hall.limits.framesPerSecond)
  const server = createServer({ ...deadlines, minVersion: 'TLSv1.2', ...hall.credentials() }, (request, response) => {
    void serve(given, pace, request, response)
  })
  boundCrowd(server, { most: hall.limits.connectionsInAll, pressure: hall.pressure })
  fewOfEach(server)
  server.on('tlsClientError', (_error, socket) => socket.destroy())
  hall.credentialsChanged((fresh) => server.setSecureContext({ ...fresh, minVersion: 'TLSv1.2' }))
  const port = await listen(server, hall.options.bind ?? hall.bind, given.port)
  server.on('error', () => {})
  return {
    port,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}

async function serve(given: FormsGiven, pace: Pace, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const address = plainAddress(request.socket.remoteAddress ?? '')
  const { hall } = given
  request.on('error', () => {})
  const send = (to: ServerResponse, answer: FormAnswer): void => hall.pressure.pushed(sendTo(to, answer))
  if (hall.chat.isBanned(address)) return send(response, given.refuse(403))
  if (request.method !== 'POST') return send(response, given.refuse(405))
  // A form is what any page in a browser can post without asking: a browser says so, and no program of this kind does.
  if (request.headers.origin !== undefined || request.headers['sec-fetch-site'] !== undefined) return send(response, given.refuse(421))
  if (!isForm(request)) return send(response, given.refuse(415))
  const isInTime = await pace.check(address, undefined).then(
    () => true,
    () => false,
  )
  if (!isInTime) return send(response, given.refuse(429))
  const body = await bodyOf(request, hall.limits.frameBytes)
  if (body === undefined) return send(response, given.refuse(413))
  const path = (request.url ?? '').split('?', 1)[0] ?? ''
  return send(response, await given.answer({ path, fields: fieldsOf(body), address }))
}

const isForm = ({ headers }: IncomingMessage): boolean =>
  headers['content-type']?.split(';', 1)[0]?.trim().toLowerCase() === 'application/x-www-form-urlencoded'

/** Each request is soon over: whoever holds more connections than this at once does it to hold them. */
const MOST_OF_ADDRESS = 64

function fewOfEach(server: Server): void {
  const of = new Map<string, number>()
  server.on('connection', (socket) => {
    const address = plainAddress((socket instanceof Socket && socket.remoteAddress) || '')
    const count = of.get(address) ?? 0
    if (count >= MOST_OF_ADDRESS) return void socket.destroy()
    of.set(address, count + 1)
    socket.once('close', () => {
      const left = (of.get(address) ?? 1) - 1
      if (left > 0) of.set(address, left)
      else of.delete(address)
    })
  })
}

/** What is too large is read on for so many times what may come, and forgotten: who is still sending hears no answer. */
const READ_ON = 64

/** Undefined where it is too large or broke off. What is not UTF-8 is replaced, as browsers do. */
async function bodyOf(request: IncomingMessage, most: number): Promise<string | undefined> {
  const pieces: Buffer[] = []
  let size = 0
  try {
    for await (const piece of request) {
      size += piece.length
      if (size > most * READ_ON) return undefined
      if (size <= most) pieces.push(piece)
    }
  } catch {
    return undefined
  }
  return size > most ? undefined : Buffer.concat(pieces).toString('utf8')
}

/** `a=1&b=x+y&b=z`. Never throws. */
export function fieldsOf(body: string): Map<string, string[]> {
  const fields = new Map<string, string[]>()
  let count = 0
  for (const [name, value] of new URLSearchParams(body)) {
    if (++count > MOST_FIELDS) break
    const known = fields.get(name)
    if (known === undefined) fields.set(name, [value])
    else known.push(value)
  }
  return fields
}

/** Gives how many bytes it was. */
function sendTo(response: ServerResponse, { status, body }: FormAnswer): number {
  if (response.destroyed) return 0
  const text = JSON.stringify(body)
  response
    .writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    })
    .end(text)
  return Buffer.byteLength(text)
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen({ host, port }, () => {
      server.off('error', reject)
      const address = server.address()
      resolve(typeof address === 'object' && address !== null ? address.port : port)
    })
  })
}
