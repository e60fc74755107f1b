// Each sync of the disk fails once: strace puts EIO in its place. Counted for each thread by itself, as strace does.
import { readFileSync } from 'node:fs'
import { join as at } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { checkFile } from '../crash/run.ts'
import { deep, noteFault } from '../harness/deep.ts'
import { startServer, temporary } from '../harness/server.ts'
import { createKeeper, type Keeper } from './keeper.ts'

const folder = temporary('syncs')
const data = at(folder.path, 'data')
const flags = ['--plain-port', '0']
const env = { HEARTH_LIMITS_FREE_BYTES: '0', HEARTH_LIMITS_FRAMES_PER_SECOND: '100000' }
let keeper: Keeper
let tampered = 0
/** What became of a server whose sync failed, and how often. */
const seen = new Map<string, number>()

beforeAll(async () => {
  await using server = await startServer({ data, flags, env })
  keeper = await createKeeper(server)
  await server.stop()
})
afterAll(() => {
  const { messages, files } = keeper.count()
  const ends = [...seen].map(([end, times]) => `${end} (${times})`).join(', ')
  noteFault(
    'F2 F5',
    undefined,
    `EIO at ${points.length} syncs of a thread each, ${tampered} of them reached: ${ends}; ${messages} messages and ${files} files answered, all there`,
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
      (server) => keeper.talk(server, String(when), deep ? 60 : 10),
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
    await using server = await startServer({ data, flags, env })
    await keeper.everythingIsThere(server)
  },
)
