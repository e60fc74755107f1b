// The traffic of a run as the history checker wants it: what each talker said and was answered, what each line heard, and what
// the server holds in the end. Every frame is read as JSON, so a run that is recorded is no measurement.
import type { Gives } from '@hearth/protocol/commands.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { aboutOf, check, type Delivery, type FinalMessage, type FinalRoom, type Op } from '#harness/checker.ts'
import { until } from '#harness/until.ts'
import type { Seating } from '../scenarios.ts'
import type { Asking } from './asking.ts'
import { KEY } from './frames.ts'
import type { Line } from './line.ts'

type Event = { readonly event: string; readonly room?: string; readonly seq?: number; readonly with: object }
type Answer = { readonly id: number; readonly ok?: { readonly id: string; readonly seq: number } }
type Request = { readonly id: number; readonly with: { readonly room: string; readonly text: string; readonly clientId: string } }

export type Recording = {
  /** A whole frame a line heard. */
  onText(line: Line, text: string): void
  /** A whole frame a talker sends. */
  onSend(line: Line, frame: Buffer): void
  /** Reads everything back and has it checked: sentences about what is wrong. */
  verdict(given: Given): Promise<string[]>
}
type Given = {
  readonly seating: Seating
  readonly rooms: readonly RoomId[]
  readonly tokens: readonly string[]
  readonly asking: Asking
  /** A connection of its own, whose frames are heard by `hear`. */
  open(hear: (text: string) => void): Promise<Line>
}

export function createRecording(users: readonly { readonly user: string }[]): Recording {
  const ops: Op[] = []
  const heard: Delivery[] = []
  const open = new Map<string, number>()
  const clientOf = (line: Line): string => `line ${line.person}`
  const userOf = (line: Line): string => users[line.person]?.user ?? ''

  function onText(line: Line, text: string): void {
    if (text.startsWith('{"event"')) {
      const { event, room, seq, with: what }: Event = JSON.parse(text)
      if (room === undefined || seq === undefined) return
      heard.push({ client: clientOf(line), person: userOf(line), room, seq, event, about: aboutOf({ event, with: what }) })
      return
    }
    const { id, ok }: Answer = JSON.parse(text)
    const place = open.get(`${line.person} ${id}`)
    const op = place === undefined ? undefined : ops[place]
    if (place === undefined || op?.did.op !== 'send') return
    ops[place] = { ...op, outcome: ok ? 'ok' : 'fail', did: { ...op.did, ...(ok ? { id: ok.id, seq: ok.seq } : {}) } }
  }

  function onSend(line: Line, frame: Buffer): void {
    const head = frame[1] === (0x80 | 126) ? 8 : 6
    const payload = Buffer.from(frame.subarray(head).map((byte, index) => byte ^ (KEY[index & 3] ?? 0)))
    const { id, with: said }: Request = JSON.parse(payload.toString())
    const did = { op: 'send', clientId: said.clientId, text: said.text } as const
    open.set(
      `${line.person} ${id}`,
      ops.push({ client: clientOf(line), person: userOf(line), room: said.room, outcome: 'unknown', did }) - 1,
    )
  }

  const verdict = async (given: Given): Promise<string[]> => {
    const final: FinalRoom[] = []
    for (const index of given.rooms.keys()) final.push(await wholeRoom(given, index))
    const quiet = ops.length === 0 || heard.length === 0 ? ['nothing was recorded'] : []
    return [...quiet, ...check({ ops, heard, final })]
  }
  return { onText, onSend, verdict }
}

/** People whose unread count is looked at, in each room. */
const SEATS = 3

async function wholeRoom({ seating, rooms, tokens, asking, open }: Given, index: number): Promise<FinalRoom> {
  const room = rooms[index]
  const seated = seating.people[index] ?? []
  if (room === undefined) throw new Error(`there is no room ${index}`)
  const log: FinalRoom['log'][number][] = []
  const seats: FinalRoom['seats'][number][] = []
  let messages: readonly FinalMessage[] = []
  let last = 0
  for (const [place, person] of seated.slice(0, SEATS).entries()) {
    const line = await open((text) => {
      if (place > 0 || !text.startsWith('{"event"')) return
      const { event, room: where, seq, with: what }: Event = JSON.parse(text)
      if (where === room && seq !== undefined) log.push({ seq, event, about: aboutOf({ event, with: what }) })
    })
    const resumed = await asking.ask(line, 'session.resume', {
      token: tokens[person] ?? '',
      ...(place === 0 ? { since: { [room]: 0 } } : {}),
    })
    const mine = resumed.rooms.find(({ id }) => id === room)
    if (mine) seats.push({ person: resumed.user.id, readSeq: mine.readSeq, unread: mine.unread })
    if (place === 0) {
      last = mine?.seq ?? 0
      await until(`the whole log up to ${last}`, () => log.at(-1)?.seq === last, { within: 60_000, seen: () => log.at(-1) })
      messages = await wholeHistory(asking, line, room)
    }
    line.socket.destroy()
  }
  return { room, seq: last, log, messages, seats }
}

async function wholeHistory({ ask }: Asking, line: Line, room: RoomId): Promise<FinalMessage[]> {
  const all: FinalMessage[] = []
  for (let after = 0; ; after = all.at(-1)?.seq ?? 0) {
    const { messages }: Gives<'room.history'> = await ask(line, 'room.history', { room, after, limit: 50 })
    if (messages.length === 0) return all
    all.push(...messages)
  }
}
