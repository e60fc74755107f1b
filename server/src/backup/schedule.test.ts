import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import type { Lacking } from './faults.ts'
import { createSchedule, isDue, type Known, nameOf, type Result, type Schedule } from './schedule.ts'

const HOUR = 60 * 60_000
const DAY = 24 * HOUR
const epoch = '0b7c4f5e-6d1a-4c7b-9a55-3f1f0e8f2d10'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-schedule-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function whole(file: string): undefined {
  writeFileSync(file, 'whole')
}

/** A schedule with a clock and a timer moved by hand. */
type Timer = { readonly ms: number; readonly then: () => void }
type Played = {
  known: Known
  now: number
  readonly results: Result[]
  readonly said: string[]
  readonly timers: Timer[]
  readonly schedule: Schedule
  files(): string[]
}
function setUp(make: (file: string) => Lacking | undefined = whole): Played {
  const results: Result[] = []
  const said: string[] = []
  const timers: Timer[] = []
  const all: Played = {
    known: { plan: { everyMs: DAY, keep: 3, folder }, last: null, epoch },
    now: Date.UTC(2026, 10, 21, 15, 45),
    results,
    said,
    timers,
    files: () => readdirSync(folder).toSorted(),
    schedule: createSchedule({
      known: async () => all.known,
      make: async (file) => make(file),
      done: async (result) => {
        results.push(result)
        all.known = { ...all.known, last: result }
      },
      now: () => all.now,
      wait: (ms, then) => {
        const timer = { ms, then }
        timers.push(timer)
        return () => void timers.splice(timers.indexOf(timer), 1)
      },
      log: { info: (_about, says) => said.push(says), error: (_about, says) => said.push(says) },
    }),
  }
  return all
}

it('[BACKUP-14] one is made when it is due, and the newest are kept; nothing else in the folder is touched', async () => {
  const mine = setUp()
  const others = ['hearth-99999999-20200101-000000.backup', 'holiday.jpg', 'hearth-0b7c4f5e-20200101-000000.backup.txt']
  for (const name of others) writeFileSync(join(folder, name), 'precious')
  for (let day = 0; day < 6; day++) {
    await mine.schedule.look()
    await mine.schedule.look()
    mine.now += DAY
  }
  expect(mine.results).toHaveLength(6)
  expect(mine.files()).toEqual([...others, ...[3, 4, 5].map((day) => `hearth-0b7c4f5e-202611${21 + day}-154500.backup`)].toSorted())
  mine.known = { ...mine.known, plan: null }
  mine.now += 9 * DAY
  await mine.schedule.look()
  expect(mine.results).toHaveLength(6)
})

it('[BACKUP-15] a failure removes none of the old ones, is told in its own words, and is tried again within the hour', async () => {
  let fails = false
  const mine = setUp((file) => {
    if (fails) throw new Error('The disk is full.')
    return whole(file)
  })
  for (let day = 0; day < 3; day++) {
    await mine.schedule.look()
    mine.now += DAY
  }
  const before = mine.files()
  fails = true
  await mine.schedule.look()
  expect(mine.results.at(-1)).toEqual({ at: mine.now, says: 'The disk is full.' })
  expect(mine.said.at(-1)).toBe('the backup failed: The disk is full.')
  expect(mine.files()).toEqual(before)
  mine.now += HOUR - 1
  await mine.schedule.look()
  expect(mine.results).toHaveLength(4)
  mine.now += 1
  fails = false
  await mine.schedule.look()
  expect(mine.results.at(-1)).toHaveProperty('file')
  expect(mine.files()).toHaveLength(3)

  rmSync(folder, { recursive: true })
  mine.now += DAY
  await mine.schedule.look()
  expect(mine.results.at(-1)).toMatchObject({
    says: expect.stringContaining(`There is no folder ${folder}`),
    about: { what: 'no_folder', folder },
  })
})

it('[BACKUP-15] as long as damaged files are missing in the new ones, it is told, and the oldest one that may hold them stays', async () => {
  let lacks: Lacking | undefined
  const mine = setUp((file) => whole(file) ?? lacks)
  const days = async (count: number) => {
    for (let day = 0; day < count; day++) {
      await mine.schedule.look()
      mine.now += DAY
    }
  }
  await days(3)
  const [oldest] = mine.files()
  lacks = { says: '1 stored file is damaged.', about: { what: 'files_lacking', many: 1, names: ['plan.pdf'] } }
  await days(6)
  expect(mine.results.at(-1)).toMatchObject({ file: expect.any(String), says: expect.stringContaining(lacks.says), about: lacks.about })
  expect(mine.said.at(-1)).toContain(`the backup is not complete: ${lacks.says}`)
  expect([mine.results.length, mine.files().length, mine.files()[0]]).toEqual([9, 4, oldest])
  lacks = undefined
  await days(1)
  expect(mine.results.at(-1)).not.toHaveProperty('says')
  expect([mine.files().length, mine.files().includes(oldest ?? '')]).toEqual([3, false])
})

it('[BACKUP-15] halves of a server that was killed are cleared away, and only its own', async () => {
  const mine = setUp()
  const half = nameOf(epoch, 5)
  writeFileSync(join(folder, `${half}.partial`), 'half')
  mkdirSync(join(folder, `${half}.making`))
  writeFileSync(join(folder, 'mine.partial'), 'half')
  await mine.schedule.look()
  expect(mine.files()).toEqual(['hearth-0b7c4f5e-20261121-154500.backup', 'mine.partial'])
})

it('[BACKUP-14] a clock that was set back makes one now; a newer name never costs the one just made', async () => {
  const plan = { everyMs: DAY, keep: 1, folder }
  expect(isDue(plan, null, 0)).toBe(true)
  expect(isDue(plan, { at: 1000, file: 'x' }, 999)).toBe(true)
  expect(isDue(plan, { at: 1000, file: 'x' }, 1000 + DAY - 1)).toBe(false)
  expect(isDue(plan, { at: 1000, file: 'x' }, 1000 + DAY)).toBe(true)
  const mine = setUp()
  mine.known = { ...mine.known, plan }
  await mine.schedule.look()
  mine.now -= 900 * DAY
  await mine.schedule.look()
  expect(mine.files()).toEqual([nameOf(epoch, mine.now)])
})

it('[BACKUP-14] it looks by its timer, one look at a time, and no more once it is closed', async () => {
  const mine = setUp()
  expect(mine.timers.map(({ ms }) => ms)).toEqual([3000])
  mine.timers.shift()?.then()
  await expect.poll(() => mine.timers.map(({ ms }) => ms)).toEqual([10_000])
  expect(mine.results).toHaveLength(1)
  await mine.schedule[Symbol.asyncDispose]()
  expect(mine.timers).toEqual([])
  mine.now += DAY
  await mine.schedule.look()
  expect(mine.results).toHaveLength(1)
})
