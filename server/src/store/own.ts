// What people keep for themselves: one row for each thing, whatever it is, read together when they come in.
import { MessageId, type RoomId, type UserId } from '@hearth/protocol/ids.ts'
import { Level, OwnSettings, type ShownAs } from '@hearth/protocol/own-shapes.ts'
import type { Selectable } from 'kysely'
import { Type } from 'typebox'
import { reader } from './columns.ts'
import type { OwnTable, Tx } from './schema.ts'
import { inParts, wanted } from './wanted.ts'

/** kind → what it is about, and what is kept of that. Settings are about nothing: ''. */
export type Kept = {
  settings: { readonly about: ''; readonly body: Partial<Omit<OwnSettings, 'lastSeen' | 'showsReading'>> }
  mark: { readonly about: UserId; readonly body: { readonly nickname?: string; readonly blocked?: true } }
  room: { readonly about: RoomId; readonly body: { readonly notify: Level } }
  draft: { readonly about: RoomId; readonly body: { readonly text: string; readonly replyTo?: MessageId } }
  /** About a thread: its room's id, a stroke, and that of the message it began with. */
  thread: { readonly about: `${string}/${string}`; readonly body: { readonly text: string } }
}
export type OwnKind = keyof Kept

const bodies: { readonly [K in OwnKind]: (json: string) => Kept[K]['body'] | undefined } = {
  settings: reader(Type.Partial(Type.Omit(OwnSettings, ['lastSeen', 'showsReading']))),
  mark: reader(Type.Object({ nickname: Type.Optional(Type.String()), blocked: Type.Optional(Type.Literal(true)) })),
  room: reader(Type.Object({ notify: Level })),
  draft: reader(Type.Object({ text: Type.String(), replyTo: Type.Optional(MessageId) })),
  thread: reader(Type.Object({ text: Type.String() })),
}
const isKind = (kind: string): kind is OwnKind => Object.hasOwn(bodies, kind)
export type OwnRow = {
  [K in OwnKind]: {
    readonly owner: UserId
    readonly kind: K
    readonly about: Kept[K]['about']
    readonly body: Kept[K]['body']
    readonly at: number
  }
}[OwnKind]

/** In place of what was there. */
export async function put(tx: Tx, { owner, kind, about, body, at }: OwnRow): Promise<void> {
  const text = JSON.stringify(body)
  await tx
    .insertInto('own')
    .values({ owner_id: owner, kind, about, body: text, at })
    .onConflict((clash) => clash.columns(['owner_id', 'kind', 'about']).doUpdateSet({ body: text, at }))
    .execute()
}

export async function drop(tx: Tx, owner: UserId, kind: OwnKind, about: string): Promise<void> {
  await tx.deleteFrom('own').where('owner_id', '=', owner).where('kind', '=', kind).where('about', '=', about).execute()
}

export async function get<K extends OwnKind>(
  tx: Tx,
  owner: UserId,
  kind: K,
  about: Kept[K]['about'],
): Promise<Kept[K]['body'] | undefined> {
  const found = await tx
    .selectFrom('own')
    .select('body')
    .where('owner_id', '=', owner)
    .where('kind', '=', kind)
    .where('about', '=', about)
    .executeTakeFirst()
  return found && bodies[kind](found.body)
}

/** Everything of many people, in a lasting order: of each who keeps anything. */
export async function ofEach(tx: Tx, owners: readonly UserId[]): Promise<ReadonlyMap<UserId, readonly OwnRow[]>> {
  const rows = await inParts(owners, (some) =>
    tx
      .selectFrom(wanted(some).as('wanted'))
      .crossJoin('own')
      .selectAll('own')
      .whereRef('own.owner_id', '=', 'wanted.column1')
      .orderBy('own.kind')
      .orderBy('own.about')
      .execute(),
  )
  return Map.groupBy(rows.flatMap(ownRow), ({ owner }) => owner)
}

/** @param owner everybody's where it is not given */
export async function all(tx: Tx, owner?: UserId): Promise<OwnRow[]> {
  const rows = tx.selectFrom('own').selectAll()
  const found = await (owner === undefined ? rows : rows.where('owner_id', '=', owner))
    .orderBy('owner_id')
    .orderBy('kind')
    .orderBy('about')
    .execute()
  return found.flatMap(ownRow)
}

export async function count(tx: Tx, owner: UserId, kind: OwnKind): Promise<number> {
  const { kept } = await tx
    .selectFrom('own')
    .select(({ fn }) => fn.countAll<number>().as('kept'))
    .where('owner_id', '=', owner)
    .where('kind', '=', kind)
    .executeTakeFirstOrThrow()
  return kept
}

/** Those who have blocked somebody. */
export async function blockersOf(tx: Tx, user: UserId): Promise<ReadonlySet<UserId>> {
  const rows = await tx.selectFrom('own').selectAll().where('about', '=', user).where('kind', '=', 'mark').execute()
  return new Set(rows.flatMap(ownRow).flatMap((row) => (row.kind === 'mark' && row.body.blocked ? [row.owner] : [])))
}

/** Those who chose to be shown as something. */
export async function shownAs(tx: Tx): Promise<ReadonlyMap<UserId, ShownAs>> {
  const rows = await tx.selectFrom('own').selectAll().where('kind', '=', 'settings').where('body', 'like', '%"shownAs"%').execute()
  return new Map(
    rows.flatMap(ownRow).flatMap((row) => (row.kind === 'settings' && row.body.shownAs ? [[row.owner, row.body.shownAs]] : [])),
  )
}

/** Where what is half written in a thread is kept. */
export const aboutThread = (room: RoomId, root: MessageId): Kept['thread']['about'] => `${room}/${root}`

/** The room and the message of such a place: only `aboutThread` makes them, and no id holds a stroke. */
export function threadOf(about: Kept['thread']['about']): { readonly room: RoomId; readonly thread: MessageId } {
  const [room = '', thread = ''] = about.split('/')
  return { room: room as RoomId, thread: thread as MessageId }
}

/** Nothing is kept of a room that is no more, or of its threads. */
export async function forgetRoom(tx: Tx, room: RoomId): Promise<void> {
  await tx.deleteFrom('own').where('about', '=', room).where('kind', '!=', 'mark').execute()
  await tx.deleteFrom('own').where('kind', '=', 'thread').where('about', 'like', `${room}/%`).execute()
}

export async function forgetPerson(tx: Tx, owner: UserId): Promise<void> {
  await tx.deleteFrom('own').where('owner_id', '=', owner).execute()
}

/** What a body is to be is known by the row's kind. What cannot be read is as if it were not there. */
function ownRow(row: Selectable<OwnTable>): OwnRow[] {
  const body = isKind(row.kind) ? bodies[row.kind](row.body) : undefined
  return body === undefined ? [] : [{ owner: row.owner_id, kind: row.kind, about: row.about, body, at: row.at } as OwnRow]
}
