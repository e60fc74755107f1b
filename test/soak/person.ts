// One of the two hundred: talks, changes their mind, reacts, reads, sends files, loses the line, stops reading; what they do follows from a seed.
import { randomBytes } from 'node:crypto'
import { UnreadableError } from '@hearth/client/portions.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId, MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { Chance } from '../crash/chance.ts'
import { type Member, settleIn } from '../harness/member.ts'
import { hashOf, type Sender } from '../harness/upload.ts'

/** A file somebody sent, and what its bytes hash to. */
export type SentFile = { readonly by: string; readonly room: RoomId; readonly clientId: string; readonly id: FileId; readonly hash: string }

export type Life = {
  readonly member: Member
  readonly sender: Sender
  readonly rooms: readonly RoomId[]
  readonly chance: Chance
  readonly files: { push(file: SentFile): unknown }
  /** Milliseconds between two deeds, about. */
  readonly paceMs: number
  readonly counts: Counts
  readonly isOver: () => boolean
}
export type Counts = { stalls: number; drops: number; uploads: number }

const rest = (ms: number): Promise<void> => new Promise((go) => setTimeout(go, ms))

/** Lives until it is over; one deed at a time, so that each is surely before the next. */
export async function live(life: Life): Promise<void> {
  const { member, rooms, chance, paceMs, isOver } = life
  await settleIn(member, rooms)
  let last: Promise<void> = Promise.resolve()
  while (!isOver()) {
    await rest(chance.between(paceMs / 10, paceMs * 2))
    const room = roomOf(rooms, chance)
    if (isOver()) break
    if (room !== undefined) last = act(life, room)
    await last
  }
}

/** Most of it is said in small rooms: what everybody hears is said seldom. */
const roomOf = (rooms: readonly RoomId[], chance: Chance): RoomId | undefined =>
  chance.next() < 0.08 ? rooms[0] : chance.pick(rooms.slice(1))

async function act(life: Life, room: RoomId): Promise<void> {
  const { member, chance, counts } = life
  const { client, name } = member
  const { own, any } = messagesOf(member, room, chance)
  const dice = chance.next()
  if (dice < 0.08 && own) return quietly(client.ask('message.edit', { room, id: own, text: `${name} means ${chance.between(0, 1e9)}` }))
  if (dice < 0.1 && own) return quietly(client.ask('message.delete', { room, id: own }))
  if (dice < 0.2 && any) return quietly(client.ask('message.react', { room, id: any, emoji: chance.pick(['👍', '🔥', '🎈']) ?? '👍' }))
  if (dice < 0.23 && any) return quietly(client.ask('message.unreact', { room, id: any, emoji: chance.pick(['👍', '🔥', '🎈']) ?? '👍' }))
  if (dice < 0.3) return client.read(room, client.state.rooms.get(room)?.seq ?? 0)
  if (dice < 0.315) return sendFile(life, room)
  if (dice < 0.33) {
    counts.drops++
    return member.drop()
  }
  if (dice < 0.34) return stall(life)
  if (dice < 0.355) return quietly(client.older(room))
  if (dice < 0.38) return client.typing(room)
  client.send(room, words(name, chance))
}

/** From a word to a page. */
function words(name: string, chance: Chance): string {
  const length = chance.next() < 0.03 ? chance.between(500, 6000) : chance.between(0, 120)
  return `${name} says ${chance.between(0, 1e9)} ${'a word or two '.repeat(Math.ceil(length / 14))}`.trim()
}

function messagesOf({ client }: Member, room: RoomId, chance: Chance): { own: MessageId | undefined; any: MessageId | undefined } {
  const recent = (client.state.timelines.get(room)?.messages ?? []).slice(-40).filter(({ text }) => text !== null)
  const own = chance.pick(recent.filter(({ author }) => author === client.state.me?.id))
  return { own: own?.id, any: chance.pick(recent)?.id }
}

/** Some seconds without reading anything, as a phone that sleeps. */
async function stall({ member, chance, counts }: Life): Promise<void> {
  counts.stalls++
  const goOn = member.stall()
  await rest(chance.between(2000, 12_000))
  goOn()
}

async function sendFile({ member, sender, chance, files, counts, isOver }: Life, room: RoomId): Promise<void> {
  const size = chance.next() < 0.1 ? chance.between(300_000, 2_000_000) : chance.between(1, 60_000)
  const bytes = new Blob([randomBytes(size)])
  const name = `${member.name}-${counts.uploads++}.bin`
  const uploading = sender.upload({ bytes, name, room })
  const giveUp = setInterval(() => isOver() && uploading.stop(), 500)
  try {
    const id = await uploading.done
    const clientId = `${name}-${chance.between(0, 1e9)}`
    files.push({ by: member.name, room, clientId, id, hash: await hashOf(bytes) })
    member.client.send(room, '', undefined, { clientId, files: [{ id, name, size, kind: 'other', type: 'application/octet-stream' }] })
  } catch (cause) {
    if (!(cause instanceof ChatError) && !(cause instanceof UnreadableError)) throw cause
  } finally {
    clearInterval(giveUp)
  }
}

/** What is refused, and what found no way, is no fault of this person: the tape below noted it. */
async function quietly(asking: Promise<unknown>): Promise<void> {
  try {
    await asking
  } catch (cause) {
    if (!(cause instanceof ChatError)) throw cause
  }
}
