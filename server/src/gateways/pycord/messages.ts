// What is said in a group, and what can be read of it: the last fifty, as the document wants it.
import { HISTORY_PAGE } from '@hearth/protocol/limits.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import type { Place } from '../legacy.ts'
import type { Visit } from '../visits.ts'
import type { Doorkeeper } from './groups.ts'
import { firstWhoMay } from './groups.ts'
import { boundByNumber, insiders, numberOf, placeNumbered } from './people.ts'
import { Refusal, refuse } from './refusals.ts'
import { dateWords, messageText, type Row } from './say.ts'
import { texts } from './texts.ts'

const SHOWN = 50
/** Pages that are looked through for messages nobody took back. */
const PAGES = 20

export async function addMessage(keeper: Doorkeeper, address: string, user: number, group: number, text: string): Promise<void> {
  const place = placeNumbered(keeper.directory, group)
  const visit = place && speaker(keeper, address, user)
  if (place === undefined || visit === undefined || !place.members.has(visit.user)) return refuse(texts.noUserOrGroup)
  await visit.say(place.id, text)
}

function speaker(keeper: Doorkeeper, address: string, user: number): Visit | undefined {
  try {
    return boundByNumber(keeper, address, user)
  } catch (fault) {
    if (fault instanceof Refusal) return undefined
    throw fault
  }
}

export async function getMessages(keeper: Doorkeeper, address: string, group: number): Promise<readonly Row[]> {
  const { directory, legacy } = keeper
  const place = placeNumbered(directory, group)
  const readers = place === undefined ? [] : insiders(keeper, address, place)
  const [reader] = readers
  if (place === undefined || reader === undefined) return refuse(texts.noSuchGroup)
  const shown = await living(reader, place)
  const last = shown.at(-1) ?? refuse(texts.noMessages)
  const numbers = await legacy.messageNumbers(
    place.id,
    shown.map(({ seq }) => seq),
  )
  // Where several are bound here nobody can tell which of them reads.
  if (readers.length === 1) await reader.ask('room.read', { room: place.id, seq: last.seq })
  const number = numberOf(directory, place) ?? group
  return shown.map((message): Row => {
    const author = directory.person(message.author)
    const said = [author?.word ?? DELETED, messageText(message), dateWords(message.at), author?.number ?? 0] as const
    return [numbers.get(message.seq) ?? 0, ...said, number]
  })
}

const DELETED = 'deleted'

/** The last of those that were not taken back, in the order they were said. */
async function living(reader: Visit, { id: room }: Place): Promise<readonly Message[]> {
  let shown: Message[] = []
  let before: number | undefined
  for (let page = 0; page < PAGES && shown.length < SHOWN; page++) {
    const { messages } = await reader.ask('room.history', { room, limit: HISTORY_PAGE, ...(before === undefined ? {} : { before }) })
    const [first] = messages
    if (first === undefined) break
    shown = [...messages.filter(({ text }) => text !== null), ...shown]
    before = first.seq
  }
  return shown.slice(-SHOWN)
}

/** One's own, or anybody's as admin of the group. */
export async function delMessage(keeper: Doorkeeper, address: string, number: number): Promise<void> {
  const { directory, legacy } = keeper
  const found = await legacy.messageNumbered(number)
  const place = found && directory.place(found.room)
  const inside = place === undefined ? [] : insiders(keeper, address, place)
  const [reader] = inside
  if (found === undefined || reader === undefined) return refuse(texts.noSuchMessage)
  const { message } = await reader.ask('message.get', found)
  if (message.text === null) refuse(texts.noSuchMessage)
  const authorFirst = inside.toSorted((a, b) => Number(b.user === message.author) - Number(a.user === message.author))
  await firstWhoMay(authorFirst, (visit) => visit.ask('message.delete', found))
}
