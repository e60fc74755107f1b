// NATS: `MSG r0007 8 120\r\n` and so many bytes, `\r\n`. A room is a subject; who says something hears it, too.
import { collect, endOf, hears, type Scan } from '../line.ts'
import type { TongueMaker } from '../tongue.ts'
import { onText, plainTemplate, roomName, textOf } from '../traffic.ts'

const [CR, SPACE, M, P, MINUS] = [0x0d, 0x20, 0x4d, 0x50, 0x2d] as const

export const nats: TongueMaker = {
  echoes: true,
  make: (traffic) => {
    const scan: Scan = (line, bytes, from, to) => {
      let at = from
      while (at < to) {
        let [end, size] = [at, 0]
        for (; end < to && bytes[end] !== CR; end++) size = bytes[end] === SPACE ? 0 : size * 10 + (bytes[end] ?? 0) - 48
        if (end + 2 > to) break
        const next = bytes[at] === M ? end + 2 + size + 2 : end + 2
        if (next > to) break
        if (bytes[at] === M) onText(traffic, line, bytes, end + 2)
        else if (bytes[at] === P) line.socket.write('PONG\r\n')
        else if (bytes[at] === MINUS) line.gone ??= bytes.toString('latin1', at, end)
        at = next
      }
      return at
    }
    return {
      atOnce: 50,
      enter: async ({ lines, address, seating }, person) => {
        const line = await lines.open(address, person, collect)
        await hears(line, 'INFO', endOf('\r\n'))
        const listening = (seating.rooms[person] ?? []).map((room) => `SUB ${roomName(room)} ${room + 1}\r\n`).join('')
        line.socket.write(`CONNECT {"verbose":false,"pedantic":false}\r\n${listening}PING\r\n`)
        await hears(line, 'PONG', endOf('PONG\r\n'))
        line.scan = scan
        return line
      },
      template: (_party, person, room) => {
        const text = textOf(person, room)
        const head = `PUB ${roomName(room)} ${text.length}\r\n`
        return plainTemplate(Buffer.from(`${head}${text}\r\n`), head.length, room)
      },
    }
  },
}
