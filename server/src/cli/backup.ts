// hearth backup, verify and restore: what they ask for, and how they say what came of it.

import { randomUUID } from 'node:crypto'
import { accessSync, constants, existsSync, mkdirSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { sizeInWords } from '@hearth/protocol/size-words.ts'
import type { TroubleWord } from '@hearth/protocol/trouble-shapes.ts'
import { backUp } from '#backup/backup.ts'
import { MADE_WITHOUT_DAMAGED } from '#backup/child.ts'
import type { Contents } from '#backup/container.ts'
import { BackupError } from '#backup/faults.ts'
import { restore, verify } from '#backup/restore.ts'
import { ownIn } from '#backup/schedule.ts'
import type { Settled } from '#server/config.ts'
import { checkStopped, operate, runningServer } from './control.ts'
import { Failure } from './failure.ts'
import { printable } from './printable.ts'

export type BackupOptions = {
  readonly file: string
  readonly force: boolean
  readonly settings: string | undefined
  readonly version: string
}

const log = {
  warn: (_about: object, says: string) => note(printable(says)),
  error: (_about: object, says: string) => note(printable(says)),
}

export async function makeBackup({ config }: Settled, { file, force, settings, version }: BackupOptions): Promise<void> {
  const { data, database, name, tls } = config
  const engine = runningServer(data)?.database
  if (engine !== undefined && engine !== (database === null ? 'sqlite' : 'postgres'))
    throw new Failure('The running server keeps its data elsewhere: give this command the same --database as the server.')
  const show = createProgress()
  const given = { data, database, name, tls, version, file, force, settings: outside(settings, data), now: Date.now, log }
  const signal = untilStopped()
  const made = await backUp({ ...given, progress: show, signal })
    .finally(show.end)
    .catch(async (error: unknown) => {
      if (error instanceof BackupError && error.about) await tellServer(error.about)
      throw signal.aborted ? new Failure('The backup was stopped; nothing of it is left.', 1, error) : error
    })
  say(`${resolve(file)} is whole: ${described(made)}.`)
  const many = made.lacks.length
  if (many === 0) return
  await tellServer({ what: 'files_lacking', many, names: made.lacks.slice(0, NAMED).map(printable) })
  throw new Failure(lacking(made.lacks), MADE_WITHOUT_DAMAGED)
}

const NAMED = 3

/** To the server that started this process; to nobody, where a person did. */
const tellServer = (about: TroubleWord): Promise<void> =>
  new Promise((resolve) => (process.send ? process.send(about, () => resolve()) : resolve()))

function lacking(names: readonly string[]): string {
  const shown = names
    .slice(0, NAMED)
    .map((name) => `“${printable(name)}”`)
    .join(', ')
  const more = names.length > NAMED ? ` and ${names.length - NAMED} more` : ''
  const what = `${counted(names.length, 'stored file')} damaged or lost on this disk could not be taken along: ${shown}${more}.`
  return `${what} All else is in it; hearth storage --check names every one.`
}

/** Ctrl-C, or the server that is stopping: what is half made is taken away before the process ends. */
function untilStopped(): AbortSignal {
  const stop = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort())
  return stop.signal
}

export type PlanOptions = { readonly every: string; readonly keep: number; readonly to: string | undefined }

