// What rooms and people are called inside the tables that grow. Subqueries.
import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Tx } from './schema.ts'

export const roomNumber = (tx: Tx, id: RoomId) => tx.selectFrom('rooms').select('number').where('id', '=', id).$asScalar().$notNull()

export const userNumber = (tx: Tx, id: UserId) => tx.selectFrom('users').select('number').where('id', '=', id).$asScalar().$notNull()
