// What a message takes up on the disk, and what a page of history costs, before and after all that is old is put away.
import { readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { temporary } from '#harness/server.ts'
import { enterRooms, fill, reading } from './deep.ts'
import { allAtRest } from './measure.ts'
import { type Env, startHearth } from './servers/start.ts'

export type Archive = {
  readonly messages: number
  readonly before: Kept
  readonly after: Kept
}
/** Bytes on the disk for each message, the search index and all else included, and processor time of one page of history. */
export type Kept = { readonly bytesPerMessage: number; readonly historyMs: number }

const REST_SECONDS = 10
const AT_REST_WITHIN_SECONDS = 900
const LATER_DAYS = 400

/** A server whose clock is more than a year ahead, and that puts away what is a year old. */
const later: Env = {
  HEARTH_LIMITS_MESSAGE_ARCHIVE_DAYS: '365',
  NODE_OPTIONS: `--import "data:text/javascript,const now = Date.now; Date.now = () => now() + ${LATER_DAYS * 86_400_000}"`,
}

export async function measureArchive(tell: (words: string) => void, messages = 100_000): Promise<Archive> {
  const folder = temporary('archive')
  try {
    await fill(folder.path, messages, tell)
    await rest(folder.path, {})
    const before = await kept(folder.path, messages)
    tell(`before: ${inWords(before)}`)
    await rest(folder.path, later)
    const after = await kept(folder.path, messages)
    tell(`after: ${inWords(after)}`)
    return { messages, before, after }
  } finally {
    folder.drop()
  }
}

const inWords = ({ bytesPerMessage, historyMs }: Kept) => `${bytesPerMessage} bytes for each message, ${historyMs} ms for a page of 50`

/** Background work is over then. */
async function rest(data: string, env: Env): Promise<void> {
  await using server = await startHearth('plain', env, data)
  if (!(await allAtRest([server.pid], REST_SECONDS, AT_REST_WITHIN_SECONDS))) throw new Error('the server still has work to do')
}

async function kept(data: string, messages: number): Promise<Kept> {
  const bytes = readdirSync(data)
    .filter((name) => name.startsWith('hearth.db'))
    .reduce((sum, name) => sum + statSync(join(data, name)).size, 0)
  await using server = await startHearth('plain', {}, data)
  const historyMs = await reading(server, await enterRooms(server))
  return { bytesPerMessage: Math.round((bytes / messages) * 10) / 10, historyMs }
}
