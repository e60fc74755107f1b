// The power goes, on a disk of the test's own (ext4 on a loop device): what no sync brought there is lost. And pages that were under way when
// a process died are torn. Both want root, or what stands for it; without, one line says that they were left out.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { type Chance, createChance } from '../crash/chance.ts'
import { crashRun } from '../crash/run.ts'
import { check } from '../harness/checker.ts'
import { deep, noteFault, seed } from '../harness/deep.ts'
import { type Disk, openDisk, whyNoDisk } from '../harness/disk.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { createKeeper } from './keeper.ts'
import { tear, tracing, unsynced } from './torn.ts'

const reason = whyNoDisk()
if (reason !== undefined) noteFault('F3', undefined, `left out: ${reason}`)
const flags = ['--plain-port', '0']
const env = { HEARTH_LIMITS_FREE_BYTES: '0', HEARTH_LIMITS_FRAMES_PER_SECOND: '100000' }

/** What nobody synced is gone, and what somebody did is there: else the tests below would show nothing. */
async function checkForgets(disk: Disk): Promise<void> {
  disk.inside(`cd '${disk.path}' && echo kept > synced && sync synced && echo lost > unsynced`)
  disk.cutPower()
  await disk.powerUp()
  expect(disk.inside(`cd '${disk.path}' && cat synced unsynced 2>/dev/null || true`)).toBe('kept\n')
}

/** Not just after an answer, when nothing is on its way yet. */
const someMoment = (chance: Chance): Promise<unknown> => new Promise((now) => setTimeout(now, chance.between(0, 60)))

/** SQLite's own word, by a process that sees the disk. */
function lookAt(disk: Disk, file: string): string[] {
  const ask = `const { DatabaseSync } = require('node:sqlite'); const db = new DatabaseSync(process.argv[1]);
    console.log(JSON.stringify([...db.prepare('PRAGMA integrity_check').all(), ...db.prepare('PRAGMA foreign_key_check').all()]))`
  const command = [...disk.under.slice(1), process.execPath, '--disable-warning=ExperimentalWarning', '-e', ask, file]
  const rows: unknown[] = JSON.parse(execFileSync(disk.under[0] ?? '', command, { encoding: 'utf8' }))
  return rows.map((row) => JSON.stringify(row)).filter((row) => row !== '{"integrity_check":"ok"}')
}

const runs = (short: number, whole: number): number[] => (reason === undefined ? [deep ? whole : short] : [])

it.each(runs(2, 200))(
  '[FAULT-6] F3: %i power cuts under load: nothing answered is lost, nothing is there twice, all see one order',
  { timeout: 2_400_000 },
  async (cuts) => {
    await using disk = await openDisk()
    await checkForgets(disk)
    const cut = async (server: Server): Promise<void> => {
      disk.cutPower(server.run.pid)
      await server.kill('SIGKILL')
      await disk.powerUp()
    }
    const data = join(disk.path, 'data')
    const look = (): string[] => lookAt(disk, join(data, 'hearth.db'))
    const { record, starts, integrity } = await crashRun({ data, points: cuts, seed, under: disk.under, end: cut, look })
    const count = (outcome: string): number => record.ops.filter((op) => op.outcome === outcome).length
    noteFault('F3', seed, `${cuts} power cuts: ${count('ok')} answered, ${count('unknown')} unsure, ${starts.length} starts`)
    expect(integrity, `seed ${seed}`).toEqual([])
    expect(check(record).slice(0, 20), `HEARTH_TEST_SEED=${seed} tries it again`).toEqual([])
    expect(count('ok'), 'the load was no load').toBeGreaterThan(cuts * 2)
  },
)

it.each(runs(1, 30))(
  '[FAULT-6] F3, F7: %i times new data, whose power goes at any moment from just after it was ready on: it starts, and has what was answered, files too',
  { timeout: 1_800_000 },
  async (firsts) => {
    const chance = createChance(seed + 1)
    let [messages, files, early] = [0, 0, 0]
    for (let time = 0; time < firsts; time++) {
      await using disk = await openDisk(64)
      const options = { data: join(disk.path, 'data'), under: disk.under, env, flags }
      await using server = await startServer(options)
      // Half of them within the first moments, when the certificates and the database have just been made.
      const keeper = time % 2 === 0 ? await createKeeper(server) : undefined
      if (keeper === undefined) early++
      const talking = keeper?.talkOn(server, String(time))
      const most = chance.between(1, 40)
      await until('some talk', () => (keeper?.count().messages ?? most) >= most, { within: 60_000, every: 1, seen: () => keeper?.count() })
      await someMoment(chance)
      // A disk that is gone while the server goes on: it answers nothing any more, and says so.
      if (time % 4 === 0) {
        await disk.loseDisk(server.run.pid)
        await talking
      } else disk.cutPower(server.run.pid)
      await server.kill('SIGKILL')
      await talking
      await disk.powerUp()
      await using again = await startServer(options)
      await keeper?.everythingIsThere(again)
      if (keeper === undefined) await createKeeper(again)
      await again.kill('SIGKILL')
      messages += keeper?.count().messages ?? 0
      files += keeper?.count().files ?? 0
    }
    noteFault(
      'F3 F7',
      seed,
      `${firsts} new servers cut, ${early} of them before anybody came: ${messages} messages and ${files} files, all there`,
    )
  },
)

