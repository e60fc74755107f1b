// MQTT 3.1.1 with QoS 0. A room is a topic; who says something hears it, too.
//
//   0x30 | length, 7 bits a byte | 00 05 | r0007 | text
import { collect, hears, type Scan } from '../line.ts'
import type { TongueMaker } from '../tongue.ts'
import { onText, plainTemplate, roomName, textOf } from '../traffic.ts'

const [CONNECT, PUBLISH, SUBSCRIBE] = [0x10, 0x30, 0x82] as const

export const mqtt: TongueMaker = {
  echoes: true,
  make: (traffic) => {
    const scan: Scan = (line, bytes, from, to) => {
      let at = from
      while (to - at >= 2) {
        let [length, place, shift] = [0, at + 1, 0]
        for (; place < to; shift += 7) {
          const byte = bytes[place++] ?? 0
          length |= (byte & 127) << shift
          if (byte < 128) break
        }
        const end = place + length
        if (end > to) break
        if (bytes[at] === PUBLISH) onText(traffic, line, bytes, place + 2 + (((bytes[place] ?? 0) << 8) | (bytes[place + 1] ?? 0)))
        at = end
      }
      return at
    }
    return {
      atOnce: 50,
      enter: async ({ lines, address, seating }, person) => {
        const line = await lines.open(address, person, collect)
        line.socket.write(packet(CONNECT, word('MQTT'), Buffer.from([4, 2, 0, 0]), word(`p${person}`)))
        const connected = await hears(line, 'CONNACK', (said) => (said.length >= 4 ? 4 : -1))
        if (connected.charCodeAt(3) !== 0) throw new Error(`refused with ${connected.charCodeAt(3)}`)
        const rooms = seating.rooms[person] ?? []
        const listening = rooms.map((room) => Buffer.concat([word(roomName(room)), Buffer.from([0])]))
        line.socket.write(packet(SUBSCRIBE, Buffer.from([0, 1]), ...listening))
        await hears(line, 'SUBACK', (said) => (said.length >= 4 + rooms.length ? 4 + rooms.length : -1))
        line.scan = scan
        return line
      },
      template: (_party, person, room) => {
        const text = Buffer.from(textOf(person, room))
        const bytes = packet(PUBLISH, word(roomName(room)), text)
        return plainTemplate(bytes, bytes.length - text.length, room)
      },
    }
  },
}

const word = (text: string): Buffer => Buffer.concat([Buffer.from([text.length >> 8, text.length & 255]), Buffer.from(text)])

function packet(kind: number, ...parts: readonly Buffer[]): Buffer {
  const body = Buffer.concat(parts)
  const length: number[] = []
  for (let rest = body.length; rest > 0 || length.length === 0; rest >>= 7) length.push((rest & 127) | (rest > 127 ? 128 : 0))
  return Buffer.concat([Buffer.from([kind, ...length]), body])
}
