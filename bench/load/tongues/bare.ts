// The bare servers: a `ws` room that repeats what is said, and a TCP port that answers what it has kept.
import { clientFrame, openWebSocket, scanFrames } from '../frames.ts'
import type { Scan } from '../line.ts'
import type { TongueMaker } from '../tongue.ts'
import { NUMBER_AT, numberIn, onRelease, onText, plainTemplate, textOf } from '../traffic.ts'

export const bareRoom: TongueMaker = {
  echoes: true,
  make: (traffic) => {
    const scan = scanFrames((line, bytes, from) => onText(traffic, line, bytes, from))
    return {
      atOnce: 50,
      enter: ({ lines, address, seating }, person) =>
        openWebSocket(lines, address, person, `/?rooms=${(seating.rooms[person] ?? []).join(',')}`, scan),
      template: (_party, person, room) => {
        const { bytes, head } = clientFrame(textOf(person, room))
        return plainTemplate(bytes, head, room, { head })
      },
    }
  },
}

/** Lines of text; the answer is the number of the message: `:NNNNNNNNN\n`. */
export const keptLines: TongueMaker = {
  echoes: true,
  make: (traffic) => {
    const scan: Scan = (line, bytes, from, to) => {
      let at = from
      for (; to - at >= ANSWER; at += ANSWER) {
        traffic.heard++
        onRelease(traffic, line.person, numberIn(bytes, at + 1 - NUMBER_AT))
      }
      return at
    }
    return {
      atOnce: 10,
      enter: ({ lines, address }, person) => lines.open(address, person, scan),
      template: (_party, person, room) => plainTemplate(Buffer.from(`${textOf(person, room)}\n`), 0, room),
    }
  },
}

/** A colon, nine digits, the end of the line. */
const ANSWER = 11
