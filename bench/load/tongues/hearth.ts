// Hearth's own protocol, read by the places of its bytes. An event and an answer begin like this:
//
//   {"event":"message.said","room":"01k…26 characters","seq":12,"with":{…  "text":"#…"  …}}
//   0         10                    32                       66
//   {"id":1000000,"ok":{…}}
//   0     6       14
//
// Numbers of messages begin at 1,000,000, those of the set-up at 1: by that the two are told apart. Each line keeps the last `seq`
// of each of its rooms, so that a hole, a repetition or a wrong order is seen in all of the traffic.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import { type Ask, createAsking } from '../asking.ts'
import { clientFrame, KEY, openWebSocket, putDigits, readDigits, scanFrames } from '../frames.ts'
import type { Line } from '../line.ts'
import { createRecording } from '../recording.ts'
import type { Party, Tongue, TongueMaker } from '../tongue.ts'
import { NUMBER_AT, numberIn, onRelease, onScreen, type Template, type Traffic, textOf } from '../traffic.ts'

const [FIRST_ID, ID_DIGITS] = [1_000_000, 7]
const IDS = 9_000_000
const [ROOM, ROOM_CHARS, SEQ] = [32, 26, 66]

/** Letters of ASCII: `,` `#` `e` `m` `s` `o` */
const [COMMA, HASH, E, M, S, O] = [0x2c, 0x23, 0x65, 0x6d, 0x73, 0x6f] as const

type Guest = { readonly user: UserId; readonly token: string }

export const hearth: TongueMaker = {
  echoes: true,
  make: (traffic, recorded) => {
    const guests: Guest[] = []
    const asking = createAsking()
    // New names each time: the data may have seen others before.
    const mark = Date.now().toString(36)
    const recording = recorded ? createRecording(guests) : undefined
    if (recording) traffic.onSend = recording.onSend
    const rooms: RoomId[] = []
    const order = createOrder(traffic)
    const scan = scanFrames((line, bytes, from, to) => {
      if (recording) recording.onText(line, bytes.toString('utf8', from, to))
      if (bytes[from + 2] === E) {
        if (bytes[from + 10] === M && bytes[from + 18] === S) onSaid(traffic, order, line, bytes, from)
      } else if (bytes[from + 13] === COMMA) onAnswer(traffic, line, bytes, from, to)
      else asking.onAnswer(line, bytes.toString('utf8', from, to))
    })
    return {
      atOnce: 20,
      enter: async ({ lines, address }, person) => {
        const line = await openWebSocket(lines, address, person, '/ws?protocol=1', scan)
        const { user, token = '' } = await asking.ask(line, 'guest.enter', { name: `guest-${person}-${mark}` })
        guests[person] = { user: user.id, token }
        return line
      },
      settle: async (party) => {
        await makeRooms(party, guests, rooms, asking.ask)
        order.know(rooms)
      },
      template: (_party, person, room) => sending(rooms[room] ?? '', person, room),
      verdict: async ({ lines, address, seating }) => {
        const open = (hear: (text: string) => void): Promise<Line> => {
          const listen = scanFrames((line, bytes, from, to) => {
            const text = bytes.toString('utf8', from, to)
            if (!asking.onAnswer(line, text)) hear(text)
          })
          return openWebSocket(lines, address, 0, '/ws?protocol=1', listen)
        }
        const tokens = guests.map(({ token }) => token)
        return recording ? await recording.verdict({ seating, rooms, tokens, asking, open }) : []
      },
    } satisfies Tongue
  },
}

async function makeRooms({ scenario, seating, traffic }: Party, guests: readonly Guest[], rooms: RoomId[], ask: Ask): Promise<void> {
  for (const [index, seated] of seating.people.entries()) {
    const [first = 0, ...others] = seated
    const line = traffic.lines[first]
    if (!line) throw new Error(`person ${first} is not there`)
    const users = others.flatMap((person) => guests[person]?.user ?? [])
    const [partner] = users
    if (scenario.direct && partner !== undefined) {
      rooms[index] = (await ask(line, 'room.direct', { user: partner })).room.id
      continue
    }
    const { room } = await ask(line, 'room.create', { kind: 'group', name: `Room ${index}`, public: true, members: users.slice(0, 500) })
    for (let at = 500; at < users.length; at += 500) await ask(line, 'room.invite', { room: room.id, users: users.slice(at, at + 500) })
    rooms[index] = room.id
  }
}

function onSaid(traffic: Traffic, order: Order, line: Line, bytes: Buffer, from: number): void {
  let seq = 0
  let at = from + SEQ
  for (let digit = bytes[at] ?? 0; digit !== COMMA; digit = bytes[++at] ?? COMMA) seq = seq * 10 + digit - 48
  if (!order.hear(line, bytes, from + ROOM, seq)) return
  traffic.heard++
  if (traffic.watching) onScreen(traffic, numberIn(bytes, bytes.indexOf(HASH, at)))
}

