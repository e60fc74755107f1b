// Requests to Hearth before (and beside) the talk that is measured: one by one, read as JSON.
import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import { inTime } from '#harness/until.ts'
import { clientFrame } from './frames.ts'
import type { Line } from './line.ts'

export type Ask = <N extends CommandName>(line: Line, name: N, takes: Takes<N>) => Promise<Gives<N>>
export type Asking = {
  readonly ask: Ask
  /** A text frame of a line: is it an answer somebody waits for? */
  onAnswer(line: Line, text: string): boolean
}

export function createAsking(): Asking {
  const waiting = new Map<Line, Map<string, (text: string) => void>>()
  let next = 1

  const ask: Ask = async (line, name, takes) => {
    const id = next++ % 1_000_000
    const mine = waiting.get(line) ?? new Map<string, (text: string) => void>()
    waiting.set(line, mine)
    const answer = new Promise<string>((answered) => mine.set(String(id), answered))
    line.socket.write(clientFrame(JSON.stringify({ id, do: name, with: takes })).bytes)
    const { ok, error } = JSON.parse(await inTime(`an answer to ${name}`, answer, 60_000, () => line.gone))
    if (error) throw new Error(`${name} was refused: ${JSON.stringify(error)}`)
    return ok
  }

  return {
    ask,
    onAnswer: (line, text) => {
      const mine = waiting.get(line)
      const id = text.startsWith('{"id":') ? text.slice(6, text.indexOf(',')) : ''
      const answered = mine?.get(id)
      if (!mine || !answered) return false
      mine.delete(id)
      if (mine.size === 0) waiting.delete(line)
      answered(text)
      return true
    },
  }
}
