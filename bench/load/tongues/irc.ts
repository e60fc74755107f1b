// IRC: `:p00003!~p@127.0.0.1 PRIVMSG #r0007 :` and the text. A room is a channel; who says something does not hear it,
// so the next one in the room lets a talker go on.
import { collect, hears, lineWith, type Scan } from '../line.ts'
import type { TongueMaker } from '../tongue.ts'
import { onText, plainTemplate, roomName, TEXT_BYTES, textOf } from '../traffic.ts'

const [LF, COLON, HASH, P] = [0x0a, 0x3a, 0x23, 0x50] as const
const ENDING = 2

export const irc: TongueMaker = {
  echoes: false,
  make: (traffic) => {
    const scan: Scan = (line, bytes, from, to) => {
      let at = from
      for (;;) {
        const end = bytes.indexOf(LF, at)
        if (end < 0 || end >= to) return at
        const text = end + 1 - ENDING - TEXT_BYTES
        if (bytes[text] === HASH && bytes[text - 1] === COLON && text > at) onText(traffic, line, bytes, text)
        else if (bytes[at] === P) line.socket.write(`PONG${bytes.toString('latin1', at + 4, end)}\n`)
        else if (bytes[at] === 0x45) line.gone ??= bytes.toString('latin1', at, end)
        at = end + 1
      }
    }
    return {
      atOnce: 20,
      enter: async ({ lines, address, seating }, person) => {
        const line = await lines.open(address, person, collect)
        line.socket.write(`NICK p${String(person).padStart(5, '0')}\r\nUSER p 0 * :p\r\n`)
        const welcome = await hears(line, 'a welcome', lineWith(/^(?:PING|ERROR|:\S+ 001|:\S+ 4\d\d) /m))
        if (/^PING /m.test(welcome)) {
          line.socket.write(`PONG ${/PING (.*)/.exec(welcome)?.[1]}\r\n`)
          await hears(line, 'a welcome', lineWith(/^:\S+ 001 /m))
        } else if (!/^:\S+ 001 /m.test(welcome)) throw new Error(welcome.trim())
        for (const room of seating.rooms[person] ?? []) {
          line.socket.write(`JOIN #${roomName(room)}\r\n`)
          const joined = await hears(line, `the channel ${room}`, lineWith(/^:\S+ (?:366|40[35]|47\d) /m))
          if (!/^:\S+ 366 /m.test(joined)) throw new Error(joined.trim().split('\n').at(-1))
        }
        line.scan = scan
        return line
      },
      template: (_party, person, room) => {
        const head = `PRIVMSG #${roomName(room)} :`
        return plainTemplate(Buffer.from(`${head}${textOf(person, room)}\r\n`), head.length, room)
      },
    }
  },
}
