// Commands about what was said: answering, changing, taking back, finding.
import type { Message } from '@hearth/protocol/shapes.ts'
import { emojiNamed } from '../edit/emoji.ts'
import { linksIn } from '../text/markup.ts'
import { type Commands, type Desk, firstWord, messageMeant, Refusal, roomHere } from './desk.ts'

export const messageCommands: Commands = {
  me: { usage: 'TEXT', says: 'say what you do: /me waves', run: (desk, text) => doing(desk, text) },
  reply: { usage: '[N] [TEXT]', says: 'answer a message: the newest of others, or the N-th from below', run: reply },
  edit: { usage: '[N] [TEXT]', says: 'change your last message, or the N-th from below', run: edit },
  delete: { usage: '[N]', says: 'take your last message back, or the N-th from below', run: remove },
  react: { usage: '[N] EMOJI', says: 'put an emoji on a message; again: take it off', takes: ['emoji'], run: react },
  links: { usage: '', says: 'the links in this room, newest first', run: links },
  history: { usage: '', says: 'older messages', run: (desk) => desk.older() },
  retry: { usage: '', says: 'send again what could not be sent', run: retry },
  discard: { usage: '', says: 'throw away what could not be sent', run: discard },
}

function doing(desk: Desk, text: string): void {
  if (text === '') throw new Refusal('Say what you do: /me waves')
  desk.client.send(roomHere(desk).id, `*${text.replaceAll('*', '')}*`)
}

const isMine =
  ({ client }: Desk) =>
  ({ author }: Message): boolean =>
    author === client.state.me?.id

function reply(desk: Desk, words: string): void {
  const [message, text] = messageMeant(desk, words, (one) => !isMine(desk)(one))
  if (text === '') return desk.take('reply', message, '')
  desk.client.send(roomHere(desk).id, text, message.id)
}

async function edit(desk: Desk, words: string): Promise<void> {
  const [message, text] = messageMeant(desk, words, isMine(desk))
  if (!isMine(desk)(message)) throw new Refusal('Only your own words can be changed.')
  if (text === '') return desk.take('edit', message, message.text ?? '')
  await desk.client.ask('message.edit', { room: roomHere(desk).id, id: message.id, text })
}

async function remove(desk: Desk, words: string): Promise<void> {
  const [message] = messageMeant(desk, words, isMine(desk))
  await desk.client.ask('message.delete', { room: roomHere(desk).id, id: message.id })
}

async function react(desk: Desk, words: string): Promise<void> {
  const [message, typed] = messageMeant(desk, words, (one) => !isMine(desk)(one))
  const [word] = firstWord(typed)
  const emoji = emojiNamed(word) ?? word
  if (/^:?[a-z0-9_+-]+:?$/u.test(emoji)) throw new Refusal(`There is no emoji called ${emoji.replaceAll(':', '')}; Tab completes :names:.`)
  if (emoji === '') throw new Refusal('Say which: /react 👍 or /react :tada:')
  const place = { room: roomHere(desk).id, id: message.id, emoji }
  const mine = message.reactions.some((one) => one.emoji === emoji && one.users.some((user) => user === desk.client.state.me?.id))
  await desk.client.ask(mine ? 'message.unreact' : 'message.react', place)
}

function links(desk: Desk): void {
  const messages = desk.client.state.timelines.get(roomHere(desk).id)?.messages ?? []
  const found = messages.toReversed().flatMap(({ text }) => linksIn(text ?? ''))
  desk.show('Links', found.length === 0 ? ['There are none in sight.'] : found)
}

function failed({ client, room }: Desk) {
  return client.state.outbox.filter((one) => one.state === 'failed' && (room === undefined || one.room === room))
}

function retry(desk: Desk): void {
  const stuck = desk.outgoing.list.flatMap(({ pieces }) => pieces).filter(({ progress }) => progress.is === 'failed')
  if (failed(desk).length + stuck.length === 0) throw new Refusal('There is nothing that could not be sent.')
  for (const { clientId } of failed(desk)) desk.client.retry(clientId)
  for (const { key } of stuck) desk.outgoing.retry(key)
}

function discard(desk: Desk): void {
  const all = failed(desk)
  for (const { clientId } of all) desk.client.discard(clientId)
  desk.tell(all.length === 0 ? 'There is nothing that could not be sent.' : `${all.length} thrown away.`)
}
