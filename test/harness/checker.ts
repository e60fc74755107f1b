// The history checker: what clients did and heard, against what the server holds in the end. docs/trust.md names its ten assertions.

/** One thing a client did. `unknown`: the connection went before the answer came. */
export type Op = {
  /** One sequential actor: it never has two operations open at once. */
  readonly client: string
  readonly person: string
  readonly room: string
  readonly outcome: 'ok' | 'fail' | 'unknown'
  readonly did:
    | { readonly op: 'send'; readonly clientId: string; readonly text: string; readonly id?: string; readonly seq?: number }
    | { readonly op: 'edit'; readonly id: string; readonly text: string; readonly seq?: number }
    | { readonly op: 'delete'; readonly id: string; readonly seq?: number }
    | { readonly op: 'react' | 'unreact'; readonly id: string; readonly emoji: string }
    | { readonly op: 'read'; readonly seq: number }
}

/** One logged event as a client heard it, in order of arrival. */
export type Delivery = {
  readonly client: string
  readonly person: string
  readonly room: string
  readonly seq: number
  readonly event: string
  readonly about: string
}
/** `resume_too_far`: the client was told to forget. */
export type Reset = { readonly client: string; readonly room: string; readonly reset: number }

export type FinalMessage = {
  readonly id: string
  readonly seq: number
  readonly author: string
  readonly text: string | null
  readonly clientId: string
  readonly reactions: readonly { readonly emoji: string; readonly users: readonly string[] }[]
}
/** A room's log entry: what happened, to whom or what. */
export type Entry = { readonly seq: number; readonly event: string; readonly about: string }
export type Seat = { readonly person: string; readonly readSeq: number; readonly unread: number }

export type FinalRoom = {
  readonly room: string
  readonly seq: number
  /** The whole log from the first entry. */
  readonly log: readonly Entry[]
  /** The whole history. */
  readonly messages: readonly FinalMessage[]
  readonly seats: readonly Seat[]
}

export type Record = { readonly ops: readonly Op[]; readonly heard: readonly (Delivery | Reset)[]; readonly final: readonly FinalRoom[] }

/** Whom or what an entry is about; edits and reactions are told apart by their words. */
export function aboutOf({ event, with: what }: { readonly event: string; readonly with: object }): string {
  if (event.startsWith('message.')) return 'id' in what && typeof what.id === 'string' ? what.id : ''
  if (!('user' in what)) return ''
  const user: unknown = what.user
  return typeof user === 'string' ? user : typeof user === 'object' && user !== null && 'id' in user ? String(user.id) : ''
}

/** Every violation in one sentence each; none is what we want. */
export function check(record: Record): string[] {
  return record.final.flatMap((room) => {
    const ops = record.ops.filter((op) => op.room === room.room)
    const heard = record.heard.filter((one) => one.room === room.room)
    return [
      ...lost(room, ops),
      ...unexpected(room, ops),
      ...duplicates(room),
      ...gaps(room),
      ...senderOrder(room, ops),
      ...streams(room, heard),
      ...outsiders(room, heard),
      ...lastWords(room, ops),
      ...lastReactions(room, ops),
      ...unread(room),
      ...readMarks(room, ops),
    ]
  })
}

/** 1. Whatever was answered is there, at the place that was answered. */
function lost(room: FinalRoom, ops: readonly Op[]): string[] {
  const byId = new Map(room.messages.map((message) => [message.id, message]))
  return ops.flatMap(({ outcome, client, did }) => {
    if (outcome !== 'ok' || did.op !== 'send') return []
    const message = did.id === undefined ? undefined : byId.get(did.id)
    if (!message) return [`lost: ${did.clientId} of ${client} was answered with seq ${did.seq} and is not in the history`]
    return message.seq === did.seq && message.clientId === did.clientId
      ? []
      : [`lost: ${did.clientId} of ${client} was answered with seq ${did.seq}, the history has ${message.clientId} at ${message.seq}`]
  })
}

