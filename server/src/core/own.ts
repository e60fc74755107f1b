// What people keep for themselves: nobody else hears of it.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Mark, Own, OwnSettings } from '@hearth/protocol/own-shapes.ts'
import { standardSettings } from '@hearth/protocol/own-standard.ts'
import type { LaterRow } from '#store/later.ts'
import * as mentions from '#store/mentions.ts'
import * as messages from '#store/messages.ts'
import type { Tx } from '#store/open.ts'
import * as rows from '#store/own.ts'
import * as seen from '#store/seen.ts'
import * as users from '#store/users.ts'
import { type Handler, inRead, inWrite, quietly } from './context.ts'
import { laterView } from './later.ts'
import { tell } from './log.ts'
import type { Telling } from './outcome.ts'
import { checkIn, checkPerson } from './seats.ts'
import { showMessages } from './showing.ts'
import { checkLine } from './text.ts'

const MENTIONS = 30

/** Undefined for who keeps nothing: what holds then is in the protocol. */
export function ownView(
  kept: readonly rows.OwnRow[],
  later: readonly LaterRow[],
  { lastSeen }: users.UserRow,
  hidesReading: boolean,
): Own | undefined {
  if (kept.length + later.length === 0 && lastSeen === 'everyone' && !hidesReading) return undefined
  const settings = kept.find((row) => row.kind === 'settings')
  const threads = kept.flatMap((row) => (row.kind === 'thread' ? [{ ...rows.threadOf(row.about), ...row.body }] : []))
  return {
    settings: { ...standardSettings, ...settings?.body, lastSeen, showsReading: !hidesReading },
    marks: kept.flatMap((row) => (row.kind === 'mark' ? [{ user: row.about, ...row.body }] : [])),
    rooms: kept.flatMap((row) => (row.kind === 'room' ? [{ room: row.about, ...row.body }] : [])),
    drafts: kept.flatMap((row) => (row.kind === 'draft' ? [{ room: row.about, ...row.body }] : [])),
    ...(threads.length === 0 ? {} : { threadDrafts: threads }),
    later: later.map(laterView),
  }
}

export const change: Handler<'own.change'> = (core, caller, { lastSeen, showsReading, words, ...wanted }) => {
  const changed = { ...wanted, ...(words === undefined ? {} : { words: wordsOf(words) }) }
  return inWrite(
    async (tx) => {
      if (Object.keys(changed).length > 0) {
        const body = { ...(await rows.get(tx, caller.user, 'settings', '')), ...changed }
        await rows.put(tx, { owner: caller.user, kind: 'settings', about: '', body, at: core.now() })
      }
      if (lastSeen !== undefined) await users.change(tx, caller.user, { lastSeen })
      if (showsReading !== undefined) await seen.setShown(tx, caller.user, showsReading)
      const settings = await settingsOf(tx, caller.user)
      const told = toOneself(caller.user, { event: 'own.changed', with: { settings } })
      return { reply: { settings }, tellings: wanted.shownAs === undefined ? told : [...told, { do: 'bear', user: caller.user }] }
    },
    (outcome) => {
      const { lastSeen, shownAs } = outcome.reply.settings
      core.discreet.note(caller.user, lastSeen)
      core.chosen.note(caller.user, shownAs)
      return outcome
    },
  )
}

/** Throws user_unknown. */
export async function settingsOf(tx: Tx, user: UserId): Promise<OwnSettings> {
  const { lastSeen } = await checkPerson(tx, user)
  const body = await rows.get(tx, user, 'settings', '')
  return { ...standardSettings, ...body, lastSeen, showsReading: await seen.isShown(tx, user) }
}

/** Each once, whatever its capitals. */
const wordsOf = (raw: readonly string[]): string[] => {
  const words = raw.map((word) => word.toWellFormed().normalize('NFKC').replace(/\s+/g, ' ').trim()).filter((word) => word !== '')
  return [...new Map(words.map((word) => [word.toLowerCase(), word])).values()]
}