function onAnswer(traffic: Traffic, line: Line, bytes: Buffer, from: number, to: number): void {
  const number = readDigits(bytes, from + 6, ID_DIGITS) - FIRST_ID
  if (bytes[from + 15] !== O) {
    traffic.refused++
    traffic.complaint ??= bytes.toString('utf8', from, to)
  }
  onRelease(traffic, line.person, number)
}

type Order = { know(rooms: readonly RoomId[]): void; hear(line: Line, bytes: Buffer, roomAt: number, seq: number): boolean }

/** Finds a room by four of its letters, the first four in a row by which all of them differ; by six where there are thousands. */
function createOrder(traffic: Traffic): Order {
  const slots = new Int16Array(1 << 20)
  const manySlots = new Map<number, number>()
  let [shift, count] = [0, 0]
  let last = new Int32Array(0)
  const fold = (bytes: Buffer, at: number): number =>
    ((five(bytes[at]) << 15) | (five(bytes[at + 1]) << 10) | (five(bytes[at + 2]) << 5) | five(bytes[at + 3])) & 0xfffff

  const foldMany = (bytes: Buffer, at: number): number => (fold(bytes, at) << 10) | (five(bytes[at + 4]) << 5) | five(bytes[at + 5])
  const slotAt = (bytes: Buffer, at: number): number =>
    (manySlots.size > 0 ? manySlots.get(foldMany(bytes, at)) : slots[fold(bytes, at)]) ?? 0

  function know(rooms: readonly RoomId[]): void {
    const ids = rooms.map((room) => Buffer.from(room))
    const differing = (letters: number, folded: typeof fold): number | undefined =>
      Array.from({ length: ROOM_CHARS - 9 - letters }, (_, index) => index + 10).find(
        (at) => new Set(ids.map((id) => folded(id, at))).size === ids.length,
      )
    const few = differing(4, fold)
    const at = few ?? differing(6, foldMany)
    if (at === undefined) throw new Error('the rooms cannot be told apart by six letters')
    shift = at
    for (const [index, id] of ids.entries()) {
      if (few === undefined) manySlots.set(foldMany(id, at), index + 1)
      else slots[fold(id, at)] = index + 1
    }
    count = rooms.length
    last = new Int32Array(count * traffic.lines.length)
  }

  return {
    know,
    hear: (line, bytes, roomAt, seq) => {
      const slot = slotAt(bytes, roomAt + shift)
      if (slot === 0) return false
      const place = line.person * count + slot - 1
      const before = last[place] ?? 0
      last[place] = seq
      if (before !== 0 && seq !== before + 1) {
        traffic.disorder++
        traffic.firstDisorder ??= `person ${line.person} heard seq ${seq} after ${before}`
      }
      return true
    },
  }
}

/** A letter of base 32 as five bits; two letters that share them are told apart by the others, or by the next four. */
const five = (letter: number | undefined): number => ((letter ?? 0) > 64 ? (letter ?? 0) - 87 : (letter ?? 0) - 48) & 31

const LETTERS = Buffer.from('0123456789abcdefghjkmnpqrstvwxyz')

/** A request whose clientId is as a client makes them: ten characters of time, then chance, here a counter for each talker. */
function sending(id: string, person: number, room: number): Template {
  const clientId = `${'0'.repeat(10)}${person.toString(32).padStart(8, '0')}00000000`
  const text = JSON.stringify({ id: FIRST_ID, do: 'message.send', with: { room: id, text: textOf(person, room), clientId } })
  const { bytes, head } = clientFrame(text)
  const [idAt, textAt, clientAt] = [6, text.indexOf('#'), text.indexOf(`"${clientId}`) + 1]
  return {
    bytes,
    room,
    stamp: (into, at, number, now) => {
      putDigits(into, at + head + idAt, FIRST_ID + (number % IDS), ID_DIGITS, KEY, idAt)
      putDigits(into, at + head + textAt + NUMBER_AT, number, 9, KEY, textAt + NUMBER_AT)
      putLetters(into, at + head + clientAt, now, 10, clientAt)
      putLetters(into, at + head + clientAt + 18, number, 8, clientAt + 18)
    },
  }
}

function putLetters(into: Buffer, at: number, value: number, width: number, offset: number): void {
  let rest = value
  for (let index = width - 1; index >= 0; index--) {
    const next = Math.floor(rest / 32)
    into[at + index] = (LETTERS[rest - next * 32] ?? 0) ^ (KEY[(offset + index) & 3] ?? 0)
    rest = next
  }
}