/** 2. Nothing is there that nobody said. */
function unexpected(room: FinalRoom, ops: readonly Op[]): string[] {
  const texts = new Map<string, Set<string>>()
  const sent = new Map(ops.flatMap(({ did, person }) => (did.op === 'send' ? [[`${person} ${did.clientId}`, did.text]] : [])))
  for (const { did } of ops) if (did.op === 'edit') texts.set(did.id, (texts.get(did.id) ?? new Set()).add(did.text))
  return room.messages.flatMap((message) => {
    const text = sent.get(`${message.author} ${message.clientId}`)
    if (text === undefined) return [`unexpected: ${message.clientId} at seq ${message.seq} was sent by nobody`]
    const said = message.text === null || message.text === text || texts.get(message.id)?.has(message.text)
    return said ? [] : [`unexpected: seq ${message.seq} reads ${JSON.stringify(message.text)}, which nobody wrote`]
  })
}

/** 3. Each clientId of a person is one message. */
function duplicates(room: FinalRoom): string[] {
  const seen = new Map<string, number>()
  return room.messages.flatMap(({ author, clientId, seq }) => {
    const first = seen.get(`${author} ${clientId}`)
    seen.set(`${author} ${clientId}`, first ?? seq)
    return first === undefined ? [] : [`duplicate: ${clientId} is at seq ${first} and ${seq}`]
  })
}

/** 4. The log is 1, 2, 3 … to the room's seq; the history rises and each of its messages is an entry of the log. */
function gaps(room: FinalRoom): string[] {
  const wrong = room.log
    .flatMap(({ seq }, index) => (seq === index + 1 ? [] : [`gap: entry ${index + 1} of the log has seq ${seq}`]))
    .slice(0, 3)
  if (room.log.length !== room.seq) wrong.push(`gap: the log has ${room.log.length} entries, the room's seq is ${room.seq}`)
  let before = 0
  for (const { seq, id } of room.messages) {
    if (seq <= before) wrong.push(`order: seq ${seq} follows ${before} in the history`)
    const entry = room.log[seq - 1]
    if (entry?.event !== 'message.said' || entry.about !== id) wrong.push(`gap: the log has no message.said of ${id} at seq ${seq}`)
    before = seq
  }
  return wrong
}

/** 5. What one client did one after the other stands in that order. What it said again, for no answer had come in time, is one message. */
function senderOrder(_room: FinalRoom, ops: readonly Op[]): string[] {
  const last = new Map<string, number>()
  const said = new Map<string, number>()
  return ops.flatMap(({ client, outcome, did }) => {
    if (outcome !== 'ok' || did.op !== 'send' || did.seq === undefined) return []
    const once = `${client} ${did.clientId}`
    if (said.get(once) === did.seq) return []
    said.set(once, did.seq)
    const before = last.get(client) ?? 0
    last.set(client, did.seq)
    return did.seq > before ? [] : [`sender order: ${client} sent ${did.clientId} later, but it stands at ${did.seq}, not after ${before}`]
  })
}

const isReset = (one: Delivery | Reset): one is Reset => 'reset' in one

/** 6. Each client hears a stretch of the log: every entry once, in order, the same for all. */
function streams(room: FinalRoom, heard: readonly (Delivery | Reset)[]): string[] {
  const wrong: string[] = []
  const last = new Map<string, number>()
  for (const one of heard) {
    if (isReset(one)) {
      last.delete(one.client)
      continue
    }
    const before = last.get(one.client)
    last.set(one.client, one.seq)
    if (before !== undefined && one.seq !== before + 1 && !backAgain(room, one, before))
      wrong.push(`stream: ${one.client} heard ${one.seq} after ${before}`)
    const entry = room.log[one.seq - 1]
    if (entry?.event !== one.event || entry.about !== one.about)
      wrong.push(`stream: ${one.client} heard ${one.event} ${one.about} at ${one.seq}, the log has ${entry?.event} ${entry?.about}`)
  }
  return wrong
}

/** A jump is right where the person was out of the room in between. */
function backAgain(room: FinalRoom, { person, seq }: Delivery, before: number): boolean {
  return seq > before && intervals(room, person).some(([from, to]) => from === seq && to >= seq)
}