/** Keeps when the server is to make backups, or that it is not to any more. */
export async function planBackups(settled: Settled, { every, keep, to }: PlanOptions): Promise<void> {
  if (every === 'off') {
    await operate(settled, 'backup.plan', { plan: null })
    return say('The server makes no backups by itself any more. Those that are there stay.')
  }
  const { data } = settled.config
  const folder = to === undefined ? `${resolve(data)}-backups` : resolve(to)
  if (`${folder}/`.startsWith(`${resolve(data)}/`))
    throw new Failure(`Keep backups outside of the data folder ${data}: choose another place with --to.`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  accessSync(folder, constants.W_OK)
  await operate(settled, 'backup.plan', { plan: { everyMs: spanOf(every), keep, folder } })
  say(
    `While it runs, the server makes a backup every ${every} into ${folder} and keeps the newest ${keep}. The first is made within a minute.`,
  )
}

/** `90m`, `12h`, `1d`, `2w`. Throws Failure where it is none, or shorter than a minute or longer than a year. */
export function spanOf(text: string): number {
  const [, number = '', unit = ''] = /^(\d{1,6})([mhdw])$/.exec(text) ?? []
  const units: Readonly<Record<string, number>> = { m: 1, h: 60, d: 24 * 60, w: 7 * 24 * 60 }
  const minutes = Number(number) * (units[unit] ?? Number.NaN)
  if (!(minutes >= 1 && minutes <= 366 * 24 * 60))
    throw new Failure('--every is a number with m, h, d or w behind it, from 1m to 366d: 12h, 1d, 2w. Or: off.', 2)
  return minutes * 60_000
}

/** The plan, what came of the last one, and the files there are. */
export async function listBackups(settled: Settled): Promise<void> {
  const { plan, last, epoch } = await operate(settled, 'backup.show', {})
  if (plan === null) return say('The server makes no backups by itself. `hearth backup --every 1d --keep 7` makes it.')
  say(`Every ${spanWords(plan.everyMs)} into ${plan.folder}, the newest ${plan.keep} are kept.`)
  if (last === null) say('None was made yet.')
  else say('file' in last ? `The last one was made ${minute(last.at)} UTC.` : `The last one failed ${minute(last.at)} UTC: ${last.says}`)
  if (last !== null && 'file' in last && last.says !== undefined) say(last.says)
  for (const name of existsSync(plan.folder) ? await ownIn(plan.folder, epoch) : [])
    say(`  ${name}  ${sizeInWords(statSync(join(plan.folder, name)).size)}`)
}

function spanWords(ms: number): string {
  const [unit, size] = (
    [
      ['d', 86_400_000],
      ['h', 3_600_000],
      ['m', 60_000],
    ] as const
  ).find(([, each]) => ms % each === 0) ?? ['m', 60_000]
  return `${ms / size}${unit}`
}

export async function verifyBackup(file: string, version: string): Promise<void> {
  const show = createProgress()
  const found = await verify({ file, version, progress: (done, of) => show('reading', done, of) }).finally(show.end)
  say(`${resolve(file)} is whole. It was made ${minute(found.at)} UTC by Hearth ${found.version} (“${found.name}”, ${found.engine}).`)
  say(`In it: ${described(found)}.`)
  if (found.leftOut > 0) say(`Not in it: ${counted(found.leftOut, 'stored file')} damaged or lost on the old disk by then.`)
}

export async function restoreBackup(
  { config }: Settled,
  { file, version }: { readonly file: string; readonly version: string },
): Promise<void> {
  const { data, database } = config
  checkStopped(data)
  const show = createProgress()
  const given = { file, version, data, database, epoch: randomUUID(), log }
  const found = await restore({ ...given, progress: (done, of) => show('reading', done, of) }).finally(show.end)
  say(`${resolve(data)} holds what was backed up ${minute(found.at)} UTC: ${described(found)}.`)
  if (found.leftOut > 0) say(`Not in it: ${counted(found.leftOut, 'stored file')} damaged or lost on the old disk by then.`)
  for (const each of found.notes) say(each)
  say(`Start it with: hearth serve --data ${resolve(data)}`)
}

/** Settings beside the data are found by themselves. */
function outside(settings: string | undefined, data: string): string | null {
  const file = settings ?? process.env['HEARTH_CONFIG']
  return file === undefined || !existsSync(file) || resolve(file) === resolve(data, 'hearth.toml') ? null : resolve(file)
}

const described = ({ people, rooms, messages, files, fileBytes, bytes }: Contents): string =>
  [
    counted(people, 'person', 'people'),
    counted(rooms, 'room'),
    counted(messages, 'message'),
    `${counted(files, 'file')} (${sizeInWords(fileBytes)})`,
    `${sizeInWords(bytes)} in all`,
  ].join(', ')

const minute = (at: number): string => new Date(at).toISOString().slice(0, 16).replace('T', ' ')

const counted = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`

type Show = ((says: string, done: number, of: number) => void) & { readonly end: () => void }

/** One line that is written over, and only where somebody sees it. */
function createProgress(): Show {
  let shown = ''
  const write = (line: string) => {
    if (!process.stderr.isTTY || line === shown) return
    process.stderr.write(`\r\u001b[K${line}`)
    shown = line
  }
  const show = (says: string, done: number, of: number) => write(of === 0 ? `${says} …` : `${says} … ${Math.floor((100 * done) / of)} %`)
  return Object.assign(show, { end: () => write('') })
}

function say(text: string): void {
  process.stdout.write(`${text}\n`)
}

function note(text: string): void {
  process.stderr.write(`hearth: ${text}\n`)
}
