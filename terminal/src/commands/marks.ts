// Commands about messages that matter: pinned for everybody, saved for oneself, said once more elsewhere, and what they said before.
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { threadOfCall } from '@hearth/protocol/make-id.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { cleanLine } from '../clean.ts'
import { newId } from '../connect/clock.ts'
import { pastCallInWords } from '../screen/call.ts'
import type { Choice } from '../screen/chooser.ts'
import { clock, dayAndClock } from '../screen/message.ts'
import { nameOf, titleOf } from '../screen/model.ts'
import { type Commands, type Desk, messageMeant, Refusal, roomHere, roomNamed } from './desk.ts'

export const markCommands: Commands = {
  pin: { usage: '[N]', says: 'pin a message for everybody here: the newest, or the N-th from below', run: pin },
  unpin: { usage: '[N]', says: 'take a pin off: of the newest pinned one, or the N-th message from below', run: unpin },
  pins: { usage: '', says: 'what is pinned in this room; Enter goes there', run: pins },
  star: { usage: '[N]', says: 'save a message for yourself; nobody else sees that', run: star },
  unstar: { usage: '[N]', says: 'save it no more', run: unstar },
  stars: { usage: '', says: 'what you saved, in all rooms; Enter goes there', run: stars },
  thread: { usage: '[N] [TEXT]', says: 'read the thread of a message, or reply in it', run: thread },
  beside: { usage: '[TEXT]', says: 'read what was said beside the newest call here, or say something there', run: beside },
  forward: { usage: '[N] ROOM', says: 'say a message of this room once more in another one, as the words of who said it', run: forward },
  versions: { usage: '[N]', says: 'what a changed message said before', run: versions },
}

const any = (): boolean => true

function meant(desk: Desk, words: string, fits: (message: Message) => boolean) {
  const [message, rest] = messageMeant(desk, words, fits)
  if (rest !== '') throw new Refusal('Say which by its number, counted from the newest, 1.')
  return { room: roomHere(desk).id, id: message.id }
}

async function pin(desk: Desk, words: string): Promise<void> {
  await desk.client.ask('message.pin', meant(desk, words, any))
  desk.tell('Pinned for everybody here; /pins shows all.')
}

async function unpin(desk: Desk, words: string): Promise<void> {
  await desk.client.ask(
    'message.unpin',
    meant(desk, words, ({ pinned }) => pinned === true),
  )
  desk.tell('It is pinned no more.')
}

async function pins(desk: Desk): Promise<void> {
  const room = roomHere(desk)
  const { pins: all } = await desk.client.ask('room.pins', { room: room.id })
  const found = all.map(({ pin: { by }, message }) => choiceOf(desk, room.id, message, `pinned by ${nameOf(desk.client.person(by))}`))
  desk.choose(`Pinned in ${titleOf(room)}`, found, 'Nothing is pinned here; /pin pins the newest message.')
}

async function star(desk: Desk, words: string): Promise<void> {
  await desk.client.ask('message.star', meant(desk, words, any))
  desk.tell('Saved for you; /stars shows all.')
}

async function unstar(desk: Desk, words: string): Promise<void> {
  const { stars: held } = desk.client.state
  await desk.client.ask(
    'message.unstar',
    meant(desk, words, ({ id }) => held.has(id)),
  )
  desk.tell('It is saved no more.')
}

async function stars(desk: Desk): Promise<void> {
  const { starred } = await desk.client.ask('message.starred', {})
  const found = starred.map(({ room, message }) => {
    const there = desk.client.state.rooms.get(room)
    return choiceOf(desk, room, message, there ? titleOf(there) : '')
  })
  desk.choose('Saved', found, 'You saved nothing yet; /star saves the newest message.')
}

/** A row that leads to the message. */
function choiceOf({ client, goTo, tell }: Desk, room: Parameters<Desk['goTo']>[0], message: Message, detail: string): Choice {
  const words = message.text === null ? '(deleted)' : cleanLine(message.text)
  const files = (message.files ?? []).map(({ name }) => `[${cleanLine(name)}]`)
  const go = () => goTo(room, message.seq).catch((error: unknown) => tell(error instanceof Error ? error.message : String(error)))
  return { label: [`${nameOf(client.person(message.author))}:`, words, ...files].join(' '), detail, run: () => void go() }
}

/** Of the marked message, the N-th from below, or the newest that is in a thread. */
async function thread(desk: Desk, words: string): Promise<void> {
  const [message, text] = messageMeant(desk, words, (one) => one.thread !== undefined || one.replies !== undefined)
  await readOrReply(desk, message.thread ?? message.id, text)
}

/** Every word is said: none of a sentence is a choice of what is meant. */
async function beside(desk: Desk, words: string): Promise<void> {
  const call = desk.client.state.timelines.get(roomHere(desk).id)?.calls?.at(-1)
  if (call === undefined) throw new Refusal('No call of this room is in sight.')
  await readOrReply(desk, threadOfCall(call.id), words.trim())
}

async function readOrReply(desk: Desk, root: MessageId, text: string): Promise<void> {
  const room = roomHere(desk).id
  if (text === '') return showThread(desk, room, root)
  desk.client.send(room, text, undefined, undefined, { root, also: false })
  desk.tell('Said in the thread; it stands there, and is counted under what it began with.')
}

/** A thread, by any of its messages. */
export async function showThread(desk: Pick<Desk, 'client' | 'show'>, room: RoomId, id: MessageId): Promise<void> {
  const { root, call, replies, more } = await desk.client.ask('room.thread', { room, id, calls: true })
  const line = (one: Message) =>
    `${clock(one.at)}  ${nameOf(desk.client.person(one.author))}: ${one.text === null ? '(deleted)' : cleanLine(one.text)}`
  desk.show('A thread', [
    ...(root === undefined ? [] : [line(root)]),
    ...(call === undefined ? [] : [`${clock(call.at)}  ☎ ${pastCallInWords(call, desk.client)}`]),
    ...(more ? ['…'] : []),
    ...replies.map(line),
    '',
    '/thread TEXT replies in the newest thread; /thread N TEXT in that of a message, /beside TEXT beside the newest call.',
  ])
}

async function forward(desk: Desk, words: string): Promise<void> {
  const [message, name] = messageMeant(desk, words, any)
  const to = roomNamed(desk.client, name)
  if (!to) throw new Refusal(name === '' ? 'Say where to: /forward ROOM' : `You are in no room called ${cleanLine(name)}.`)
  await desk.client.ask('message.forward', { room: to.id, from: roomHere(desk).id, id: message.id, clientId: newId() })
  desk.tell(`Said in ${titleOf(to)}, as words of ${nameOf(desk.client.person(message.author))}.`)
}

async function versions(desk: Desk, words: string): Promise<void> {
  const { versions: all } = await desk.client.ask(
    'message.versions',
    meant(desk, words, ({ editedAt }) => editedAt !== undefined),
  )
  desk.show(
    'What it said, oldest first',
    all.map(({ text, at }) => `${dayAndClock(at)}  ${cleanLine(text)}`),
  )
}
