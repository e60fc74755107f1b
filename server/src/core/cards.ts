// Files as they travel with their message.
import type { MessageId } from '@hearth/protocol/ids.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import * as rows from '#store/files.ts'
import type { Tx } from '#store/open.ts'

export const card = ({ id, name, size, kind, type, width, height, durationMs, gone }: rows.FileRow): FileCard => ({
  id,
  name,
  size,
  kind,
  type,
  ...(width === null ? {} : { width }),
  ...(height === null ? {} : { height }),
  ...(durationMs === null ? {} : { durationMs }),
  ...(gone === null ? {} : { gone }),
})

type Counted = { readonly id: MessageId; readonly files?: number }

/** The cards of those messages that have files: of others nothing is asked. */
export async function cardsOf(tx: Tx, said: readonly Counted[]): Promise<ReadonlyMap<MessageId, FileCard[]>> {
  const ids = said.flatMap(({ id, files }) => (files === undefined ? [] : [id]))
  if (ids.length === 0) return none
  return new Map([...(await rows.ofMessages(tx, ids))].map(([id, files]) => [id, files.map(card)]))
}
const none: ReadonlyMap<MessageId, FileCard[]> = new Map()
