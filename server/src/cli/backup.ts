// hearth backup, verify and restore: what they ask for, and how they say what came of it.
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { resolve } from 'node:path'
import { backUp } from '#backup/backup.ts'
import type { Contents } from '#backup/container.ts'
import { restore, verify } from '#backup/restore.ts'
import type { Settled } from '#server/config.ts'
import { runningServer } from './control.ts'
import { Failure } from './failure.ts'

export type BackupOptions = {
  readonly file: string
  readonly force: boolean
  readonly settings: string | undefined
  readonly version: string
}

const log = { warn: (_about: object, says: string) => note(says), error: (_about: object, says: string) => note(says) }

export async function makeBackup({ config }: Settled, { file, force, settings, version }: BackupOptions): Promise<void> {
  const { data, database, name, tls } = config
  const engine = runningServer(data)?.database
  if (engine !== undefined && engine !== (database === null ? 'sqlite' : 'postgres'))
    throw new Failure('The running server keeps its data elsewhere: give this command the same --database as the server.')
  const show = createProgress()
  const given = { data, database, name, tls, version, file, force, settings: outside(settings, data), now: Date.now, log }
  const made = await backUp({ ...given, progress: show }).finally(show.end)
  say(`${resolve(file)} is whole: ${described(made)}.`)
  if (made.leftOut > 0) note(`${counted(made.leftOut, 'stored file')} damaged on this disk could not be taken along.`)
}

export async function verifyBackup(file: string, version: string): Promise<void> {
  const show = createProgress()
  const found = await verify({ file, version, progress: (done, of) => show('reading', done, of) }).finally(show.end)
  say(
    `${resolve(file)} is whole. It was made ${new Date(found.at).toISOString().slice(0, 16).replace('T', ' ')} UTC by Hearth ${found.version} (“${found.name}”, ${found.engine}).`,
  )
  say(`In it: ${described(found)}.`)
}

export async function restoreBackup(
  { config }: Settled,
  { file, version }: { readonly file: string; readonly version: string },
): Promise<void> {
  const { data, database } = config
  if (runningServer(data) !== undefined)
    throw new Failure(`A Hearth is running on ${data}. Stop it first, or choose another folder with --data.`)
  const show = createProgress()
  const given = { file, version, data, database, epoch: randomUUID(), log }
  const found = await restore({ ...given, progress: (done, of) => show('reading', done, of) }).finally(show.end)
  say(
    `${resolve(data)} holds what was backed up ${new Date(found.at).toISOString().slice(0, 16).replace('T', ' ')} UTC: ${described(found)}.`,
  )
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
    `${counted(files, 'file')} (${sized(fileBytes)})`,
    `${sized(bytes)} in all`,
  ].join(', ')

const counted = (count: number, one: string, many = `${one}s`): string => `${count.toLocaleString('en')} ${count === 1 ? one : many}`

export function sized(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const power = Math.min(units.length - 1, bytes < 1000 ? 0 : Math.floor(Math.log10(bytes) / 3))
  return `${(bytes / 1000 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`
}

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