export const mark: Handler<'contact.mark'> = (core, caller, { user, nickname: raw, blocked }) => {
  const nickname = raw == null ? raw : checkLine(raw, core.settings.limits.nameChars, 'name_invalid')
  if (nickname === '') throw new ChatError('name_invalid')
  return inWrite(async (tx) => {
    await checkPerson(tx, user)
    if (user === caller.user) throw new ChatError('not_allowed')
    const before = await rows.get(tx, caller.user, 'mark', user)
    const called = nickname === undefined ? before?.nickname : (nickname ?? undefined)
    const body = {
      ...(called === undefined ? {} : { nickname: called }),
      ...((blocked ?? before?.blocked) ? { blocked: true as const } : {}),
    }
    const mark: Mark = { user, ...body }
    if (before?.nickname === body.nickname && before?.blocked === body.blocked) return quietly({ mark })
    if (Object.keys(body).length === 0) await rows.drop(tx, caller.user, 'mark', user)
    else await rows.put(tx, { owner: caller.user, kind: 'mark', about: user, body, at: core.now() })
    if ((await rows.count(tx, caller.user, 'mark')) > core.settings.limits.contactsPerPerson) throw new ChatError('too_many_contacts')
    return { reply: { mark }, tellings: toOneself(caller.user, { event: 'contact.marked', with: { mark } }) }
  })
}

export const notify: Handler<'room.notify'> = (core, caller, { room, level }) =>
  inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    const before = await rows.get(tx, caller.user, 'room', room)
    if ((before?.notify ?? null) === level) return quietly({})
    if (level === null) await rows.drop(tx, caller.user, 'room', room)
    else await rows.put(tx, { owner: caller.user, kind: 'room', about: room, body: { notify: level }, at: core.now() })
    return { reply: {}, tellings: toOneself(caller.user, { event: 'room.noted', room, with: { notify: level } }) }
  })

/** Not checked as words are that are said: nobody else reads them, and who goes on writing wants them as they were. */
export const asKept = (raw: string): string => raw.toWellFormed().replaceAll('\u0000', '')

export const keepDraft: Handler<'draft.keep'> = (core, caller, { room, text: raw, replyTo }) =>
  inWrite(async (tx) => {
    await checkIn(tx, room, caller.user)
    const before = await rows.get(tx, caller.user, 'draft', room)
    const text = raw === undefined ? (before?.text ?? '') : asKept(raw)
    const answers = replyTo === undefined ? before?.replyTo : (replyTo ?? undefined)
    if ((before?.text ?? '') === text && before?.replyTo === answers) return quietly({})
    const body = { text, ...(answers === undefined ? {} : { replyTo: answers }) }
    if (text === '' && answers === undefined) await rows.drop(tx, caller.user, 'draft', room)
    else await rows.put(tx, { owner: caller.user, kind: 'draft', about: room, body, at: core.now() })
    return { reply: {}, tellings: toOneself(caller.user, { event: 'draft.kept', room, with: body }) }
  })

export const mentioned: Handler<'message.mentions'> = (_core, caller, { limit = MENTIONS }) =>
  inRead(async (tx) => {
    const places = await mentions.newestOf(tx, caller.user, limit)
    const found = []
    for (const { room, seq } of places) {
      const [message] = await showMessages(tx, await messages.at(tx, room, [seq]), caller.user)
      if (message !== undefined) found.push({ room, message })
    }
    return quietly({ found })
  })

export const toOneself = (user: UserId, event: Parameters<typeof tell>[0]): readonly Telling[] => [
  tell(event, { to: 'users', users: [user] }),
]

/** Who lets not everyone know when they were last here: asked when somebody leaves, where there is no time for a look at the store. */
export type Discreet = {
  readonly load: (tx: Tx) => Promise<void>
  note(user: UserId, whom: OwnSettings['lastSeen']): void
  whom(user: UserId): OwnSettings['lastSeen']
}

export function createDiscreet(): Discreet {
  const some = new Map<UserId, OwnSettings['lastSeen']>()
  return {
    async load(tx) {
      for (const [user, whom] of await users.discreet(tx)) some.set(user, whom)
    },
    note: (user, whom) => void (whom === 'everyone' ? some.delete(user) : some.set(user, whom)),
    whom: (user) => some.get(user) ?? 'everyone',
  }
}
