// Many connections to Hearth that say nothing: for weighing sessions, and for coming back all at once.
import { type Ask, createAsking } from './load/asking.ts'
import { openWebSocket, scanFrames } from './load/frames.ts'
import { type Address, createLines, type Line } from './load/line.ts'

export type Crowd = {
  /** A connection that has said nothing yet. */
  open(): Promise<Line>
  readonly ask: Ask
  /** Messages heard so far, by line. */
  heard(line: Line): number
}

export function createCrowd(address: Address): Crowd {
  const { ask, onAnswer } = createAsking()
  const lines = createLines(() => {})
  const heard = new Map<Line, number>()
  const scan = scanFrames((line, bytes, from, to) => {
    if (bytes.toString('latin1', from, from + 23) === '{"event":"message.said"') heard.set(line, (heard.get(line) ?? 0) + 1)
    else if (bytes[from + 2] === LETTER_I) onAnswer(line, bytes.toString('utf8', from, to))
  })
  let count = 0
  return {
    open: () => openWebSocket(lines, address, count++, '/ws?protocol=1', scan),
    ask,
    heard: (line) => heard.get(line) ?? 0,
  }
}

const LETTER_I = 0x69

/** Does something so many times, some at once. */
export async function many<T>(count: number, atOnce: number, act: (index: number) => Promise<T>): Promise<T[]> {
  const all: T[] = []
  for (let first = 0; first < count; first += atOnce)
    all.push(...(await Promise.all(Array.from({ length: Math.min(atOnce, count - first) }, (_, index) => act(first + index)))))
  return all
}
