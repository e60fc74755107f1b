// One errand for a script: something asked over HTTP with a token, waited for while the server is away, answered by an exit code.

import type { CommandName, Gives, Takes } from '@hearth/protocol/commands.ts'
import { ChatError, type ErrorCode, errors, type Failure } from '@hearth/protocol/errors.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Limits } from '@hearth/protocol/limits.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import type { ExitCode } from '../app/start.ts'
import { keptInMemory, platform } from '../connect/platform.ts'

/** What a script is told when it cannot be done. */
export class ErrandFailed extends Error {
  readonly code: ExitCode
  constructor(sentence: string, code: ExitCode) {
    super(sentence)
    this.code = code
  }
}

export type Errand = {
  ask<N extends CommandName>(name: N, takes: Takes<N>): Promise<Gives<N>>
  /** The same, for whom some refusals mean something: those pass as ChatError. */
  refusable<N extends CommandName>(name: N, takes: Takes<N>): Promise<Gives<N>>
  /** By id, or by name; of a direct room the other person's name, with or without `@`. Throws ErrandFailed. */
  room(typed: string): Promise<Room>
  /** What the server said on greeting. Throws ErrandFailed. */
  limits(): Promise<Limits>
}
type Given = {
  readonly server: URL
  token(): string | null
  readonly ca: string | undefined
  /** So many milliseconds a server that is away is waited for, each time that it is. */
  readonly patienceMs: number
}

const FIRST_WAIT_MS = 250
const LONGEST_WAIT_MS = 5000
/** Who takes a request and says nothing is away, too: so long an answer may take, whatever a script says of waiting. */
const ANSWER_MS = { least: 5000, most: 30_000 } as const

const answerMs = ({ patienceMs }: Given): number => Math.min(ANSWER_MS.most, Math.max(ANSWER_MS.least, patienceMs))

export function createErrand(given: Given): Errand {
  const patiently = async <T>(job: () => Promise<T>): Promise<T> => {
    let awaySince: number | undefined
    for (let pause = FIRST_WAIT_MS; ; pause = Math.min(LONGEST_WAIT_MS, pause * 2)) {
      try {
        return await job()
      } catch (error) {
        const refusal = error instanceof ChatError ? error : undefined
        if (refusal && !errors[refusal.code].retry) throw error
        // Too fast is not away: whoever says so is there.
        if (refusal?.code === 'slow_down') awaySince = undefined
        else awaySince ??= Date.now()
        const wait = refusal?.more.retryAfterMs ?? pause
        if (awaySince !== undefined && Date.now() + wait > awaySince + given.patienceMs)
          throw new ErrandFailed(`There is no way to ${given.server.host}: ${wordsOf(error)}`, 3)
        await new Promise((resolve) => setTimeout(resolve, wait))
      }
    }
  }
  const ask = <N extends CommandName>(name: N, takes: Takes<N>): Promise<Gives<N>> => patiently(() => post(given, name, takes))
  const told = async <T>(job: Promise<T>): Promise<T> =>
    job.catch((error: unknown) => {
      throw error instanceof ErrandFailed ? error : asFailed(error)
    })
  return {
    refusable: ask,
    ask: (name, takes) => told(ask(name, takes)),
    room: async (typed) => roomIn((await told(ask('room.list', {}))).rooms, typed),
    limits: () => told(patiently(() => greeted(given))),
  }
}

/** The server greets whoever opens a socket with what it takes; nobody needs to be signed in for that. */
function greeted(given: Given): Promise<Limits> {
  return new Promise((resolve, reject) => {
    const socket = platform(given, keptInMemory({})).openSocket()
    const failed = (why: string) => {
      clearTimeout(deadline)
      reject(new TypeError(why === '' ? 'the connection was lost' : why))
    }
    const deadline = setTimeout(() => {
      failed('the server does not answer')
      socket.close()
    }, answerMs(given))
    socket.onClose = (_code, why) => failed(why)
    socket.onText = (text) => {
      const { event, with: hello }: { event?: string; with?: { limits?: Limits } } = JSON.parse(text)
      clearTimeout(deadline)
      if (event === 'server.hello' && hello?.limits) resolve(hello.limits)
      else failed('the server did not greet')
      socket.close()
    }
  })
}

async function post<N extends CommandName>(given: Given, name: N, takes: Takes<N>): Promise<Gives<N>> {
  const { server, token } = given
  const secret = token()
  const answer = await fetch(`${server.origin}/api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(secret === null ? {} : { authorization: `Bearer ${secret}` }) },
    body: JSON.stringify(takes),
    signal: AbortSignal.timeout(answerMs(given)),
  })
  const text = await answer.text()
  if (answer.ok) {
    const { ok }: { ok: Gives<N> } = JSON.parse(text)
    return ok
  }
  throw new ChatError(codeIn(text) ?? (answer.status >= 500 ? 'offline' : 'bad_request'), retryIn(text))
}

function failureIn(text: string): Failure | undefined {
  try {
    const { error }: { error?: Failure } = JSON.parse(text)
    return error
  } catch {
    return undefined
  }
}
function codeIn(text: string): ErrorCode | undefined {
  const code = failureIn(text)?.code
  return code !== undefined && Object.hasOwn(errors, code) ? code : undefined
}
function retryIn(text: string): { retryAfterMs?: number } {
  const ms = failureIn(text)?.retryAfterMs
  return ms === undefined ? {} : { retryAfterMs: ms }
}

/** For whoever called the script: in words, with an exit code. */
export const asFailed = (error: unknown): ErrandFailed =>
  new ErrandFailed(
    wordsOf(error),
    error instanceof ChatError && ['not_signed_in', 'session_unknown', 'banned', 'not_in_scope'].includes(error.code) ? 4 : 1,
  )

const wordsOf = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  // What fetch throws hides the reason behind itself.
  return error.cause instanceof Error && !(error instanceof ChatError) ? error.cause.message : error.message
}

/** Throws ErrandFailed. */
export function roomIn(rooms: readonly Room[], typed: string): Room {
  const byId = rooms.find(({ id }) => id === (typed as RoomId))
  if (byId) return byId
  const bare = typed.trim().replace(/^[#@]/u, '').toLowerCase()
  const named = rooms.filter(({ name }) => name.toLowerCase() === bare)
  const wanted = typed.startsWith('@')
    ? named.filter(({ kind }) => kind === 'direct')
    : typed.startsWith('#')
      ? named.filter(({ kind }) => kind !== 'direct')
      : named
  const [only] = wanted
  if (!only) throw new ErrandFailed(`You are in no room called ${typed}.`, 1)
  if (wanted.length > 1)
    throw new ErrandFailed(
      `Several rooms are called ${typed}; say which by its id: ${wanted.map(({ id, kind }) => `${id} (${kind})`).join(', ')}.`,
      1,
    )
  return only
}