/** 7. Nobody hears what happened while they were not in the room. */
function outsiders(room: FinalRoom, heard: readonly (Delivery | Reset)[]): string[] {
  const inside = new Map<string, [number, number][]>()
  return heard.flatMap((one) => {
    if (isReset(one)) return []
    const mine = inside.get(one.person) ?? intervals(room, one.person)
    inside.set(one.person, mine)
    return mine.some(([from, to]) => one.seq >= from && one.seq <= to)
      ? []
      : [`outsider: ${one.person} heard ${one.seq}, but was not in the room`]
  })
}

/** When a person was in the room, from the log. Who is nowhere in it was there from the first entry on. */
function intervals(room: FinalRoom, person: string): [number, number][] {
  const list: [number, number][] = []
  let from: number | undefined
  for (const { seq, event, about } of room.log) {
    if (event === 'room.created') from = 1
    if (about !== person) continue
    if (event === 'room.joined') from ??= seq
    if ((event === 'room.left' || event === 'room.removed') && from !== undefined) {
      list.push([from, seq])
      from = undefined
    }
  }
  if (from !== undefined || list.length === 0) list.push([from ?? 1, Number.POSITIVE_INFINITY])
  return list
}

/** 8. Edits and deletions: the last answered one holds; what was never answered may hold, too, if it came later. */
function lastWords(room: FinalRoom, ops: readonly Op[]): string[] {
  const changes = Map.groupBy(
    ops.filter(({ did, outcome }) => (did.op === 'edit' || did.op === 'delete') && outcome !== 'fail'),
    ({ did }) => (did.op === 'edit' || did.op === 'delete' ? did.id : ''),
  )
  return room.messages.flatMap((message) => {
    const mine = changes.get(message.id) ?? []
    const answered = mine.findLastIndex(({ outcome }) => outcome === 'ok')
    if (answered < 0) return []
    const wordsOf = ({ did }: Op): string | null => (did.op === 'edit' ? did.text : null)
    const deleted = mine.some(({ did, outcome }) => did.op === 'delete' && outcome === 'ok')
    const allowed = deleted ? [null] : mine.slice(answered).map(wordsOf)
    return allowed.includes(message.text)
      ? []
      : [`last words: seq ${message.seq} reads ${JSON.stringify(message.text)} instead of ${JSON.stringify(allowed)}`]
  })
}

/** 8. The same for reactions. */
function lastReactions(room: FinalRoom, ops: readonly Op[]): string[] {
  const byId = new Map(room.messages.map((message) => [message.id, message]))
  const groups = Map.groupBy(
    ops.filter(({ did, outcome }) => (did.op === 'react' || did.op === 'unreact') && outcome !== 'fail'),
    ({ person, did }) => (did.op === 'react' || did.op === 'unreact' ? JSON.stringify([person, did.id, did.emoji]) : ''),
  )
  return [...groups].flatMap(([key, mine]) => {
    const [person = '', id = '', emoji = '']: string[] = JSON.parse(key)
    const message = byId.get(id)
    const answered = mine.findLastIndex(({ outcome }) => outcome === 'ok')
    if (answered < 0 || !message || message.text === null) return []
    const there = message.reactions.some((reaction) => reaction.emoji === emoji && reaction.users.includes(person))
    const allowed = mine.slice(answered).map(({ did }) => did.op === 'react')
    return allowed.includes(there) ? [] : [`reaction: ${emoji} of ${person} on seq ${message.seq} is ${there ? 'there' : 'missing'}`]
  })
}

/** 9. Unread counts are what the history says. */
function unread(room: FinalRoom): string[] {
  return room.seats.flatMap((seat) => {
    const real = room.messages.filter(({ seq, author }) => seq > seat.readSeq && author !== seat.person).length
    return real === seat.unread ? [] : [`unread: ${seat.person} has ${seat.unread} unread after ${seat.readSeq}, the history has ${real}`]
  })
}

/** 9. A read mark that was answered never goes back. */
function readMarks(room: FinalRoom, ops: readonly Op[]): string[] {
  return room.seats.flatMap((seat) => {
    const marks = ops.flatMap(({ person, outcome, did }) =>
      person === seat.person && outcome === 'ok' && did.op === 'read' ? [Math.min(did.seq, room.seq)] : [],
    )
    const highest = Math.max(0, ...marks)
    return seat.readSeq >= highest ? [] : [`read mark: ${seat.person} had read up to ${highest}, the server says ${seat.readSeq}`]
  })
}
