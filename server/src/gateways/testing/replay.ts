// Conversations with older programs, written down and held again over real sockets.
//
//   # what comes next is for people
//   C: what the client says            C bob: what another one says, over a connection of its own
//   S: what it must be told next       S? bob: what it may be told from here on, or not
//   CB: bytes it sends, SB: bytes it must be told, as they are: `\n` is a line break, nothing is put behind them
//   END bob                            the server closes that connection
//
// `<code>` takes what stands there, letters, digits and dashes; said again it means the same. `<sha256:salt:words>` is the hash of
// both, `<words…>` takes the rest of a line and is never looked at again.
import { createHash } from 'node:crypto'
import { connect, type Socket } from 'node:net'
import { type GatewayName, gatewayForms, gatewaySettings, gatewaysFrom } from '#server/gateway-settings.ts'
import { until } from './house.ts'

export type Spoken = {
  readonly port: number
  /** Behind everything a client says, and everything it is told. */
  readonly ends?: { readonly client: string; readonly server: string }
  /** In pieces of so many bytes, each in a packet of its own as far as the system lets it be. */
  readonly piece?: number
}

type Client = Disposable & { readonly socket: Socket; heard: Buffer; closed: boolean; readonly maybe: RegExp[] }

export async function replay(transcript: string, { port, ends = { client: '\n', server: '\n' }, piece }: Spoken): Promise<void> {
  using clients = new DisposableStack()
  const known = new Map<string, Client>()
  const taken = new Map<string, string>()
  const clientOf = async (name: string): Promise<Client> => {
    const there = known.get(name)
    if (there !== undefined) return there
    const client = clients.use(await openClient(port))
    known.set(name, client)
    return client
  }
  for (const [number, raw] of transcript.split('\n').entries()) {
    const line = raw.trimEnd()
    if (line === '' || line.startsWith('#')) continue
    const [, word, name = '', text = ''] = /^(C|S|S\?|CB|SB|END)(?: (\w+))?(?:: (.*))?$/.exec(line) ?? []
    if (word === undefined) throw new Error(`line ${number + 1} of the transcript is not understood: ${line}`)
    const client = await clientOf(name)
    const where = `line ${number + 1}: ${line}`
    if (word === 'C') await send(client, `${filled(text, taken)}${ends.client}`, piece)
    else if (word === 'CB') await send(client, unescaped(text), piece)
    else if (word === 'S?') client.maybe.push(new RegExp(`^${pattern(text, taken).source}${ends.server}`, 'u'))
    else if (word === 'SB') await expectNext(client, new RegExp(`^${escaped(unescaped(text))}`, 'u'), taken, where)
    else if (word === 'S') await expectNext(client, new RegExp(`^${pattern(text, taken).source}${ends.server}`, 'u'), taken, where)
    else await expectEnd(client, where)
  }
  for (const [name, { heard }] of known)
    if (heard.length > 0) throw new Error(`${name || 'the client'} was told more than the transcript says: ${heard}`)
}

async function openClient(port: number): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  const client: Client = { socket, heard: Buffer.alloc(0), closed: false, maybe: [], [Symbol.dispose]: () => void socket.destroy() }
  socket.on('error', () => {})
  socket.on('data', (bytes: Buffer) => {
    client.heard = Buffer.concat([client.heard, bytes])
  })
  socket.on('close', () => {
    client.closed = true
  })
  await until('a connection', () => !socket.connecting)
  return client
}

async function send({ socket }: Client, text: string, piece: number | undefined): Promise<void> {
  const bytes = Buffer.from(text)
  if (piece === undefined) return void socket.write(bytes)
  for (let at = 0; at < bytes.length; at += piece) {
    socket.write(bytes.subarray(at, at + piece))
    await new Promise((resolve) => setImmediate(resolve))
  }
}

async function expectNext(client: Client, wanted: RegExp, taken: Map<string, string>, where: string): Promise<void> {
  const seen = () => client.heard.toString().slice(0, 2000)
  const look = (): RegExpExecArray | null => {
    const text = client.heard.toString()
    const found = wanted.exec(text)
    if (found !== null) return found
    const at = client.maybe.findIndex((one) => one.test(text))
    const [maybe] = at < 0 ? [] : client.maybe.splice(at, 1)
    const [more] = maybe?.exec(text) ?? []
    if (more === undefined) return null
    client.heard = client.heard.subarray(Buffer.byteLength(more))
    return look()
  }
  const found = await until(where, () => look() ?? undefined, seen)
  client.heard = client.heard.subarray(Buffer.byteLength(found[0]))
  for (const [name, value] of Object.entries(found.groups ?? {})) taken.set(name, value)
}

