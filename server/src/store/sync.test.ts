// What happens when the disk lets the database down: the system's own calls are made to fail, or to be the last ones.
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import * as messages from './messages.ts'
import { openStore, StorageError } from './open.ts'
import { ada, bo, fill, say, workshop } from './testing/cast.ts'
import { ask, engines } from './testing/engines.ts'

const WRITER = join(import.meta.dirname, 'testing/careful.ts')

it('[STORE-17] after a failed fsync nothing is answered any more, and the next start has all that was', async () => {
  await using place = await folder()
  const { answered, refused } = await write(place.file, 'error=EIO:when=20')
  expect(refused).toContain('The disk failed to keep what was written')
  expect(answered.length).toBeGreaterThan(0)
  expect(await kept(place.file)).toEqual(expect.arrayContaining(answered))
})

it.each([13, 14, 15, 20, 33])(
  '[STORE-15] killed at the %ith sync, a store has all that was answered, in order, without gaps',
  async (when) => {
    await using place = await folder()
    const { answered } = await write(place.file, `signal=KILL:when=${when}`)
    const seqs = await kept(place.file)
    expect(seqs).toEqual(expect.arrayContaining(answered))
    expect(seqs).toEqual(seqs.map((_, i) => i + 1))
  },
)

/** Writes 40 messages in a process whose syncs are tampered with; gives the seqs it was answered and what it was refused with. */
async function write(file: string, tampering: string): Promise<{ answered: number[]; refused: string }> {
  const args = [
    '-f',
    '-qq',
    '-e',
    'trace=fdatasync,fsync',
    '-e',
    `inject=fdatasync,fsync:${tampering}`,
    process.execPath,
    '--disable-warning=ExperimentalWarning',
    WRITER,
    file,
  ]
  const { said, fault } = await new Promise<{ said: string; fault: string }>((resolve, reject) => {
    execFile('strace', args, { timeout: 30_000 }, (error, stdout, stderr) => {
      if (error !== null && error.code === 'ENOENT') reject(new Error('strace is missing: apt-get install strace'))
      else resolve({ said: stdout, fault: stderr })
    })
  })
  const answered = said.split('\n').flatMap((line) => (/^\d+$/.test(line) ? [Number(line)] : []))
  return { answered, refused: said.replace(/^\d+$/gm, '').trim() || fault }
}

async function kept(file: string): Promise<number[]> {
  await using store = await openStore({ database: { file } })
  return (await store.read((tx) => messages.page(tx, workshop, { after: 0, limit: 500 }))).map(({ seq }) => seq)
}

async function folder() {
  const path = await mkdtemp(join(tmpdir(), 'hearth-sync-'))
  return { file: join(path, 'hearth.db'), [Symbol.asyncDispose]: () => rm(path, { recursive: true }) }
}

it.each(engines.filter(({ kind }) => kind === 'postgres'))(
  '[STORE-18] a second Hearth on the same $name database is refused with a sentence, until the first has stopped',
  async (postgres) => {
    const opened = await postgres.open()
    const first = await opened.store()
    await expect(opened.store()).rejects.toThrow('Another Hearth is using this database')
    await first.close()
    await using second = await opened.store()
    expect(second.engine).toBe('postgres')
    await second.close()
    await opened.close()
  },
)

it.each(engines.filter(({ kind }) => kind === 'postgres'))(
  '[STORE-18] who lost the $name database while another Hearth wrote to it writes and reads no more, also when the other is gone; until its next start',
  async (postgres) => {
    const opened = await postgres.open()
    const url = typeof opened.place === 'object' && 'url' in opened.place ? opened.place.url : ''
    const complaints: string[] = []
    const log = { error: (_about: object, says: string) => void complaints.push(says), warn: () => {} }
    const asleep = await opened.store({ log })
    await fill(asleep)
    await ask(
      url,
      `select pg_terminate_backend(pid) from pg_stat_activity where application_name like 'hearth %' and datname = current_database()`,
    )
    const other = await opened.store()
    expect((await other.write((tx) => say(tx, bo, 'meanwhile'))).seq).toBe(1)
    await expect(asleep.write((tx) => say(tx, ada, 'a dream'))).rejects.toThrow(StorageError)
    await other.close()
    await expect(asleep.write((tx) => say(tx, ada, 'the same dream'))).rejects.toThrow('Another Hearth has written to this database')
    await expect(asleep.write((tx) => say(tx, ada, 'and again'))).rejects.toThrow('Another Hearth has written to this database')
    // What it remembers of who may read is of before, too.
    await expect(asleep.read((tx) => messages.page(tx, workshop, { limit: 5 }))).rejects.toThrow(
      'Another Hearth has written to this database',
    )
    expect(asleep.displaced.aborted).toBe(true)
    expect(complaints).toEqual(['nothing is written any more until the next start'])
    await asleep.close()
    const awake = await opened.store()
    expect((await awake.write((tx) => say(tx, ada, 'good morning'))).seq).toBe(2)
    await awake.close()
    await opened.close()
  },
)
