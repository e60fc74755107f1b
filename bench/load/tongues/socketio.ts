// socket.io over its WebSocket transport: `42["said","` and the text. Who says something hears it, too.

import { inTime } from '#harness/until.ts'
import { clientFrame, openWebSocket, scanFrames } from '../frames.ts'
import type { Line } from '../line.ts'
import type { TongueMaker } from '../tongue.ts'
import { onText, plainTemplate, textOf } from '../traffic.ts'

const HEARD = '42["said","'
const [ENGINE_PING, MESSAGE, CONNECTED, EVENT] = ['2', '4', '0', '2'].map((digit) => digit.charCodeAt(0))

export const socketio: TongueMaker = {
  echoes: true,
  make: (traffic) => {
    const entered = new Map<Line, () => void>()
    const scan = scanFrames((line, bytes, from) => {
      if (bytes[from] === MESSAGE && bytes[from + 1] === EVENT) onText(traffic, line, bytes, from + HEARD.length)
      else if (bytes[from] === MESSAGE && bytes[from + 1] === CONNECTED) entered.get(line)?.()
      else if (bytes[from] === ENGINE_PING) line.socket.write(clientFrame('3').bytes)
    })
    return {
      atOnce: 50,
      enter: async ({ lines, address, seating }, person) => {
        const rooms = (seating.rooms[person] ?? []).join(',')
        const line = await openWebSocket(lines, address, person, `/socket.io/?EIO=4&transport=websocket&rooms=${rooms}`, scan)
        const there = new Promise<void>((done) => entered.set(line, done))
        line.socket.write(clientFrame('40').bytes)
        await inTime('the connection of socket.io', there, 20_000, () => line.rest.toString('latin1'))
        return line
      },
      template: (_party, person, room) => {
        const text = `42["say","${textOf(person, room)}"]`
        const { bytes, head } = clientFrame(text)
        return plainTemplate(bytes, head + text.indexOf('#'), room, { head })
      },
    }
  },
}
