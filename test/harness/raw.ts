// A WebSocket by hand over TLS: frames no library would send.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { connect, type TLSSocket } from 'node:tls'
import type { Server } from './server.ts'
import { inTime } from './until.ts'

export type RawSocket = AsyncDisposable & {
  readonly tls: TLSSocket
  write(bytes: Buffer): boolean
  /** The code of the close frame the server sent, or undefined where it just went. Waits for the end. */
  ended(): Promise<number | undefined>
  /** Everything received after the handshake, as text. */
  text(): string
}

/** Upgrades to a WebSocket by hand. */
export async function openRaw(server: Server): Promise<RawSocket> {
  const tls = connect({ host: '127.0.0.1', port: server.run.httpsPort, ...(server.ca === undefined ? {} : { ca: server.ca }) })
  let received = Buffer.alloc(0)
  tls.on('data', (piece: Buffer) => (received = Buffer.concat([received, piece])))
  tls.on('error', () => {})
  const end = new Promise<void>((resolve) => tls.once('close', () => resolve()))
  await inTime('TLS', new Promise<void>((resolve) => tls.once('secureConnect', () => resolve())))
  tls.write(
    `GET /ws?protocol=1 HTTP/1.1\r\nHost: 127.0.0.1:${server.run.httpsPort}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Key: ${randomBytes(16).toString('base64')}\r\nSec-WebSocket-Version: 13\r\n\r\n`,
  )
  await inTime('the upgrade', new Promise<void>((resolve) => tls.once('data', () => resolve())), 5_000, () => received.toString())
  if (!received.toString('latin1').startsWith('HTTP/1.1 101')) throw new Error(`no upgrade: ${received.toString().slice(0, 300)}`)
  return {
    tls,
    write: (bytes) => !tls.destroyed && tls.write(bytes),
    text: () => received.toString('utf8'),
    ended: async () => {
      await inTime('the server to close', end, 15_000, () => received.subarray(-200).toString('latin1'))
      return closeCode(received)
    },
    [Symbol.asyncDispose]: async () => {
      tls.destroy()
      await end
    },
  }
}

/** A client frame. `length` may lie about the payload. */
export function frame({
  opcode,
  payload,
  fin = true,
  length = BigInt(payload.length),
}: {
  opcode: number
  payload: Buffer
  fin?: boolean
  length?: bigint
}): Buffer {
  const mask = randomBytes(4)
  const masked = Buffer.from(payload.map((byte, index) => byte ^ (mask[index % 4] ?? 0)))
  const head = Buffer.alloc(2)
  head[0] = (fin ? 0x80 : 0) | opcode
  const extended = Buffer.alloc(length < 126n ? 0 : length < 65_536n ? 2 : 8)
  if (extended.length === 2) extended.writeUInt16BE(Number(length))
  if (extended.length === 8) extended.writeBigUInt64BE(length)
  head[1] = 0x80 | (extended.length === 0 ? Number(length) : extended.length === 2 ? 126 : 127)
  return Buffer.concat([head, extended, mask, masked])
}

export const textFrame = (text: string): Buffer => frame({ opcode: 1, payload: Buffer.from(text) })

/** The last unmasked close frame of a short body in the stream. */
function closeCode(received: Buffer): number | undefined {
  for (let at = received.length - 4; at >= 0; at--) {
    const size = received[at + 1] ?? 0
    if (received[at] === 0x88 && size >= 2 && at + 2 + size === received.length) return received.readUInt16BE(at + 2)
  }
  return undefined
}

/** Resident memory of a process in bytes. */
export const memoryOf = (pid: number): number => statusOf(pid, /VmRSS:\s+(\d+) kB/)

/** The most it ever was. */
export const peakOf = (pid: number): number => statusOf(pid, /VmHWM:\s+(\d+) kB/)

/** Throws where it has ended, also where its number is still held. */
function statusOf(pid: number, row: RegExp): number {
  const kilobytes = row.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]
  if (kilobytes === undefined) throw new Error(`process ${pid} holds no memory`)
  return Number(kilobytes) * 1024
}
