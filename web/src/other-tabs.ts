// What other tabs of this browser did is so in this one, too. They say it through the shelf that all of them keep things on.
import type { Client, Saved, Unsent } from '@hearth/client/client.ts'
import type { DraftPlace } from '@hearth/client/draft-places.ts'
import { DRAFT, LOGIN, MARK, markIn, parsed, type Shelf, UNSENT } from './kept.ts'

/** Nobody is signed in here any more: said by the tab in which somebody went out, and true still. */
const isSignOut = (shelf: Shelf, { key, newValue }: Pick<StorageEvent, 'key' | 'newValue'>): boolean => {
  const [said, now] = [newValue, shelf.getItem(LOGIN)].map((text) => parsed<Partial<Saved>>(text))
  return key === LOGIN && said?.user === null && !now?.token && !now?.cookie
}

/**
 * What another tab did. Who went out there is out here, and nothing of theirs stays in sight or on the shelf. What waits to be told of messages in
 * both is told or undone in both. What is half written to somebody new is the same in both. Of a message that waits: sent or taken back there, it
 * waits here no longer. What a tab leaves behind that goes while there is no connection is sent from here; under the same
 * clientId it stays one message, whoever sends it.
 */
export function followTab(
  client: Pick<Client, 'state' | 'send' | 'post' | 'choose' | 'discard' | 'forget' | 'follow' | 'draft'>,
  shelf: Shelf,
  event: Pick<StorageEvent, 'key' | 'newValue'>,
): void {
  if (isSignOut(shelf, event)) return client.forget()
  const { key, newValue } = event
  if (key?.startsWith(MARK)) return followMark(client, key.slice(MARK.length), newValue)
  // As it stands by now: an older one written back would take away what is typed there.
  if (key?.startsWith(`${DRAFT}/`)) return client.draft(key.slice(DRAFT.length) as DraftPlace, shelf.getItem(key) ?? '')
  if (!key?.startsWith(UNSENT)) return
  const clientId = key.slice(UNSENT.length)
  const { outbox, connection, me } = client.state
  const isHere = outbox.some((one) => one.clientId === clientId)
  if (newValue === null) return isHere ? client.discard(clientId) : undefined
  const unsent = parsed<Unsent>(newValue)
  // What was chosen there of a poll that waits in both; one that is on its way from there is not changed here.
  if (isHere && unsent?.special?.do === 'poll')
    return client.choose(clientId, unsent.special.vote ?? [], unsent.tried || unsent.state === 'sending' ? true : undefined)
  if (isHere || connection.is === 'open' || me === null || unsent === undefined || unsent.state === 'failed') return
  if (unsent.special) return client.post(unsent.room, unsent.text, unsent.special, clientId, unsent.tried)
  const thread = unsent.thread && { root: unsent.thread, also: unsent.also === true }
  const bundle = { clientId, files: unsent.files ?? [], ...(unsent.tried ? { tried: true as const } : {}) }
  client.send(unsent.room, unsent.text, unsent.replyTo ?? undefined, bundle, thread)
}

function followMark(client: Pick<Client, 'state' | 'follow'>, key: string, value: string | null): void {
  if (value === null) return client.follow(key, null)
  const one = markIn(value)
  if (one && one.whose === client.state.me?.id) client.follow(key, one.mark)
}
