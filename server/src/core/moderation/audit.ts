// The audit log: who did what, to whom, and when. Written in the same write as the deed, so that there is no deed without its line.

import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Audited, AuditedDeed } from '@hearth/protocol/moderation-shapes.ts'
import * as rows from '#store/audit.ts'
import type { Tx } from '#store/open.ts'
import * as users from '#store/users.ts'
import { type Core, type Handler, inRead, quietly } from '../context.ts'
import { userView } from '../views.ts'
import { checkStaff } from './staff.ts'

const PAGE = 50
const DETAIL_CHARS = 250

type Line = {
  readonly by: UserId | null
  readonly deed: AuditedDeed
  readonly user?: UserId
  readonly room?: RoomId
  readonly detail?: string
}

/** @param detail no words of messages, no secrets */
export const note = (core: Pick<Core, 'now'>, tx: Tx, { by, deed, user, room, detail = '' }: Line): Promise<void> =>
  rows.add(tx, { at: core.now(), by, deed, user: user ?? null, room: room ?? null, detail: plain(detail) })

export const list: Handler<'moderation.audit'> = (_core, caller, { before, limit = PAGE }) =>
  inRead(async (tx) => {
    await checkStaff(tx, caller, 'readAudit')
    const page = await rows.page(tx, { before, limit: limit + 1 })
    const entries: Audited[] = page.slice(0, limit)
    const named = new Set(entries.flatMap(({ by, user }) => [by, user]).filter((id) => id !== null))
    return quietly({ entries, people: (await users.byIds(tx, [...named])).map(userView), more: page.length > limit })
  })

/** One line, harmless in a terminal. */
const plain = (detail: string): string => detail.replace(/[\p{Cc}\p{Cf}]+/gu, ' ').slice(0, DETAIL_CHARS)
