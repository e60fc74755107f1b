// What is open when a second step comes between: programs that know of none are out, all else comes back and is asked for it.
import type { ProofWay } from '@hearth/protocol/factor-shapes.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from '#store/open.ts'
import * as sessions from '#store/sessions.ts'
import type { UserRow } from '#store/users.ts'
import type { Core } from '../context.ts'
import { OLDER_CLIENT } from '../older.ts'
import type { Telling } from '../outcome.ts'

type Ends = Pick<Core, 'ended'>

/** What older programs of these people have open ends. @param which `by password`: not what came in with an app password */
export async function endOlder(core: Ends, tx: Tx, users: readonly UserId[], which: 'all' | 'by password'): Promise<readonly Telling[]> {
  const meant = new Set(users)
  const told: Telling[] = []
  for (const { id, user, app } of await sessions.ofClients(tx, OLDER_CLIENT)) {
    if (!meant.has(user) || (which === 'by password' && app !== undefined)) continue
    await sessions.remove(tx, id)
    core.ended.add(id)
    told.push({ do: 'cut', user, session: id, code: 'session_unknown' })
  }
  return told
}

/** They must set up a second step from here on: told once memory knows it. */
export async function putBehind(core: Ends, tx: Tx, users: readonly UserId[]): Promise<readonly Telling[]> {
  if (users.length === 0) return []
  return [...(await endOlder(core, tx, users, 'all')), ...users.map((user): Telling => ({ do: 'anew', user }))]
}

/** Somebody is another now than they were: do they have to have a second step, or not any more? */
export async function metAnew(core: Pick<Core, 'ended' | 'guard'>, tx: Tx, row: UserRow): Promise<readonly Telling[]> {
  const before = core.guard.lacks(row.id)
  const isLacking = core.guard.met(row)
  if (before === isLacking) return []
  return isLacking ? putBehind(core, tx, [row.id]) : [{ do: 'anew', user: row.id }]
}

/** One of their ways to take the second step goes: where it was the last, and they must have one, they are put behind it. */
export async function losing(core: Pick<Core, 'ended' | 'guard'>, tx: Tx, row: UserRow, way: ProofWay): Promise<readonly Telling[]> {
  return core.guard.wouldLack(row, { without: way }) ? putBehind(core, tx, [row.id]) : []
}
