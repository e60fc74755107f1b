// One connection of the load generator. All read into the same buffer, so that nothing is allocated for what arrives;
// what a read leaves unfinished is put in front of the next one of that connection:
//
//   | …………………………… the rest of before | what was read now ……… |
//                   from ▲          FRONT ▲                  to ▲
import { connect, type Socket } from 'node:net'
import { connect as connectTls, type TLSSocket } from 'node:tls'
import { inTime } from '#harness/until.ts'

export type Address = { readonly port: number; readonly ca?: string | undefined }

/** Reads whole messages between `from` and `to` and says where the first unfinished one begins. */
export type Scan = (line: Line, bytes: Buffer, from: number, to: number) => number

export type Line = {
  readonly person: number
  readonly socket: Socket
  scan: Scan
  rest: Buffer
  /** What came while the connection was made ready, by `collect`. */
  said: string
  wake: (() => void) | undefined
  /** Why it is over. */
  gone: string | undefined
  /** Messages that may be said now. */
  due: number
  /** The next of its templates. */
  turn: number
  /** Does somebody wait for what this line hears? */
  attentive: boolean
}

/** Longer than any one message, also the answer to a resume where thousands are online. */
const FRONT = 8 * 1024 * 1024
const READ = 256 * 1024

export type Lines = {
  open(address: Address, person: number, scan: Scan): Promise<Line>
}

/** `after` is called when what was read in one go has been scanned. */
export function createLines(after: () => void, before: () => void = () => {}): Lines {
  const bytes = Buffer.allocUnsafeSlow(FRONT + READ)

  function onRead(line: Line, length: number): void {
    before()
    const from = FRONT - line.rest.length
    const to = FRONT + length
    if (line.rest.length > 0) line.rest.copy(bytes, from)
    const done = line.scan(line, bytes, from, to)
    line.rest = done === to ? NOTHING : Buffer.from(bytes.subarray(done, to))
    after()
  }

  async function open(address: Address, person: number, scan: Scan): Promise<Line> {
    const at = { host: '127.0.0.1', port: address.port }
    const callback = (length: number): boolean => {
      onRead(line, length)
      return true
    }
    const socket = address.ca === undefined ? connect({ ...at, onread: { buffer: bytes.subarray(FRONT), callback } }) : secure(address, at)
    const line: Line = {
      person,
      socket,
      scan,
      rest: NOTHING,
      said: '',
      wake: undefined,
      gone: undefined,
      due: 0,
      turn: 0,
      attentive: false,
    }
    if (address.ca !== undefined)
      socket.on('data', (piece: Buffer) => {
        for (let at = 0; at < piece.length; at += READ) onRead(line, piece.copy(bytes, FRONT, at, Math.min(at + READ, piece.length)))
      })
    socket.setNoDelay(true)
    const leave = (why: string): void => {
      line.gone ??= why
      line.wake?.()
    }
    socket.on('error', (error) => leave(error.message))
    socket.on('close', () => leave('closed by the server'))
    await inTime('a connection', opened(socket, address.ca === undefined ? 'connect' : 'secureConnect'), 20_000)
    return line
  }
  return { open }
}

const NOTHING = Buffer.alloc(0)

const secure = ({ ca }: Address, at: { host: string; port: number }): TLSSocket =>
  connectTls({ ...at, ...(ca === undefined ? {} : { ca }) })

const opened = (socket: Socket, event: string): Promise<void> =>
  new Promise((resolve, reject) => {
    socket.once(event, () => resolve())
    socket.once('error', reject)
  })

/** The scan of the time before: everything is kept as text. */
export const collect: Scan = (line, bytes, from, to) => {
  line.said += bytes.toString('latin1', from, to)
  line.wake?.()
  return to
}

/** Waits for something in what was collected; what lies before `end` is forgotten. */
export async function hears(line: Line, what: string, find: (said: string) => number): Promise<string> {
  const found = async (): Promise<string> => {
    for (;;) {
      const end = find(line.said)
      if (end >= 0) {
        const said = line.said.slice(0, end)
        line.said = line.said.slice(end)
        return said
      }
      if (line.gone !== undefined)
        throw new Error(`the server went (${line.gone}) before it said ${what}; it said ${line.said.slice(-300)}`)
      await new Promise<void>((wake) => (line.wake = wake))
    }
  }
  return await inTime(what, found(), 60_000, () => line.said.slice(-300))
}

/** Where `word` ends. */
export const endOf =
  (word: string) =>
  (said: string): number => {
    const at = said.indexOf(word)
    return at < 0 ? -1 : at + word.length
  }
/** Where the line ends that `pattern` is found in. */
export const lineWith =
  (pattern: RegExp) =>
  (said: string): number => {
    const at = said.search(pattern)
    return at < 0 ? -1 : said.indexOf('\n', at) + 1 || -1
  }
