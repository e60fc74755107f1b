// What prmp programs say along with a chat and nobody else has a word for: its id and its colour. Kept for as long as they may be asked for again.
import type { MessageId } from '@hearth/protocol/ids.ts'

export type Remark = { readonly id: string; readonly colour: string }
export type Memory = {
  /** Said with a clientId. */
  note(clientId: string, remark: Remark): void
  of(clientId: string): Remark | undefined
  /** The message a program knows by an id of its own. */
  name(id: string, message: MessageId): void
  messageOf(id: string): MessageId | undefined
  /** The id a program gave a message. */
  idOf(message: MessageId): string | undefined
}

const MOST = 20_000

export function createMemory(): Memory {
  const remarks = new Map<string, Remark>()
  const messages = new Map<string, MessageId>()
  const ids = new Map<MessageId, string>()
  return {
    note: (clientId, remark) => keep(remarks, clientId, remark),
    of: (clientId) => remarks.get(clientId),
    name(id, message) {
      keep(messages, id, message)
      keep(ids, message, id)
    },
    messageOf: (id) => messages.get(id),
    idOf: (message) => ids.get(message),
  }
}

/** The oldest goes where there are too many. */
function keep<K, V>(map: Map<K, V>, key: K, value: V): void {
  map.set(key, value)
  if (map.size <= MOST) return
  const oldest = map.keys().next()
  if (!oldest.done) map.delete(oldest.value)
}
