// WebSocket frames by hand (RFC 6455 §5.2). Going out: masked, as a client must, with a key that is not zero, because servers
// skip the work of unmasking for a key of zeros. Coming in: headers only, the payload is hopped over.
import { type Address, collect, endOf, hears, type Line, type Lines, type Scan } from './line.ts'

export const KEY = Buffer.from([0x5a, 0xc3, 0x17, 0x9e])

/** A masked text frame, and where its payload begins. */
export function clientFrame(text: string, opcode = 1): { readonly bytes: Buffer; readonly head: number } {
  const payload = Buffer.from(text)
  if (payload.length > 65_535) throw new Error('a frame of the load generator is short')
  const head = payload.length < 126 ? 6 : 8
  const bytes = Buffer.alloc(head + payload.length)
  bytes[0] = 0x80 | opcode
  bytes[1] = 0x80 | (head === 6 ? payload.length : 126)
  if (head === 8) bytes.writeUInt16BE(payload.length, 2)
  KEY.copy(bytes, head - 4)
  for (let index = 0; index < payload.length; index++) bytes[head + index] = (payload[index] ?? 0) ^ (KEY[index & 3] ?? 0)
  return { bytes, head }
}

/** Writes `value` in decimal digits over `width` places; `offset` is the place in the payload, for the mask. */
export function putDigits(into: Buffer, at: number, value: number, width: number, key: Buffer, offset: number): void {
  let rest = value
  for (let index = width - 1; index >= 0; index--) {
    const next = Math.floor(rest / 10)
    into[at + index] = (48 + rest - next * 10) ^ (key[(offset + index) & 3] ?? 0)
    rest = next
  }
}

export function readDigits(bytes: Buffer, at: number, width: number): number {
  let value = 0
  for (let index = at; index < at + width; index++) value = value * 10 + (bytes[index] ?? 48) - 48
  return value
}

/** Opens a WebSocket; from then on the line is scanned by `scan`. */
export async function openWebSocket(lines: Lines, address: Address, person: number, path: string, scan: Scan): Promise<Line> {
  const line = await lines.open(address, person, collect)
  line.socket.write(
    `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${address.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
      'Sec-WebSocket-Key: bG9hZCBnZW5lcmF0b3IhIQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  )
  const answer = await hears(line, 'the upgrade', endOf('\r\n\r\n'))
  if (!answer.startsWith('HTTP/1.1 101')) throw new Error(`no upgrade: ${answer.slice(0, 300)}`)
  line.rest = Buffer.from(line.said, 'latin1')
  line.said = ''
  line.scan = scan
  return line
}

export type OnFrame = (line: Line, bytes: Buffer, from: number, to: number) => void

/** A scan that calls `onText` with the payload of each whole text frame. */
export function scanFrames(onText: OnFrame): Scan {
  return (line, bytes, from, to) => {
    let at = from
    while (to - at >= 2) {
      let length = bytes[at + 1] ?? 0
      let head = 2
      if (length === 126) {
        if (to - at < 4) break
        length = ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0)
        head = 4
      } else if (length === 127) {
        if (to - at < 10) break
        length = bytes.readUInt32BE(at + 6)
        head = 10
      }
      const end = at + head + length
      if (end > to) break
      if (bytes[at] === 0x81) onText(line, bytes, at + head, end)
      else onControl(line, bytes, at, at + head, end)
      at = end
    }
    return at
  }
}

function onControl(line: Line, bytes: Buffer, at: number, from: number, to: number): void {
  const opcode = (bytes[at] ?? 0) & 15
  if (opcode === 9) line.socket.write(clientFrame(bytes.toString('utf8', from, to), 10).bytes)
  else if (opcode === 8)
    line.gone ??= `closed by the server: ${to - from >= 2 ? bytes.readUInt16BE(from) : ''} ${bytes.toString('utf8', from + 2, to)}`
}
