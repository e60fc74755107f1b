// A thread with the SQLite connection that writes: a commit that waits for the disk keeps nobody else waiting.
// Requests and answers travel as JSON text, which costs less than half of what structured cloning of the same rows does.
import { type MessagePort, parentPort, workerData } from 'node:worker_threads'
import { openSqlite } from './sqlite-file.ts'
import { createHand, type Hand, type Result, type SaidRow, type SayRequest, stageOf } from './sqlite-hand.ts'
import { keepLogShort, type LogKeeper } from './sqlite-log.ts'
import type { Stage } from './writer.ts'

export type ThreadRequest =
  | { readonly do: 'query'; readonly text: string; readonly values: readonly unknown[]; readonly first: readonly string[] }
  | ({ readonly do: 'say' } & SayRequest)
  | { readonly do: 'close' }
export type ThreadFault = { readonly message: string; readonly stage: Stage; readonly code?: string; readonly errcode?: number }
export type ThreadAnswer =
  | { readonly result: Result }
  | { readonly said: readonly SaidRow[] }
  | { readonly closed: true }
  | { readonly fault: ThreadFault }
  /** No answer to anything. */
  | { readonly warning: string }

if (parentPort !== null) serve(parentPort)

function serve(port: MessagePort): void {
  const { file }: { file: string } = workerData
  let hand: Hand | undefined
  let log: LogKeeper | undefined
  const answer = (made: ThreadAnswer) => port.postMessage(JSON.stringify(made))
  try {
    const database = openSqlite({ file }, 'write')
    log = keepLogShort({ database, file, warn: (why) => answer({ warning: `what was written stays in SQLite's log for now: ${why}` }) })
    hand = createHand(database)
    answer({ closed: true })
  } catch (error) {
    answer({ fault: faultOf(error) })
  }
  const end = async (open: Hand, keeper: LogKeeper): Promise<void> => {
    await keeper.close()
    answer(carryOut(open, { do: 'close' }))
  }
  port.on('message', (text: string) => {
    if (hand === undefined) return
    const request: ThreadRequest = JSON.parse(text)
    if (request.do === 'close' && log !== undefined) return void end(hand, log)
    answer(carryOut(hand, request))
    log?.wrote(rowsOf(request))
  })
}

/** How many rows a query writes it does not say: a room goes with all its messages in one. */
const rowsOf = (request: ThreadRequest): number => (request.do === 'say' ? request.lines.length : Number.POSITIVE_INFINITY)

function carryOut(hand: Hand, request: ThreadRequest): ThreadAnswer {
  try {
    switch (request.do) {
      case 'query':
        return { result: hand.query(request.text, request.values, request.first) }
      case 'say':
        return { said: hand.say(request) }
      case 'close':
        hand.close()
        return { closed: true }
    }
  } catch (error) {
    return { fault: faultOf(error) }
  }
}

function faultOf(error: unknown): ThreadFault {
  if (!(error instanceof Error)) return { message: String(error), stage: 'work' }
  return {
    message: error.message,
    stage: stageOf(error),
    ...('code' in error && typeof error.code === 'string' ? { code: error.code } : {}),
    ...('errcode' in error && typeof error.errcode === 'number' ? { errcode: error.errcode } : {}),
  }
}
