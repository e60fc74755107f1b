// XMPP: anonymous sign-in, rooms of XEP-0045. Who says something hears it, too.
import { collect, endOf, hears, type Line, type Scan } from '../line.ts'
import type { TongueMaker } from '../tongue.ts'
import { onText, plainTemplate, roomName, textOf } from '../traffic.ts'

const HOST = 'localhost'
const END = '</message>'
const BODY = '<body>'
const stream = `<?xml version='1.0'?><stream:stream to='${HOST}' xmlns='jabber:client' xmlns:stream='http://etherx.jabber.org/streams' version='1.0'>`

export const xmpp: TongueMaker = {
  echoes: true,
  make: (traffic) => {
    const scan: Scan = (line, all, from, to) => {
      const bytes = all.subarray(from, to)
      let at = 0
      for (;;) {
        const end = bytes.indexOf(END, at)
        if (end < 0) return from + at
        const body = bytes.indexOf(BODY, at)
        if (body >= 0 && body < end) onText(traffic, line, bytes, body + BODY.length)
        at = end + END.length
      }
    }
    return {
      atOnce: 10,
      enter: async ({ lines, address, seating }, person) => {
        const line = await lines.open(address, person, collect)
        await signIn(line)
        for (const room of seating.rooms[person] ?? []) {
          const where = `${roomName(room)}@conference.${HOST}`
          const history = `<x xmlns='http://jabber.org/protocol/muc'><history maxstanzas='0'/></x>`
          line.socket.write(`<presence to='${where}/p${person}'>${history}</presence>`)
          const [back, none] = [new RegExp(`<status code=['"]110['"]`), /type=['"]error['"]/]
          const joined = await hears(line, `the room ${room}`, (said) => Math.max(after(said, back), after(said, none)))
          if (none.test(joined)) throw new Error(joined.slice(-400))
        }
        line.scan = scan
        return line
      },
      template: (_party, person, room) => {
        const head = `<message to='${roomName(room)}@conference.${HOST}' type='groupchat' id='m'><body>`
        return plainTemplate(Buffer.from(`${head}${textOf(person, room)}</body></message>`), head.length, room)
      },
    }
  },
}

async function signIn(line: Line): Promise<void> {
  line.socket.write(stream)
  await hears(line, 'features', endOf('</stream:features>'))
  line.socket.write(`<auth xmlns='urn:ietf:params:xml:ns:xmpp-sasl' mechanism='ANONYMOUS'/>`)
  const signedIn = await hears(line, 'success', (said) => Math.max(after(said, /<success[^>]*>/), after(said, /<failure.*<\/failure>/)))
  if (signedIn.includes('<failure')) throw new Error(signedIn)
  line.socket.write(stream)
  await hears(line, 'features', endOf('</stream:features>'))
  line.socket.write(`<iq type='set' id='bind'><bind xmlns='urn:ietf:params:xml:ns:xmpp-bind'/></iq>`)
  await hears(line, 'an address', endOf('</iq>'))
}

function after(said: string, pattern: RegExp): number {
  const found = pattern.exec(said)
  return found ? found.index + found[0].length : -1
}