async function expectEnd(client: Client, where: string): Promise<void> {
  await until(
    where,
    () => client.closed,
    () => client.heard.toString(),
  )
}

/** What is said, with everything that was taken before in its place. */
const filled = (text: string, taken: ReadonlyMap<string, string>): string =>
  text.replace(/<sha256:(\w+):([^>]*)>|<(\w+)>/g, (whole, salt: string | undefined, words: string, name: string) =>
    salt === undefined
      ? (taken.get(name) ?? whole)
      : createHash('sha256')
          .update(`${taken.get(salt) ?? ''}${words}`)
          .digest('hex'),
  )

/** What must be told, as a pattern that takes what is new. */
function pattern(text: string, taken: ReadonlyMap<string, string>): RegExp {
  const source = filled(text, taken)
    .split(/(<\w+(?:\.\.\.)?>)/)
    .map((part) => {
      const [, name, rest] = /^<(\w+)(\.\.\.)?>$/.exec(part) ?? []
      if (name === undefined) return escaped(part)
      return rest === undefined ? `(?<${name}>[\\w-]+)` : '[^\\n]*'
    })
  return new RegExp(source.join(''), 'u')
}

const escaped = (text: string): string => text.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')
const unescaped = (text: string): string => text.replace(/\\n/g, '\n')

/** Settings of a house that lets programs of this kind in, at any free port. */
export function lettingIn(name: GatewayName, options: Readonly<Record<string, unknown>> = {}) {
  const standard = Object.entries(gatewaySettings).map(([key, row]) => [key, row.standard] as const)
  const own = Object.entries({ port: 0, ...options }).map(([key, value]) => [`gateways.${name}.${key}`, value] as const)
  const gateways = gatewaysFrom(new Map<string, unknown>([...standard, ...own]))
  const older = gatewayForms(gateways)
  return { gateways, ...(older === undefined ? {} : { older }) }
}

/** A client of no form in particular, for what no transcript holds. */
export type Caller = {
  readonly socket: Socket
  say(words: string | Buffer): void
  /** Something with these words in it, and what stood before it is passed over. */
  hears(words: string): Promise<void>
  /** The same; gives what stood before it. */
  upTo(words: string): Promise<string>
  /** The next so many characters, or bytes. */
  next(characters: number): Promise<string>
  bytes(count: number): Promise<Buffer>
  /** The next line that is an object of this type (or `FOR` this). */
  object(type: string): Promise<Readonly<Record<string, unknown>>>
  /** The server closes the connection. */
  ends(): Promise<void>
}

export async function dial(port: number): Promise<Caller> {
  const client = await openClient(port)
  const seen = () => client.heard.toString().slice(-1000)
  const bytes = async (count: number): Promise<Buffer> => {
    await until(`${count} bytes`, () => client.heard.length >= count, seen)
    const taken = client.heard.subarray(0, count)
    client.heard = client.heard.subarray(count)
    return taken
  }
  const upTo = async (words: string): Promise<string> => {
    const look = (): { readonly at: number } | false => {
      const at = client.heard.indexOf(words)
      return at >= 0 && { at }
    }
    const { at } = await until(`to be told ${words}`, look, seen)
    const before = client.heard.subarray(0, at)
    client.heard = client.heard.subarray(at + Buffer.byteLength(words))
    return before.toString()
  }
  return {
    socket: client.socket,
    say: (words) => void client.socket.write(words),
    hears: async (words) => void (await upTo(words)),
    upTo,
    next: async (characters) => (await bytes(characters)).toString(),
    bytes,
    async object(type) {
      const found = await until(`an object ${type}`, () => objectIn(client.heard.toString(), type), seen)
      client.heard = client.heard.subarray(Buffer.byteLength(found.before))
      return found.object
    },
    ends: () => expectEnd(client, 'the end of a connection'),
  }
}

function objectIn(text: string, type: string): { readonly before: string; readonly object: Readonly<Record<string, unknown>> } | undefined {
  let before = ''
  for (const line of text.split(/(?<=\n)/)) {
    before += line
    if (!line.endsWith('}\n')) continue
    const object: Readonly<Record<string, unknown>> = JSON.parse(line)
    if (object['type'] === type) return { before, object }
  }
  return undefined
}