/** The thread that writes the log of the database back, and how much of its time it has worked so far. */
function workOfLog(pid: number): number | undefined {
  for (const task of readdirSync(`/proc/${pid}/task`)) {
    const at = `/proc/${pid}/task/${task}`
    if (readFileSync(`${at}/comm`, 'utf8').trim() === 'log') return Number(readFileSync(`${at}/schedstat`, 'utf8').split(' ')[0])
  }
  return undefined
}

it.each(runs(1, 12))(
  '[FAULT-6] F3: %i times the power goes while the log is written back into the database: nothing answered is lost',
  { timeout: 1_800_000 },
  async (cuts) => {
    const chance = createChance(seed + 3)
    let messages = 0
    for (let time = 0; time < cuts; time++) {
      await using disk = await openDisk()
      const options = { data: join(disk.path, 'data'), under: disk.under, env, flags }
      await using server = await startServer(options)
      const { pid } = server.run
      const keeper = await createKeeper(server)
      const flooding = keeper.flood(server, String(time))
      await until('the log to be written back', () => workOfLog(pid) !== undefined, { within: 60_000, every: 5, seen: keeper.count })
      // Not always the first time, which is the shortest.
      const more = keeper.count().messages + chance.between(0, 2000)
      await until('more of it', () => keeper.count().messages > more, { within: 60_000, every: 1, seen: keeper.count })
      const before = workOfLog(pid) ?? 0
      await until('it to be at work', () => (workOfLog(pid) ?? 0) > before, { within: 60_000, every: 1, seen: keeper.count })
      disk.cutPower(pid)
      await server.kill('SIGKILL')
      await flooding
      await disk.powerUp()
      expect(lookAt(disk, join(disk.path, 'data/hearth.db')), `seed ${seed}`).toEqual([])
      await using again = await startServer(options)
      await keeper.everythingIsThere(again)
      await again.kill('SIGKILL')
      messages += keeper.count().messages
    }
    noteFault('F3', seed, `${cuts} power cuts while the log was written back: ${messages} messages, all there`)
  },
)

const torn = deep ? 40 : 2
/** Chance may have nothing under way at the moments it chose: until something was. */
const MORE_TRIES = 8
it(`[FAULT-6] F4: ${torn} times killed with writes under way, which are then lost, torn or turned to noise: what was answered is there`, {
  timeout: (torn + MORE_TRIES) * 60_000 + 60_000,
}, async () => {
  const folder = temporary('torn')
  const chance = createChance(seed + 2)
  const [data, trace] = [join(folder.path, 'data'), join(folder.path, 'trace')]
  const options = { data, env, flags }
  try {
    const first = await startServer(options)
    const keeper = await createKeeper(first)
    await first.stop()
    let spoilt = 0
    for (let time = 0; time < torn || (spoilt === 0 && time < torn + MORE_TRIES); time++) {
      await using server = await startServer({ ...options, under: tracing(trace) })
      const [before, more] = [keeper.count().messages, chance.between(5, 60)]
      const talking = keeper.talkOn(server, String(time))
      await until('some talk', () => keeper.count().messages >= before + more, { within: 60_000, every: 1, seen: keeper.count })
      await someMoment(chance)
      await server.kill('SIGKILL')
      await talking
      spoilt += tear(trace, data, chance)
      await using again = await startServer(options)
      await keeper.everythingIsThere(again)
      await again.stop()
    }
    const { messages, files } = keeper.count()
    expect(spoilt, 'nothing was under way').toBeGreaterThan(deep ? 10 : 0)
    noteFault(
      'F4',
      seed,
      `${torn} times killed, ${spoilt} writes spoilt that no sync had covered: ${messages} messages and ${files} files, all there`,
    )
  } finally {
    folder.drop()
  }
})

it('[FAULT-6] F4: which writes a sync covers is read from a trace, also where the calls of threads are woven into each other', () => {
  const write = (thread: number, file: string, offset: number, rest = ') = 8'): string =>
    `${thread} pwrite64(7</d/${file}>, ""..., 8, ${offset}${rest}`
  const trace = [
    write(1, 'a', 0),
    '1 fdatasync(7</d/a> <unfinished ...>',
    write(2, 'a', 8),
    write(2, 'b', 0, ' <unfinished ...>'),
    '1 <... fdatasync resumed>) = 0',
    '2 <... pwrite64 resumed>) = 8',
    write(1, 'c', 0),
    '1 fsync(7</d/c>) = 0 (DELAYED)',
    write(1, 'e', 0),
    '1 fsync(7</d/e>) = -1 EIO (Input/output error)',
  ]
  expect(Object.fromEntries(unsynced(trace))).toEqual({
    '/d/a': [{ offset: 8, length: 8 }],
    '/d/b': [{ offset: 0, length: 8 }],
    '/d/c': [],
    '/d/e': [{ offset: 0, length: 8 }],
  })
})
