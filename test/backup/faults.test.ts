// What can go wrong with a backup, on the command line.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { comeBack, type Person, join as register, say } from '../harness/cast.ts'
import { hearth, root, type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'

const folder = temporary('backup-faults')
const [data, file, other] = ['data', 'one.backup', 'other'].map((name) => join(folder.path, name)) as [string, string, string]
let server: Server
let ada: Person
beforeAll(async () => {
  server = await startServer({ data, env: { HEARTH_LIMITS_FRAMES_PER_SECOND: '100000' } })
  ada = await register(server, 'ada')
  for (let n = 0; n < 200; n++) await say(ada, ada.lobby, `${n} ${'words that do not repeat '.repeat(20)} ${Math.sin(n)}`)
})
afterAll(async () => {
  await server?.[Symbol.asyncDispose]()
  folder.drop()
})

const there = (): string[] => readdirSync(folder.path).toSorted()

it('[TEST-20] a backup is made, checked and described while the server runs; nobody else can read it', async () => {
  const made = await hearth(['backup', file, '--data', data])
  expect(made).toMatchObject({ code: 0, stderr: '' })
  expect(made.stdout).toMatch(/one\.backup is whole: 1 person, 1 room, 200 messages, 0 files \(0 bytes\), [\d.]+ KB in all\.\n$/)
  const checked = await hearth(['verify', file])
  expect(checked).toMatchObject({ code: 0, stderr: '' })
  expect(checked.stdout).toMatch(/It was made \d{4}-\d\d-\d\d \d\d:\d\d UTC by Hearth 0\.1\.0 \(“Hearth”, sqlite\)\.\nIn it: 1 person,/)
  expect(there()).toEqual(['data', 'one.backup'])
  expect(await hearth(['backup', file, '--data', data])).toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') })
  expect(await hearth(['backup', file, '--data', data, '--force'])).toMatchObject({ code: 0 })
})

it('[TEST-20] damage, a newer Hearth, a folder in use and one that is not empty are one sentence each, and nothing is touched', async () => {
  const whole = readFileSync(file)
  const broken = join(folder.path, 'broken.backup')
  const refused = async (bytes: Uint8Array, says: RegExp) => {
    writeFileSync(broken, bytes)
    for (const args of [
      ['verify', broken],
      ['restore', broken, '--data', other],
    ]) {
      const { code, stdout, stderr } = await hearth(args)
      expect({ code, stdout, lines: stderr.trimEnd().split('\n').length }).toEqual({ code: 1, stdout: '', lines: 1 })
      expect(stderr).toMatch(says)
    }
    expect(there()).toEqual(['broken.backup', 'data', 'one.backup'])
  }
  const flipped = Buffer.from(whole)
  flipped[whole.length >> 1] = (flipped[whole.length >> 1] ?? 0) ^ 1
  await refused(flipped, /is damaged or cut short/)
  await refused(whole.subarray(0, whole.length - 1000), /is damaged or cut short/)
  await refused(Buffer.concat([whole, Buffer.from('more')]), /is damaged or cut short/)
  await refused(Buffer.from('not at all'), /is not a backup of Hearth/)
  await refused(
    Buffer.from(whole.toString('latin1').replace('"version":"0.1.0"', '"version":"9.1.0"'), 'latin1'),
    /made by Hearth 9\.1\.0, which is newer/,
  )

  expect(await hearth(['restore', file, '--data', data])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('A Hearth is running on'),
  })
  expect(await hearth(['restore', file, '--data', folder.path])).toMatchObject({ code: 1, stderr: expect.stringContaining('is not empty') })
  expect(await hearth(['restore', join(folder.path, 'none'), '--data', other])).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('There is no file'),
  })
  expect(await hearth(['backup'])).toMatchObject({ code: 2 })
  expect(there()).toEqual(['broken.backup', 'data', 'one.backup'])
})

it('[TEST-20] of two backups to one file at once one is made, whole, and the other is told', async () => {
  const both = join(folder.path, 'both.backup')
  const ended = await Promise.all([1, 2, 3].map(() => hearth(['backup', both, '--data', data])))
  expect(ended.map(({ code }) => code).toSorted()).toEqual([0, 1, 1])
  for (const { code, stderr } of ended)
    expect(stderr).toMatch(code === 0 ? /^$/ : /^hearth: (Another process is making|.* is there already)/)
  expect(await hearth(['verify', both])).toMatchObject({ code: 0 })
  expect(there()).not.toContain('both.backup.partial')
})

it('[TEST-20] a backup that is killed leaves no FILE, and the next one to it clears away what is left', async () => {
  const killed = join(folder.path, 'killed.backup')
  const child = spawn(join(root, 'bin/hearth'), ['backup', killed, '--data', data], { stdio: 'ignore' })
  const end = new Promise((resolve) => child.once('close', resolve))
  await until('it to begin', () => existsSync(`${killed}.making`) || existsSync(killed), { every: 1 })
  child.kill('SIGKILL')
  await end
  writeFileSync(`${killed}.partial`, 'half')
  expect(await hearth(['backup', killed, '--data', data, '--force'])).toMatchObject({ code: 0, stderr: '' })
  expect(there().filter((name) => name.startsWith('killed'))).toEqual(['killed.backup'])
  expect(await hearth(['verify', killed])).toMatchObject({ code: 0 })
})

it('[TEST-20] on a full disk a backup and a restore say so and leave nothing, and chat goes on', { timeout: 120_000 }, async () => {
  const small = join(folder.path, 'small')
  // The mount lives as long as the namespace: what is left is listed inside.
  const script = 'mkdir -p "$0"; mount -t tmpfs -o size=160k tmpfs "$0" || exit 99; "$@"; code=$?; ls -A "$0"; exit $code'
  const run = (...args: string[]) =>
    spawnSync('unshare', ['-m', 'sh', '-c', script, small, join(root, 'bin/hearth'), ...args], { encoding: 'utf8', timeout: 60_000 })
  for (const args of [
    ['backup', join(small, 'x.backup'), '--data', data],
    ['restore', file, '--data', join(small, 'data')],
  ]) {
    const { status, stdout, stderr } = run(...args)
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
    expect(stderr).toMatch(/^hearth: The disk with .*small is full[.;:].*\n$/)
  }
  const { id } = await say(ada, ada.lobby, 'still here')
  const back = await comeBack(server, 'ada', ada.token)
  expect((await back.wire.ask('room.history', { room: ada.lobby, limit: 1 })).messages[0]?.id).toBe(id)
})

it('[BACKUP-16] it is put back onto a disk of its own, with what every new disk holds; what is there already is refused', () => {
  const disk = join(folder.path, 'disk')
  const script =
    'mkdir -p "$0"; mount -t tmpfs -o size=20m tmpfs "$0" || exit 99; mkdir "$0/lost+found"; "$@" && "$@"; code=$?; ls -A "$0"; exit $code'
  const args = ['-m', 'sh', '-c', script, disk, join(root, 'bin/hearth'), 'restore', file, '--data', disk]
  const { status, stdout, stderr } = spawnSync('unshare', args, { encoding: 'utf8', timeout: 60_000 })
  expect({ status, stderr }).toEqual({ status: 1, stderr: expect.stringMatching(/^hearth: .*disk is not empty\./) })
  expect(stdout).toMatch(/holds what was backed up [\s\S]*\nhearth\.db\nlost\+found\ntls\n$/)
})
