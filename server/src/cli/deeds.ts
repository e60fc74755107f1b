// What the operator's commands ask for, and how they say what came of it.
import { sizeInWords } from '@hearth/protocol/size-words.ts'
import type { Settled } from '#server/config.ts'
import { operate, runningServer } from './control.ts'
import { Failure } from './failure.ts'
import { readPassword } from './password.ts'
import { printable } from './printable.ts'
import { counted, day, say, table } from './table.ts'

export async function addUser(settled: Settled, { name, admin }: { readonly name: string; readonly admin: boolean }): Promise<void> {
  const password = await readPassword(process.stdin)
  const user = await operate(settled, 'user.add', { name, password, admin })
  say(`${user.name} can sign in now${user.admin ? ', and looks after the server' : ''}.`)
}

export async function setPassword(settled: Settled, { name }: { readonly name: string }): Promise<void> {
  const password = await readPassword(process.stdin)
  const user = await operate(settled, 'user.password', { name, password })
  say(`${user.name} has a new password and is signed out everywhere.`)
}

export async function listUsers(settled: Settled): Promise<void> {
  const { users } = await operate(settled, 'user.list', {})
  const rows = users.map(({ name, displayName, admin, guest, banned, seenAt }) => {
    const marks = [admin && 'admin', guest && 'guest', banned && 'banned'].filter(Boolean).join(', ')
    return [name, displayName, marks || 'member', seenAt === null ? 'never' : day(seenAt)]
  })
  table(['NAME', 'CALLED', 'IS', 'LAST SEEN'], rows)
}

export async function makeInvite(settled: Settled, { uses, days }: { readonly uses: number; readonly days: number }): Promise<void> {
  const { token, expiresAt } = await operate(settled, 'invite.make', { uses, days })
  const url = runningServer(settled.config.data)?.url ?? `https://localhost:${settled.config.port}`
  say(`${url}/#invite=${token}`)
  process.stderr.write(`Good for ${uses === 1 ? 'one person' : `${uses} people`} until ${day(expiresAt)}.\n`)
}

type Ban = { readonly what: string; readonly reason: string; readonly days: number; readonly devices: boolean }
const DAY_MINUTES = 24 * 60

/** @param ban `days` 0: until it is lifted */
export async function addBan(settled: Settled, { what, reason, days, devices }: Ban): Promise<void> {
  const more = { ...(days > 0 && { minutes: days * DAY_MINUTES }), ...(devices && { devices }) }
  const { value } = await operate(settled, 'ban.add', { what, reason, ...more })
  say(`${value} is shut out.`)
}

export async function listBans(settled: Settled): Promise<void> {
  const { bans } = await operate(settled, 'ban.list', {})
  const rows = bans.map(({ kind, value, at, until, reason }) => [value, kind, day(at), until === null ? 'lifted' : day(until), reason])
  table(['WHAT', 'KIND', 'SINCE', 'UNTIL', 'WHY'], rows)
}

export async function removeBan(settled: Settled, { what }: { readonly what: string }): Promise<void> {
  const { value } = await operate(settled, 'ban.remove', { what })
  say(`${value} may come in again.`)
}

export async function showStorage(settled: Settled, { most }: { readonly most: number }): Promise<void> {
  const { stored, archived, ...lists } = await operate(settled, 'storage.show', { most })
  say(`${sizeInWords(stored.bytes)} in ${stored.count} ${stored.count === 1 ? 'file' : 'files'} on the disk, each content once.`)
  if (lists.rooms.length > 0) {
    say('')
    const rows = lists.rooms.map(({ called, count, bytes, own }) => [called, String(count), sizeInWords(bytes), limitsOf(own)])
    table(['ROOM', 'FILES', 'SIZE', ...(rows.some(([, , , limits]) => limits !== '') ? ['LIMITS OF ITS OWN'] : [])], rows)
  }
  for (const [head, rows] of [
    ['PERSON', lists.people],
    ['KIND', lists.kinds],
  ] as const) {
    if (rows.length === 0) continue
    say('')
    table(
      [head, 'FILES', 'SIZE'],
      rows.map(({ called, count, bytes }) => [called, String(count), sizeInWords(bytes)]),
    )
  }
  if (archived.rooms.length === 0) return
  say('')
  say(`${counted(archived.messages, 'old message')} in ${sizeInWords(archived.bytes)}, compressed.`)
  say('')
  table(
    ['ROOM', 'OLD MESSAGES', 'SIZE', 'COMPRESSED'],
    archived.rooms.map(({ called, messages, bytes, days }) => [called, String(messages), sizeInWords(bytes), ageOf(days)]),
  )
}

type Own = { readonly bytes: number | null; readonly count: number | null; readonly days: number | null }

const limitsOf = ({ bytes, count, days }: Own): string =>
  [
    ...(bytes === null ? [] : [sizeInWords(bytes)]),
    ...(count === null ? [] : [counted(count, 'file')]),
    ...(days === null ? [] : [counted(days, 'day')]),
  ].join(', ')

const ageOf = (days: number | null): string =>
  days === null ? 'when the server says' : days === 0 ? 'never' : `after ${counted(days, 'day')}`

export async function archiveRoom(
  settled: Settled,
  { room, days }: { readonly room: string; readonly days: number | null },
): Promise<void> {
  const { rooms } = await operate(settled, 'room.archive', { room, afterDays: days })
  const [only] = rooms
  if (only === undefined) throw new Failure(`There is no room called ${room}.`)
  if (rooms.length > 1) throw new Failure(`Several rooms are called ${room}; say which by its id: ${rooms.map(({ id }) => id).join(', ')}.`)
  say(
    `Old messages in ${printable(only.called)} are kept compressed: ${ageOf(days)}. ${days === 0 ? 'What is compressed stays so' : 'They are read and found as before'}.`,
  )
}
