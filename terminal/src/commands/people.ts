// Commands about people: talking to one, who is here, contacts, and what one shows of oneself.
import type { Presence, User } from '@hearth/protocol/shapes.ts'
import { cleanLine } from '../clean.ts'
import { dayAndClock } from '../screen/message.ts'
import { type Commands, type Desk, directWith, firstWord, personNamed, Refusal, roomNamed } from './desk.ts'

export const peopleCommands: Commands = {
  msg: { usage: 'NAME [TEXT]', says: 'say something to one person; without TEXT: go there', takes: ['person'], run: message },
  chat: { usage: 'NAME or GROUP', says: 'talk with one person, or in a group', takes: ['person'], run: chat },
  list: { usage: '', says: 'who is here now', run: (desk) => users(desk, 'online') },
  users: { usage: '[online|offline]', says: 'who is here, or was', takes: [['online', 'offline']], run: users },
  contact: {
    usage: '[add|del|get NAME]',
    says: 'your contacts: see, add, take out',
    takes: [['add', 'del', 'get', 'list'], 'person'],
    run: contact,
  },
  add: { usage: 'NAME', says: 'keep somebody in your contacts', takes: ['person'], run: addContact },
  del: { usage: 'NAME', says: 'take somebody out of your contacts', takes: ['person'], run: removeContact },
  block: {
    usage: 'NAME',
    says: 'what they say is folded away, and they reach you no more in private; they are not told',
    takes: ['person'],
    run: (desk, name) => block(desk, name, true),
  },
  unblock: { usage: 'NAME', says: 'hear somebody again', takes: ['person'], run: (desk, name) => block(desk, name, false) },
  nick: { usage: 'NAME', says: 'what others see you as', run: nick },
  status: { usage: '[TEXT]', says: 'a few words beside your name; without TEXT: none', run: status },
  away: { usage: '[TEXT]', says: 'say that you are away; again: that you are back', run: away },
}

async function message({ client, enter, tell }: Desk, words: string): Promise<void> {
  const [name, text] = firstWord(words)
  const person = await personNamed(client, name)
  const room = await directWith(client, person)
  if (text === '') return enter(room.id)
  client.send(room.id, text)
  tell(`Private message to ${cleanLine(person.displayName)}: ${cleanLine(text)}`)
}

async function chat(desk: Desk, words: string): Promise<void> {
  if (words === '') throw new Refusal('Say with whom, or in which group: /chat NAME')
  const room = roomNamed(desk.client, words)
  return room ? desk.enter(room.id) : message(desk, firstWord(words)[0])
}

async function users({ client, show }: Desk, which: string): Promise<void> {
  if (which !== '' && which !== 'online' && which !== 'offline') throw new Refusal('Say /users, /users online or /users offline.')
  const { people } = await client.ask('people.online', {})
  const here = new Set(people.map(({ id }) => id))
  const away = [...client.state.people.values()].filter(({ id, deleted }) => !here.has(id) && !deleted)
  const shown = [...(which === 'offline' ? [] : people), ...(which === 'online' ? [] : away)]
  const lines = shown
    .toSorted((a, b) => Number(here.has(b.id)) - Number(here.has(a.id)) || a.displayName.localeCompare(b.displayName))
    .map((user) => personInWords(user, here.has(user.id), client.state.presence.get(user.id)))
  show(which === 'offline' ? 'Not here now' : which === 'online' ? 'Here now' : 'People', lines.length === 0 ? ['Nobody.'] : lines)
}

function personInWords(user: User, isHere: boolean, presence: Presence | undefined): string {
  const seen = !isHere && presence?.seenAt ? `, last seen ${dayAndClock(presence.seenAt)}` : ''
  const status = user.status === '' ? '' : `: ${cleanLine(user.status)}`
  return `${isHere ? '●' : '○'} ${cleanLine(user.displayName)} (${cleanLine(user.name)}${user.guest ? ', guest' : ''})${status}${seen}`
}

async function contact(desk: Desk, words: string): Promise<void> {
  const [deed, name] = firstWord(words)
  if (deed === 'add') return addContact(desk, name)
  if (deed === 'del' || deed === 'delete') return removeContact(desk, name)
  if (deed !== '' && deed !== 'get' && deed !== 'list') throw new Refusal('Say /contact, /contact add NAME or /contact del NAME.')
  const { contacts } = await desk.client.ask('contact.list', {})
  const isHere = (user: User) => desk.client.state.presence.get(user.id)?.state === 'online'
  const lines = contacts.map((user) => personInWords(user, isHere(user), desk.client.state.presence.get(user.id)))
  desk.show('Your contacts', lines.length === 0 ? ['Nobody yet: /add NAME keeps somebody here.'] : lines)
}

async function addContact({ client, tell }: Desk, name: string): Promise<void> {
  const person = await personNamed(client, name)
  await client.ask('contact.add', { user: person.id })
  tell(`${cleanLine(person.displayName)} is in your contacts.`)
}

async function removeContact({ client, tell }: Desk, name: string): Promise<void> {
  const person = await personNamed(client, name)
  await client.ask('contact.remove', { user: person.id })
  tell(`${cleanLine(person.displayName)} is no longer in your contacts.`)
}

async function block({ client, tell }: Desk, name: string, blocked: boolean): Promise<void> {
  const person = await personNamed(client, name)
  await client.ask('contact.mark', { user: person.id, blocked })
  tell(
    blocked ? `${cleanLine(person.displayName)} is blocked; /unblock takes it back.` : `${cleanLine(person.displayName)} is heard again.`,
  )
}

async function nick({ client, tell }: Desk, name: string): Promise<void> {
  if (name === '') throw new Refusal('Say what you want to be called: /nick NAME')
  const { user } = await client.ask('account.change', { displayName: name })
  tell(`You are ${cleanLine(user.displayName)} now.`)
}

async function status({ client, tell }: Desk, text: string): Promise<void> {
  await client.ask('account.change', { status: text })
  tell(text === '' ? 'Your status is empty.' : `Your status: ${cleanLine(text)}`)
}

async function away(desk: Desk, text: string): Promise<void> {
  const now = desk.client.state.me?.status ?? ''
  const isAway = /^away\b/u.test(now)
  await status(desk, text === '' ? (isAway ? '' : 'away') : `away: ${text}`)
}
