// Each sync of the disk fails once: strace puts EIO in its place. Counted for each thread by itself, as strace does.
import { readFileSync } from 'node:fs'
import { join as at } from 'node:path'
import type { FileId } from '@hearth/protocol/ids.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkFile } from '../crash/run.ts'
import { clientId, comeBack, join, type Person } from '../harness/cast.ts'
import { deep, noteFault } from '../harness/deep.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { Refused, Unanswered } from '../harness/wire.ts'

const folder = temporary('syncs')
const data = at(folder.path, 'data')
const flags = ['--plain-port', '0']
const env = { HEARTH_LIMITS_FREE_BYTES: '0' }
let token = ''
/** What was answered so far: in this order it must be there, whatever else is. */
const answered: { id: string; seq: number; text: string }[] = []
const files: { id: FileId; bytes: string }[] = []
let tampered = 0
/** What became of a server whose sync failed, and how often. */
const seen = new Map<string, number>()

beforeAll(async () => {
  await using server = await startServer({ data, flags, env })
  const ada = await join(server, 'ada')
  token = ada.token
  await server.stop()
})
afterAll(() => {
  const ends = [...seen].map(([end, times]) => `${end} (${times})`).join(', ')
  noteFault(
    'F2 F5',
    undefined,
    `EIO at ${points.length} syncs of a thread each, ${tampered} of them reached: ${ends}; ${answered.length} messages and ${files.length} files answered, all there`,
  )
  folder.drop()
})

const points = Array.from({ length: deep ? 40 : 2 }, (_, index) => (deep ? index + 1 : index * 10 + 2))
it.each(points)(
  '[FAULT-2] F2, F5: when sync %i fails nothing is claimed afterwards, and what was answered is there',
  { timeout: 120_000 },
  async (when) => {
    const trace = at(folder.path, 'trace')
    // -D: the server keeps the number of the process that was started.
    const strace = [
      'strace',
      '-D',
      '-f',
      '-y',
      '-qq',
      '-o',
      trace,
      '-e',
      'trace=fsync,fdatasync',
      '-e',
      `inject=fsync,fdatasync:error=EIO:when=${when}`,
    ]
    const wasUp = await startServer({ data, flags, env, under: strace }).then(
      (server) => talkUntilRefused(server, when),
      (cause: unknown) => {
        expect(String(cause)).toContain('the server ended with 1')
        return 'it did not start'
      },
    )
    const failed = readFileSync(trace, 'utf8')
      .split('\n')
      .filter((line) => line.includes('INJECTED'))
    if (failed.length > 0) tampered++
    seen.set(wasUp, (seen.get(wasUp) ?? 0) + 1)
    expect(
      wasUp === 'all was answered' && failed.some((line) => line.includes('hearth.db')),
      'a sync failed, and everything was answered all the same',
    ).toBe(false)
    expect(checkFile(data)).toEqual([])
    await everythingIsThere()
  },
)

/** Small deeds that each want a sync, until one is refused; after that every one is. */
async function talkUntilRefused(server: Server, when: number): Promise<string> {
  await using _ = server
  const ada = await comeBack(server, 'ada', token).catch(() => undefined)
  if (ada === undefined) return 'nobody came in'
  for (let round = 0; round < 10; round++) {
    const text = `${when}.${round}`
    const said = await claimed(ada.wire.ask('message.send', { room: ada.lobby, text, clientId: clientId() }))
    if (said === undefined) return await afterTheFault(server, ada)
    answered.push({ id: said.id, seq: said.seq, text })
    if (round % 4 === 1) await sendFile(server, ada, text)
  }
  return 'all was answered'
}

/** Its bytes first, whole at once; then the message that shows it. */
async function sendFile(server: Server, ada: Person, name: string): Promise<void> {
  const bytes = `the bytes of ${name} `.repeat(200)
  const headers = { authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0', 'upload-length': String(bytes.length) }
  const begun = await fetch(`http://127.0.0.1:${server.run.plainPort}/files`, {
    method: 'POST',
    headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-metadata': `filename ${btoa(name)}` },
    body: bytes,
  }).catch(() => undefined)
  if (begun?.status !== 201 || begun.headers.get('upload-offset') !== String(bytes.length)) return
  const id = (begun.headers.get('location') ?? '').split('/').at(-1) as FileId
  const said = await claimed(ada.wire.ask('message.send', { room: ada.lobby, text: name, clientId: clientId(), files: [id] }))
  if (said === undefined) return
  files.push({ id, bytes })
  answered.push({ id: said.id, seq: said.seq, text: name })
}

/** The answer; undefined where it was refused, or never came. */
async function claimed<T>(asking: Promise<T>): Promise<T | undefined> {
  try {
    return await asking
  } catch (cause) {
    if (cause instanceof Refused || cause instanceof Unanswered) return undefined
    throw cause
  }
}

/** A later sync that succeeds proves nothing: it says so, whoever watches over it learns it, and nothing is answered any more. */
async function afterTheFault(server: Server, ada: Person): Promise<string> {
  const again = await Promise.all(
    [1, 2, 3].map(() => claimed(ada.wire.ask('message.send', { room: ada.lobby, text: 'never', clientId: clientId() }))),
  )
  expect(again).toEqual([undefined, undefined, undefined])
  await until(
    'its health to be red',
    async () => (await fetch(`http://127.0.0.1:${server.run.plainPort}/healthz`).catch(() => undefined))?.status !== 200,
  )
  return 'refused'
}

async function everythingIsThere(): Promise<void> {
  await using server = await startServer({ data, flags, env })
  const ada = await comeBack(server, 'ada', token)
  const kept = new Map<string, { seq: number; text: string | null }>()
  for (let after = 0, more = true; more; ) {
    const { messages } = await ada.wire.ask('room.history', { room: ada.lobby, after, limit: 50 })
    for (const { id, seq, text } of messages) kept.set(id, { seq, text })
    after = messages.at(-1)?.seq ?? after
    more = messages.length > 0
  }
  expect(answered.filter(({ id, seq, text }) => kept.get(id)?.seq !== seq || kept.get(id)?.text !== text)).toEqual([])
  const seqs = [...kept.values()].map(({ seq }) => seq)
  expect(seqs).toEqual([...new Set(seqs)].toSorted((a, b) => a - b))
  for (const { id, bytes } of files) {
    const got = await fetch(`http://127.0.0.1:${server.run.plainPort}/files/${id}`, { headers: { authorization: `Bearer ${token}` } })
    expect([got.status, await got.text()]).toEqual([200, bytes])
  }
}
