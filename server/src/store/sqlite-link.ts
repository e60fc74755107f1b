// The connection that writes, wherever it is; and how it is reached in a thread of its own.
import { Worker } from 'node:worker_threads'
import { WriterGoneError } from './faults.ts'
import { noteStage, type Result, type SaidRow, type SayRequest } from './sqlite-hand.ts'
import type { ThreadAnswer, ThreadFault, ThreadRequest } from './sqlite-thread.ts'

/** Answers come in the order of the questions. */
export type Link = {
  query(text: string, values: readonly unknown[], first?: readonly string[]): Promise<Result>
  say(request: SayRequest): Promise<readonly SaidRow[]>
  close(): Promise<void>
}

type Asked = { readonly take: (answer: ThreadAnswer) => void; readonly reject: (error: Error) => void }

/** Rejects where the thread cannot open the file. @param warn hears what the thread has to say unasked */
export async function linkToThread(file: string, warn: (says: string) => void): Promise<Link> {
  const thread = new Worker(new URL('./sqlite-thread.ts', import.meta.url), { workerData: { file }, name: 'store' })
  const asked: Asked[] = []
  let gone: WriterGoneError | undefined

  const fail = (why: WriterGoneError) => {
    gone = why
    for (const { reject } of asked.splice(0)) reject(why)
  }
  thread.on('message', (text: string) => {
    const answer: ThreadAnswer = JSON.parse(text)
    if ('warning' in answer) return warn(answer.warning)
    const next = asked.shift()
    // An idle store keeps no process alive.
    if (asked.length === 0) thread.unref()
    next?.take(answer)
  })
  thread.on('error', (cause) => fail(new WriterGoneError(cause)))
  thread.on('exit', () => fail(gone ?? new WriterGoneError()))

  function ask<T>(request: ThreadRequest | undefined, read: (answer: ThreadAnswer) => T): Promise<T> {
    return new Promise((resolve, reject) => {
      if (gone !== undefined) throw gone
      const take = (answer: ThreadAnswer) => ('fault' in answer ? reject(asError(answer.fault)) : resolve(read(answer)))
      if (asked.push({ take, reject }) === 1) thread.ref()
      if (request !== undefined) thread.postMessage(JSON.stringify(request))
    })
  }
  const link: Link = {
    query: (text, values, first = []) => ask({ do: 'query', text, values, first }, resultOf),
    say: (request) => ask({ do: 'say', ...request }, saidOf),
    async close() {
      if (gone !== undefined) return
      await ask({ do: 'close' }, () => undefined)
      await thread.terminate()
    },
  }
  try {
    // Its first answer says whether the file is open.
    await ask(undefined, () => undefined)
    return link
  } catch (error) {
    await thread.terminate()
    throw error
  }
}

function resultOf(answer: ThreadAnswer): Result {
  if ('result' in answer) return answer.result
  throw new Error('the thread answered something else')
}

function saidOf(answer: ThreadAnswer): readonly SaidRow[] {
  if ('said' in answer) return answer.said
  throw new Error('the thread answered something else')
}

/** As node:sqlite throws it: what faults.ts tells apart by the code is told apart here too. */
function asError({ message, stage, code, errcode }: ThreadFault): Error {
  const error = Object.assign(new Error(message), code === undefined ? {} : { code }, errcode === undefined ? {} : { errcode })
  noteStage(error, stage)
  return error
}
