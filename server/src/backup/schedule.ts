// Backups at their time. Looks now and then whether one is due, so that a plan made while the server runs, a clock that was set and a
// machine that slept need no care of their own.
import { existsSync } from 'node:fs'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { TroubleWord } from '@hearth/protocol/trouble-shapes.ts'
import { BackupError, type Lacking } from './faults.ts'

export type Plan = { readonly everyMs: number; readonly keep: number; readonly folder: string }
/** What came of a backup: the file, and perhaps what is not in it that should be; or a sentence. */
export type Result =
  | { readonly at: number; readonly file: string; readonly says?: string; readonly about?: TroubleWord }
  | { readonly at: number; readonly says: string; readonly about?: TroubleWord }
export type Known = { readonly plan: Plan | null; readonly last: Result | null; readonly epoch: string }

export type ScheduleGiven = {
  /** Read anew each time. */
  readonly known: () => Promise<Known>
  /** Makes and verifies one. Gives what is not in it that should be. Rejects with a sentence; stops, and leaves nothing, when asked to. */
  readonly make: (file: string, signal: AbortSignal) => Promise<Lacking | undefined>
  /** Keeps what came of it, and tells whom it concerns. */
  readonly done: (result: Result) => Promise<void>
  /** Epoch milliseconds. */
  readonly now: () => number
  /** A timer that can be called off. */
  readonly wait: (ms: number, then: () => void) => () => void
  readonly log: { info(about: object, says: string): void; error(about: object, says: string): void }
}

export type Schedule = AsyncDisposable & {
  /** Makes one if it is due. Never rejects; who asks while one is made waits for that. */
  look(): Promise<void>
  /** Makes one now, due or not, after any that is being made; of where there is no plan it makes the folder. Never rejects. */
  makeNow(folder: string): Promise<void>
  isMaking(): boolean
}

/** A server that has just started has other things to do. */
const FIRST_MS = 3000
const EVERY_MS = 10_000
/** After a failure it is tried again so soon, or when the next would be due. */
const AGAIN_MS = 60 * 60_000

/**
 * 1. Old ones are removed only after a new one is there and verified. 2. Nothing is removed that is not of this database's life.
 * 3. As long as something is missing in the new ones, the oldest one stays: it may hold what the disk has lost since.
 */
export function createSchedule(given: ScheduleGiven): Schedule {
  const closing = new AbortController()
  let looking: Promise<void> | undefined
  let callOff = given.wait(FIRST_MS, tick)

  function tick(): void {
    void look().then(() => {
      if (!closing.signal.aborted) callOff = given.wait(EVERY_MS, tick)
    })
  }

  let making = 0

  function look(): Promise<void> {
    looking ??= lookOnce(given, closing.signal).finally(() => (looking = undefined))
    return looking
  }

  async function makeNow(folder: string): Promise<void> {
    making++
    while (looking !== undefined) await looking
    looking = makeUnasked(given, folder, closing.signal).finally(() => (looking = undefined))
    await looking.finally(() => making--)
  }

  return {
    look,
    makeNow,
    isMaking: () => making > 0,
    async [Symbol.asyncDispose]() {
      closing.abort()
      callOff()
      await looking
    },
  }
}

async function lookOnce(given: ScheduleGiven, signal: AbortSignal): Promise<void> {
  const { known, now, log } = given
  try {
    const { plan, last, epoch } = await known()
    const at = now()
    if (plan === null || signal.aborted || !isDue(plan, last, at)) return
    await settle(given, plan.folder, await makeOne(given, plan, epoch, at, signal), signal)
  } catch (err) {
    log.error({ err }, 'the plan of backups could not be read, or what came of one not be kept')
  }
}

/** What came of it is said, and kept; not where nothing came of it because the server stops. */
async function settle({ done, log }: ScheduleGiven, folder: string, result: Result, signal: AbortSignal): Promise<void> {
  const isMade = 'file' in result
  if (signal.aborted && !isMade) return
  if (result.says !== undefined) log.error({ folder }, `the backup ${isMade ? 'is not complete' : 'failed'}: ${result.says}`)
  else log.info({ folder }, 'a backup was made and verified')
  await done(result)
}

/** Somebody wants one now. As many as the plan keeps stay; without a plan none of the old ones goes. */
async function makeUnasked(given: ScheduleGiven, folder: string, signal: AbortSignal): Promise<void> {
  try {
    const { plan, epoch } = await given.known()
    if (plan === null) await mkdir(folder, { recursive: true, mode: 0o700 })
    const keeping = plan ?? { everyMs: 0, keep: Number.POSITIVE_INFINITY, folder }
    await settle(given, keeping.folder, await makeOne(given, keeping, epoch, given.now(), signal), signal)
  } catch (err) {
    given.log.error({ err }, 'a backup that was asked for could not be begun, or what came of it not be kept')
  }
}

/** A last one in the future means that the clock was set back: nobody knows how long ago it was. */
export function isDue({ everyMs }: Plan, last: Result | null, now: number): boolean {
  if (last === null || last.at > now) return true
  return now - last.at >= ('file' in last ? everyMs : Math.min(everyMs, AGAIN_MS))
}

async function makeOne(given: ScheduleGiven, plan: Plan, epoch: string, at: number, signal: AbortSignal): Promise<Result> {
  const file = join(plan.folder, nameOf(epoch, at))
  try {
    // A stick that is not plugged in: its folder is not to be made on the disk beneath.
    if (!existsSync(plan.folder))
      throw new BackupError(
        `There is no folder ${plan.folder} (any more). Bring it back, or choose another with hearth backup --every … --to.`,
        { about: { what: 'no_folder', folder: plan.folder } },
      )
    await removeHalves(plan.folder, epoch)
    const lacks = await given.make(file, signal)
    const old = (await ownIn(plan.folder, epoch)).filter((name) => join(plan.folder, name) !== file).slice(plan.keep - 1)
    for (const name of lacks === undefined ? old : old.slice(0, -1)) await rm(join(plan.folder, name), { force: true })
    if (lacks === undefined) return { at, file }
    return { at, file, says: `${lacks.says} The oldest backup is kept, which may hold them.`, ...(lacks.about && { about: lacks.about }) }
  } catch (error) {
    const about = error instanceof BackupError ? error.about : undefined
    return { at, says: error instanceof Error ? error.message : String(error), ...(about && { about }) }
  }
}

/** `hearth-0b7c4f5e-20261121-154500.backup`, UTC. The mark keeps servers that share a folder, and lives of one server, apart. */
export const nameOf = (epoch: string, at: number): string =>
  `hearth-${markOf(epoch)}-${new Date(at).toISOString().slice(0, 19).replace(/[-:]/g, '').replace('T', '-')}.backup`

const markOf = (epoch: string): string => epoch.replace(/[^0-9a-z]/gi, '').slice(0, 8)

/** Those the schedule has made of this life, the newest first. */
export async function ownIn(folder: string, epoch: string): Promise<string[]> {
  const own = ownName(epoch, '')
  return (await readdir(folder))
    .filter((name) => own.test(name))
    .toSorted()
    .toReversed()
}

/** A server that was killed while it made one: nothing else makes files of these names. */
async function removeHalves(folder: string, epoch: string): Promise<void> {
  const half = ownName(epoch, '\\.(?:partial|making)')
  for (const name of await readdir(folder)) if (half.test(name)) await rm(join(folder, name), { recursive: true, force: true })
}

const ownName = (epoch: string, end: string): RegExp => new RegExp(`^hearth-${markOf(epoch)}-\\d{8}-\\d{6}\\.backup${end}$`)
