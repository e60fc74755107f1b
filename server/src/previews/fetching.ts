// Fetching what a link leads to, without being sent where nobody should go.
//
// 1. A name is resolved once, within the same time as the rest, and the connection goes to that address; every address it has must be one that may be reached.
// 2. Each redirect is a new link, checked anew; there are three at most.
// 3. All of it together takes five seconds and a megabyte at most, and is of a type that is asked for.
// 4. Nothing is sent along: no cookies, no referrer, no name of whoever said it.
import { lookup } from 'node:dns/promises'
import { type IncomingMessage, request as plainRequest, type RequestOptions } from 'node:http'
import { request as secureRequest } from 'node:https'
import { isIP } from 'node:net'
import { mayReach, type Rules } from './addresses.ts'
import { readPage, type Said } from './page.ts'

/** Why nothing came of it; told to nobody but the log. */
export class FetchError extends Error {}

export type Fetched = Said & { readonly picture?: { readonly bytes: Uint8Array; readonly type: string } }

const ALL_MS = 5000
const MOST_BYTES = 1_048_576
const MOST_REDIRECTS = 3
const URL_CHARS = 2000
const PAGES: ReadonlySet<string> = new Set(['text/html', 'application/xhtml+xml'])
const PICTURES: ReadonlySet<string> = new Set(['image/png', 'image/jpeg', 'image/webp', 'image/gif'])

/** Rejects with FetchError, or what the network says. @param signal in place of the five seconds, for tests */
export async function fetchPreview(url: string, rules: Rules, signal: AbortSignal = AbortSignal.timeout(ALL_MS)): Promise<Fetched> {
  const page = await fetchOne(url, rules, signal, PAGES)
  const said = readPage(textOf(page))
  if (said === undefined) throw new FetchError('the page has no title')
  const { image, ...words } = said
  if (image === undefined) return words
  // A picture is worth a try, not a failure.
  const picture = await fetchOne(image, rules, signal, PICTURES, page.url).catch(() => undefined)
  return picture === undefined ? words : { ...words, picture: { bytes: picture.bytes, type: picture.type } }
}

type One = { readonly url: URL; readonly type: string; readonly charset: string; readonly bytes: Uint8Array }

async function fetchOne(link: string, rules: Rules, signal: AbortSignal, types: ReadonlySet<string>, base?: URL): Promise<One> {
  let url = checkLink(link, base)
  for (let turn = 0; turn <= MOST_REDIRECTS; turn++) {
    const answer = await open(url, await reach(url, rules, signal), signal)
    const { statusCode = 0, headers } = answer
    if (statusCode >= 300 && statusCode < 400 && headers.location !== undefined) {
      answer.destroy()
      url = checkLink(headers.location, url)
      continue
    }
    try {
      return { url, ...(await read(answer, types)) }
    } finally {
      answer.destroy()
    }
  }
  throw new FetchError('it leads on and on')
}

/** Throws FetchError. */
export function checkLink(link: string, base?: URL): URL {
  const url = link.length <= URL_CHARS ? URL.parse(link, base?.href) : null
  if (url === null) throw new FetchError('no link')
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new FetchError('no web page')
  if (url.username !== '' || url.password !== '') throw new FetchError('a link with a password')
  return url
}

const portOf = ({ port, protocol }: URL): number => (port === '' ? (protocol === 'https:' ? 443 : 80) : Number(port))
const hostOf = ({ hostname }: URL): string => hostname.replace(/^\[(.*)\]$/, '$1').replace(/\.$/, '')

/** Nobody has said where a name is. The thread that asks goes on asking: it cannot be told to stop. */
export class LookupError extends FetchError {}

type Find = (host: string) => Promise<readonly { readonly address: string }[]>
const findAll: Find = (host) => lookup(host, { all: true, order: 'verbatim' })

/** The address that is connected to. `new URL` has made one of numbers of every way of writing it. Rejects with FetchError. */
export async function reach(url: URL, rules: Rules, signal: AbortSignal, find: Find = findAll): Promise<string> {
  const host = hostOf(url)
  const found = isIP(host) === 0 ? await inTime(find(host), signal) : [{ address: host }]
  const [first] = found
  if (first === undefined || !found.every(({ address }) => mayReach(rules, host, address, portOf(url))))
    throw new FetchError('it leads where nobody is sent')
  return first.address
}

function inTime<T>(finding: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new LookupError('nobody says where it is'))
    if (signal.aborted) stop()
    signal.addEventListener('abort', stop, { once: true })
    finding.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop))
  })
}

function open(url: URL, address: string, signal: AbortSignal): Promise<IncomingMessage> {
  const isSecure = url.protocol === 'https:'
  const options: RequestOptions & { servername?: string } = {
    ...{
      host: address,
      port: portOf(url),
      path: `${url.pathname}${url.search}`,
      method: 'GET',
      signal,
      agent: false,
      maxHeaderSize: 16_384,
    },
    headers: {
      ...{ host: url.host, 'user-agent': 'Hearth link preview', accept: 'text/html,application/xhtml+xml,image/*;q=0.8' },
      ...{ 'accept-encoding': 'identity', connection: 'close' },
    },
    ...(isSecure && isIP(hostOf(url)) === 0 ? { servername: hostOf(url) } : {}),
  }
  return new Promise((resolve, reject) => {
    const asked = (isSecure ? secureRequest : plainRequest)(options, resolve)
    asked.once('error', reject)
    asked.end()
  })
}

async function read(answer: IncomingMessage, types: ReadonlySet<string>): Promise<Omit<One, 'url'>> {
  if (answer.statusCode !== 200) throw new FetchError(`the answer is ${answer.statusCode}`)
  const [type = '', ...more] = (answer.headers['content-type'] ?? '').toLowerCase().split(';')
  if (!types.has(type.trim())) throw new FetchError('of another type')
  // A small answer may unfold to a large one: what was not asked for is not unfolded.
  if ((answer.headers['content-encoding'] ?? 'identity') !== 'identity') throw new FetchError('it is packed')
  const charset = more.map((part) => part.trim()).find((part) => part.startsWith('charset='))
  const bytes = await bounded(answer, types === PAGES)
  return { type: type.trim(), charset: charset?.slice(8).replaceAll('"', '') ?? '', bytes }
}

/** Of a page the beginning will do; half a picture is none. */
async function bounded(answer: IncomingMessage, mayBeCut: boolean): Promise<Uint8Array> {
  const pieces: Uint8Array[] = []
  let size = 0
  for await (const piece of answer as AsyncIterable<Uint8Array>) {
    const room = MOST_BYTES - size
    pieces.push(piece.subarray(0, room))
    size += Math.min(piece.length, room)
    if (piece.length < room) continue
    if (mayBeCut) break
    throw new FetchError('too large')
  }
  return Buffer.concat(pieces)
}

const HEAD_BYTES = 2048

/** In the encoding the server says, or else the page; UTF-8 where that is none. */
function textOf({ bytes, charset }: One): string {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(HEAD_BYTES, bytes.byteLength)).toString('latin1')
  const [, meta = ''] = /charset=["']?([\w-]{1,40})/i.exec(head) ?? []
  for (const label of [charset, meta, 'utf-8']) {
    try {
      if (label !== '') return new TextDecoder(label).decode(bytes)
    } catch {
      // No encoding anybody knows: the next may be.
    }
  }
  return ''
}
