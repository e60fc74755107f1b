// What is said and what arrives: the counters, and the loop that keeps so many messages on their way.
import type { Scenario, Seating } from '../scenarios.ts'
import { KEY, putDigits, readDigits } from './frames.ts'
import type { Line } from './line.ts'

/** One way of saying something in one room: bytes made once, in which only numbers change. */
export type Template = {
  readonly bytes: Buffer
  /** Puts the message's number where the protocol wants it; `now` in epoch milliseconds. */
  readonly stamp: (into: Buffer, at: number, number: number, now: number) => void
  readonly room: number
}

/** A class-like record of plain numbers: it is touched millions of times in a second. */
export type Traffic = {
  readonly seating: Seating
  readonly lines: Line[]
  /** By person. */
  readonly templates: (readonly Template[])[]
  /** How many hear what is said in a room, by room. */
  readonly reach: Uint16Array
  /** Whose screen lets a talker go on, by talker: the own one where the server sends back what one said. */
  readonly witness: Int32Array
  /** By number of the message. */
  readonly sentAt: Float64Array
  readonly left: Uint16Array
  sent: number
  expected: number
  heard: number
  released: number
  refused: number
  complaint: string | undefined
  /** Breaks of order in what arrived. */
  disorder: number
  firstDisorder: string | undefined
  now: number
  measuring: boolean
  /** Does a release let the talker say the next? */
  flowing: boolean
  /** Is it noted when the last one has a message? */
  watching: boolean
  readonly waits: number[]
  readonly screens: number[]
  readonly marked: Line[]
  /** Is shown every frame that is said. */
  onSend: ((line: Line, frame: Buffer) => void) | undefined
}

const RING = 1 << 20
const MASK = RING - 1

export const TEXT_BYTES = 120
const words =
  'the laser cutter is free until noon and there is tea in the big pot who comes along to the timber yard after three with a trailer for six boards of oak'
/** Where the parts of a text are: `#` talker `:` number `@` room and a sentence. */
export const TALKER_AT = 1
const TALKER_DIGITS = 5
export const NUMBER_AT = 7
const NUMBER_DIGITS = 9
export const ROOM_AT = 17
export const ROOM_DIGITS = 4

/** About 120 characters that say who speaks where; the number comes later. */
export function textOf(person: number, room: number): string {
  const mark = `#${String(person).padStart(TALKER_DIGITS, '0')}:${'0'.repeat(NUMBER_DIGITS)}@${String(room).padStart(ROOM_DIGITS, '0')}`
  const turned = `${words.slice((person * 7) % 90)} ${words}`
  return `${`${mark} ${turned}`.slice(0, TEXT_BYTES - 1)}.`
}

/** For protocols whose rooms have names: always as long. */
export const roomName = (room: number): string => `r${String(room).padStart(ROOM_DIGITS, '0')}`

export function createTraffic(scenario: Scenario, seating: Seating, echoes: boolean): Traffic {
  const witness = new Int32Array(scenario.people).fill(-1)
  for (const talker of seating.talkers) witness[talker] = echoes ? talker : neighbour(seating, talker)
  return {
    seating,
    lines: [],
    templates: [],
    reach: Uint16Array.from(seating.people, (seated) => seated.length - (echoes ? 0 : 1)),
    witness,
    sentAt: new Float64Array(RING),
    left: new Uint16Array(RING),
    sent: 0,
    expected: 0,
    heard: 0,
    released: 0,
    refused: 0,
    complaint: undefined,
    disorder: 0,
    firstDisorder: undefined,
    now: 0,
    measuring: false,
    flowing: false,
    watching: false,
    waits: [],
    screens: [],
    marked: [],
    onSend: undefined,
  }
}

/** The next one in the talker's first room. */
function neighbour({ rooms, people }: Seating, talker: number): number {
  const seated = people[rooms[talker]?.[0] ?? 0] ?? []
  return seated[(seated.indexOf(talker) + 1) % seated.length] ?? talker
}

/** A text arrived on a line; it begins at `at`. */
export function onText(traffic: Traffic, line: Line, bytes: Buffer, at: number): void {
  traffic.heard++
  if (!line.attentive && !traffic.watching) return
  const talker = readDigits(bytes, at + TALKER_AT, TALKER_DIGITS)
  const number = readDigits(bytes, at + NUMBER_AT, NUMBER_DIGITS)
  if (traffic.watching) onScreen(traffic, number)
  if (traffic.witness[talker] === line.person) onRelease(traffic, talker, number)
}

export const numberIn = (bytes: Buffer, at: number): number => readDigits(bytes, at + NUMBER_AT, NUMBER_DIGITS)

/** One more has the message on their screen. */
export function onScreen(traffic: Traffic, number: number): void {
  const left = (traffic.left[number & MASK] ?? 0) - 1
  traffic.left[number & MASK] = left
  if (left === 0 && traffic.measuring) traffic.screens.push(traffic.now - (traffic.sentAt[number & MASK] ?? 0))
}

/** The talker knows that the message has arrived. */
export function onRelease(traffic: Traffic, talker: number, number: number): void {
  traffic.released++
  if (traffic.measuring) traffic.waits.push(traffic.now - (traffic.sentAt[number & MASK] ?? 0))
  if (!traffic.flowing) return
  const line = traffic.lines[talker]
  if (line && ++line.due === 1) traffic.marked.push(line)
}

/** Says what has become due while the bytes of one read were scanned: one write for each talker. */
export function flush(traffic: Traffic): void {
  const { marked } = traffic
  if (marked.length === 0) return
  for (let index = 0; index < marked.length; index++) {
    const line = marked[index]
    if (!line) continue
    const { due } = line
    line.due = 0
    say(traffic, line, due)
  }
  marked.length = 0
}

/**
 * Says `count` things, in the talker's rooms one after the other.
 * @param due when they should have been said: who waits for a message does not care why it was late
 */
export function say(traffic: Traffic, line: Line, count: number, due = performance.now()): void {
  const templates = traffic.templates[line.person] ?? []
  const first = templates[0]
  if (!first || count === 0) return
  const { length } = first.bytes
  const out = Buffer.allocUnsafe(length * count)
  const clock = Date.now()
  for (let at = 0; at < out.length; at += length) {
    const template = templates[line.turn] ?? first
    line.turn = (line.turn + 1) % templates.length
    const number = traffic.sent++
    out.set(template.bytes, at)
    template.stamp(out, at, number, clock)
    if (traffic.onSend) traffic.onSend(line, out.subarray(at, at + length))
    const reach = traffic.reach[template.room] ?? 0
    traffic.expected += reach
    traffic.sentAt[number & MASK] = due
    traffic.left[number & MASK] = reach
  }
  line.socket.write(out)
}

/** A template of a protocol in which the text is one run of bytes that begins at `textAt`; `masked` from `head` on. */
export function plainTemplate(bytes: Buffer, textAt: number, room: number, masked?: { readonly head: number }): Template {
  const key = masked ? KEY : NO_KEY
  const offset = textAt - (masked?.head ?? 0) + NUMBER_AT
  return {
    bytes,
    room,
    stamp: (into, at, number) => putDigits(into, at + textAt + NUMBER_AT, number % 1e9, NUMBER_DIGITS, key, offset),
  }
}

const NO_KEY = Buffer.alloc(4)
