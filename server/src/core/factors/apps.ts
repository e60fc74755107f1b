// App passwords: what one older program signs in with instead of the password. Old programs know no second step, and many send what they are
// given readable through the network; so what they are given opens a gateway and nothing else.
//
// The secret has 130 bits: there is nothing to guess, so a plain digest is kept, one for each form in which programs send it (keys.ts).
import { timingSafeEqual } from 'node:crypto'
import { ChatError } from '@hearth/protocol/errors.ts'
import { MOST_KEYS } from '@hearth/protocol/factor-commands.ts'
import type { AppPassword, AppReach } from '@hearth/protocol/factor-shapes.ts'
import type { AppId, UserId } from '@hearth/protocol/ids.ts'
import * as rows from '#store/apps.ts'
import type { Tx } from '#store/open.ts'
import * as sessions from '#store/sessions.ts'
import type { UserRow } from '#store/users.ts'
import { type Core, type Handler, inRead, inWrite, quietly } from '../context.ts'
import { formOf, type Proof, saltOf } from '../keys.ts'
import { note } from '../moderation/audit.ts'
import type { Telling } from '../outcome.ts'
import { letters, secretHash } from '../secrets.ts'
import { checkLine } from '../text.ts'
import { proveAnew } from './self.ts'

const SECRET_LETTERS = 26
const NAME_CHARS = 100
const DAY_MS = 24 * 60 * 60 * 1000

export const create: Handler<'app.create'> = async (core, caller, { name: raw, reach, gateways = [], days, ...shown }) => {
  const owner = await proveAnew(core, caller, shown)
  const name = checkLine(raw, NAME_CHARS, 'bad_request')
  const secret = letters(core.chance, SECRET_LETTERS)
  const salt = core.older === undefined ? '' : await saltOf(core, owner.id, owner.name)
  return inWrite(async (tx) => {
    if ((await rows.ofUser(tx, caller.user)).length >= MOST_KEYS) throw new ChatError('too_many_keys')
    const createdAt = core.now()
    const row: rows.AppRow = {
      ...{ id: core.newId<AppId>(), user: caller.user, name, reach, gateways: gateways.toSorted(), createdAt, seenAt: null, salt },
      expiresAt: days === undefined ? null : createdAt + days * DAY_MS,
      forms: {
        plain: secretHash(secret),
        hashed: secretHash(formOf('hashed', '', secret)),
        salted: secretHash(formOf('salted', salt, secret)),
      },
    }
    await rows.add(tx, row)
    await note(core, tx, { by: caller.user, deed: 'app-password.made', user: caller.user, detail: name })
    return quietly({ secret, made: viewOf(row) })
  })
}

export const list: Handler<'app.list'> = (core, caller) =>
  inRead(async (tx) => {
    const only = core.guard.safety().apps || core.guard.waysOf(caller.user).length > 0
    return quietly({ apps: (await rows.ofUser(tx, caller.user)).map(viewOf), gateways: [...(core.settings.older?.gateways ?? [])], only })
  })

export const revoke: Handler<'app.revoke'> = (core, caller, { app }) =>
  inWrite(async (tx) => {
    const found = (await rows.ofUser(tx, caller.user)).find(({ id }) => id === app)
    if (found === undefined) throw new ChatError('app_unknown')
    await note(core, tx, { by: caller.user, deed: 'app-password.ended', user: caller.user, detail: found.name })
    return { reply: {}, tellings: await endApp(core, tx, found.user, app) }
  })

/** Those whose time is over, with what is connected by them. */
export async function endOverdueApps(core: Pick<Core, 'now' | 'ended'>, tx: Tx): Promise<readonly Telling[]> {
  const told: Telling[] = []
  for (const { id, user } of await rows.removeEnded(tx, core.now())) told.push(...(await endApp(core, tx, user, id)))
  return told
}

async function endApp(core: Pick<Core, 'ended'>, tx: Tx, user: UserId, app: AppId): Promise<readonly Telling[]> {
  await rows.remove(tx, app)
  const ended = await sessions.removeOfApp(tx, app)
  for (const id of ended) core.ended.add(id)
  return ended.map((session): Telling => ({ do: 'cut', user, session, code: 'session_unknown' }))
}

/** The app password that a program has sent, if it is one, and good at this gateway. */
export async function appShown(
  core: Core,
  row: UserRow | undefined,
  { form, secret }: Proof,
  gateway: string,
): Promise<rows.AppRow | undefined> {
  if (row === undefined) return undefined
  const sent = Buffer.from(secretHash(secret))
  const held = await core.store.read((tx) => rows.ofUser(tx, row.id))
  return held.find(
    ({ forms, gateways, expiresAt }) =>
      timingSafeEqual(Buffer.from(forms[form]), sent) &&
      (gateways.length === 0 || gateways.includes(gateway)) &&
      (expiresAt === null || expiresAt > core.now()),
  )
}

/** It may have been ended meanwhile. Throws bad_credentials. */
export async function checkAppThere(core: Core, tx: Tx, { id, user }: rows.AppRow): Promise<void> {
  if (!(await rows.ofUser(tx, user)).some((one) => one.id === id)) throw new ChatError('bad_credentials')
  await rows.touch(tx, id, core.now())
}

/** At this door the password alone is not enough. Told only to who has shown it. Throws app_password_needed. */
export function checkPasswordEnough(core: Core, row: UserRow): void {
  const needsApp = core.guard.safety().apps || core.guard.waysOf(row.id).length > 0 || core.guard.met(row)
  if (needsApp && !row.guest) throw new ChatError('app_password_needed')
}

/** Hearing and reading. */
const READS: ReadonlySet<string> = new Set([
  'server.ping',
  'session.close',
  'people.search',
  'people.get',
  'people.online',
  'contact.list',
  'room.list',
  'room.members',
  'room.history',
  'room.read',
  'message.get',
  'message.search',
  'account.storage',
  'call.decline',
])
/** What older programs do besides: all but what has to do with signing in. */
const CHATS: ReadonlySet<string> = new Set([
  'account.change',
  'contact.add',
  'contact.remove',
  'room.create',
  'room.direct',
  'room.join',
  'room.leave',
  'room.rename',
  'room.delete',
  'room.invite',
  'room.remove',
  'room.role',
  'message.send',
  'message.edit',
  'message.delete',
  'message.react',
  'message.unreact',
  'message.forward',
  'typing',
  'call.start',
  'call.end',
])

/** What an app password must be good for: nobody’s is for `none`. */
export type AppNeeds = AppReach | 'none'

/** What is named nowhere above, now or later, an app password does not open. */
export const needsOf = (command: string): AppNeeds => (READS.has(command) ? 'read' : CHATS.has(command) ? 'chat' : 'none')

/** Throws not_in_scope. */
export function checkApp(reach: AppReach, needs: AppNeeds): void {
  if (reach !== needs && needs !== 'read') throw new ChatError('not_in_scope')
}

const viewOf = ({ id, name, reach, gateways, createdAt, seenAt, expiresAt }: rows.AppRow): AppPassword => ({
  ...{ id, name, reach, gateways: [...gateways], createdAt, seenAt, expiresAt },
})
