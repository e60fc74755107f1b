// The way to the data: through the running server when there is one, else straight to the store under the same lock.
import { readFileSync } from 'node:fs'
import { request as httpsRequest } from 'node:https'
import { join } from 'node:path'
import { type Static, Type } from 'typebox'
import { Check } from 'typebox/value'
import type { OperatorCommand, OperatorGives } from '#core/operator.ts'
import type { Settled } from '#server/config.ts'
import { Failure } from './failure.ts'

const TIMEOUT_MS = 15_000

const Run = Type.Object({
  pid: Type.Integer({ minimum: 1 }),
  httpsPort: Type.Integer(),
  /** Absent in that of an older one, null where it is off. */
  httpPort: Type.Optional(Type.Union([Type.Integer(), Type.Null()])),
  url: Type.String(),
  caFile: Type.Union([Type.String(), Type.Null()]),
  /** Ports for older programs, by their names; one that does not say is older. */
  gateways: Type.Optional(Type.Record(Type.String(), Type.Integer())),
  /** Where it keeps what is said; one that does not say so is older. */
  database: Type.Optional(Type.Union([Type.Literal('sqlite'), Type.Literal('postgres')])),
})
const Reply = Type.Union([Type.Object({ ok: Type.Unknown() }), Type.Object({ error: Type.Object({ says: Type.String() }) })])

export type RunningServer = Readonly<Static<typeof Run>>

/** Carries out one of the operator's deeds. Throws Failure or ChatError. */
export async function operate<N extends OperatorCommand>({ config }: Settled, name: N, takes: unknown): Promise<OperatorGives[N]> {
  const running = runningServer(config.data)
  const answer = running === undefined ? unreached : await askServer(config.data, running, name, takes)
  // The operator checked `name` against its table, and answers what the table says.
  if (answer !== unreached) return answer as OperatorGives[N]
  // Whoever asks a running server need not wait for the parts of one.
  const { operateAlone } = await import('./alone.ts')
  return (await operateAlone(config, name, takes)) as OperatorGives[N]
}

/** For what would change the data under its feet. Throws Failure. */
export function checkStopped(data: string): void {
  if (runningServer(data) !== undefined)
    throw new Failure(`A Hearth is running on ${data}. Stop it first, or choose another folder with --data.`)
}

/** What DATA/run.json says, if its process lives: after `kill -9` the file is still there and means nothing. */
export function runningServer(data: string): RunningServer | undefined {
  try {
    const run: unknown = JSON.parse(readFileSync(join(data, 'run.json'), 'utf8'))
    return Check(Run, run) && isAlive(run.pid) ? run : undefined
  } catch {
    return undefined
  }
}

const unreached = Symbol('nobody answers there')

async function askServer(data: string, { httpsPort, url, caFile }: RunningServer, name: string, takes: unknown): Promise<unknown> {
  const key = readFileSync(join(data, 'control.key'), 'utf8').trim()
  const ca = caFile === null ? undefined : readFileSync(caFile, 'utf8')
  const own = new URL(url).hostname.replace(/^\[|\]$/g, '')
  // A server bound to one address is not on loopback. An own certificate names no loopback address, so there it is not
  // compared: nobody else can hold the port of a process that lives. Elsewhere the key is shown to a proven server only.
  const ways = [
    { host: '127.0.0.1', rejectUnauthorized: ca !== undefined },
    ...(ca === undefined ? [] : [{ host: own, rejectUnauthorized: true }]),
  ]
  for (const way of ways) {
    const text = await post(
      { ...way, ...(ca !== undefined && { ca }), port: httpsPort, path: `/control/${name}`, key },
      JSON.stringify(takes),
    )
    if (text !== undefined) return understood(text)
  }
  return unreached
}

type Way = { host: string; port: number; path: string; key: string; ca?: string; rejectUnauthorized: boolean }

/** The body of the answer; undefined when nobody listens there. */
function post({ key, ...way }: Way, body: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
    const request = httpsRequest({ ...way, method: 'POST', headers, timeout: TIMEOUT_MS, agent: false }, (response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => resolve(Buffer.concat(parts).toString('utf8')))
      response.on('error', reject)
    })
    request.on('timeout', () => request.destroy(new Failure('The running server does not answer.')))
    request.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ECONNREFUSED') return resolve(undefined)
      reject(error instanceof Failure ? error : new Failure(`The running server cannot be reached (${error.message}).`, 1, error))
    })
    request.end(body)
  })
}

function understood(text: string): unknown {
  const reply: unknown = safeParse(text)
  if (!Check(Reply, reply)) throw new Failure('What answers on the server’s port is not this server.')
  if ('error' in reply) throw new Failure(reply.error.says)
  return reply.ok
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // Another user's process lives too.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}

function safeParse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
