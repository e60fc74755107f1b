// A vases client for tests: what the old programs did, message by message.
import { constants, createCipheriv, createDecipheriv, publicEncrypt, randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'

/** `connects`: who speaks first. `pem`: it holds public.pem and sends its key; undefined: it waits for the server's. */
export type ClientGiven = { readonly port: number; readonly pem?: string | undefined; readonly headers?: Record<string, string> }

export type Client = Disposable & {
  readonly ws: WebSocket
  readonly key: Buffer
  /** Messages nobody has taken yet: opened, once the key was sent. */
  readonly heard: string[]
  /** The next message. Rejects after a while, with what else there was. */
  next(within?: number): Promise<string>
  /** Sends its key, sealed for whoever holds the PEM. */
  sendKey(pem: string): void
  say(line: string): void
  /** Bytes as they are; they are `last` then, too. */
  raw(bytes: Buffer): void
  /** What was sent last, as it went over the wire. */
  readonly last: Buffer
  readonly closed: Promise<number>
}

export const seal = (key: Buffer, text: string | Buffer): Buffer => {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-128-cbc', key, iv)
  return Buffer.concat([iv, cipher.update(text), cipher.final()])
}

export const unseal = (key: Buffer, bytes: Buffer): string => {
  const decipher = createDecipheriv('aes-128-cbc', key, bytes.subarray(0, 16))
  return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString()
}

export const sealKey = (pem: string, key: Buffer): Buffer =>
  publicEncrypt({ key: pem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, key)

/** What comes to a client that was silent for a moment, on a busy machine also to one that did not mean to be. */
export const isPem = (bytes: Buffer | string): boolean => bytes.toString().startsWith('-----BEGIN')

/** Connects, and says nothing. */
export async function open({ port, headers = {} }: ClientGiven): Promise<Client> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}`, { headers })
  const key = randomBytes(16)
  const heard: string[] = []
  const waiting: ((text: string) => void)[] = []
  let last = Buffer.alloc(0)
  let isSealed = false
  ws.on('message', (data: Buffer) => {
    const text = isSealed && !isPem(data) ? unseal(key, data) : data.toString()
    const next = waiting.shift()
    if (next === undefined) heard.push(text)
    else next(text)
  })
  const closed = new Promise<number>((resolve) => ws.on('close', (code) => resolve(code)))
  await new Promise<void>((resolve, reject) => {
    ws.once('open', () => resolve())
    ws.once('error', reject)
  })
  ws.on('error', () => {})
  const raw = (bytes: Buffer): void => {
    last = Buffer.from(bytes)
    ws.send(bytes)
  }
  return {
    ...{ ws, key, heard, closed, raw },
    get last() {
      return last
    },
    next: (within = 10_000) => {
      const there = heard.shift()
      if (there !== undefined) return Promise.resolve(there)
      const { promise, resolve, reject } = Promise.withResolvers<string>()
      const timer = setTimeout(() => reject(new Error('waited in vain for a message of the server')), within)
      waiting.push((text) => {
        clearTimeout(timer)
        resolve(text)
      })
      return promise
    },
    sendKey(pem) {
      isSealed = true
      raw(sealKey(pem, key))
    },
    say: (line) => raw(seal(key, line)),
    [Symbol.dispose]: () => ws.terminate(),
  }
}

/** The next message but for a key that was not waited for. */
export async function afterKey(client: Client): Promise<string> {
  const next = await client.next()
  return isPem(next) ? client.next() : next
}

/** Connects and comes in under a name, or `name:password`. */
export async function enter(given: ClientGiven, name: string): Promise<Client> {
  const client = await open(given)
  client.sendKey(given.pem ?? (await client.next()))
  const words = [await afterKey(client)]
  client.say(name)
  words.push(await client.next())
  if (words.join('|') !== 'Handshake Finished|SUCCESS: Username registered.') throw new Error(`${name} was not let in: ${words.join('|')}`)
  return client
}
