// Commands about people: talking to one, who is here, contacts, and what one shows of oneself.
import type { State } from '@hearth/client/client.ts'
import { standingOf } from '@hearth/client/standing.ts'
import type { ShownAs } from '@hearth/protocol/own-shapes.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import { cleanLine } from '../clean.ts'
import { dayAndClock } from '../screen/message.ts'
import { inWords, signs } from '../screen/standing.ts'
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
  away: { usage: '[TEXT]', says: 'be shown as away, with a few words; again: as back', run: away },
  busy: { usage: '', says: 'be shown as not to be disturbed; again: as you are', run: (desk) => showAs(desk, 'busy') },
  hide: { usage: '', says: 'be shown as if you were not here; again: as you are', run: (desk) => showAs(desk, 'hidden') },
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
    .map((user) => personInWords(user, client.state))
  show(which === 'offline' ? 'Not here now' : which === 'online' ? 'Here now' : 'People', lines.length === 0 ? ['Nobody.'] : lines)
}

function personInWords(user: User, state: State): string {
  const standing = standingOf(state, user.id) ?? 'gone'
  const presence = state.presence.get(user.id)
  const seen = standing === 'gone' && presence?.seenAt ? `, last seen ${dayAndClock(presence.seenAt)}` : ''
  const status = user.status === '' ? '' : `: ${cleanLine(user.status)}`
  return `${signs[standing]} ${cleanLine(user.displayName)} (${cleanLine(user.name)}${user.guest ? ', guest' : ''})${inWords[standing]}${status}${seen}`
}

async function contact(desk: Desk, words: string): Promise<void> {
  const [deed, name] = firstWord(words)
  if (deed === 'add') return addContact(desk, name)
  if (deed === 'del' || deed === 'delete') return removeContact(desk, name)
  if (deed !== '' && deed !== 'get' && deed !== 'list') throw new Refusal('Say /contact, /contact add NAME or /contact del NAME.')
  const { contacts } = await desk.client.ask('contact.list', {})
  const lines = contacts.map((user) => personInWords(user, desk.client.state))
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

const shown: Readonly<Record<ShownAs, string>> = {
  auto: 'Others see you as you are: here, or away.',
  away: 'Others see you as away. Again: as you are.',
  busy: 'Others see that you are not to be disturbed. Again: as you are.',
  hidden: 'Others see you as not here. Again: as you are.',
}

/** The same again takes it back. */
async function showAs({ client, tell }: Desk, as: ShownAs, isAgain = client.state.own.settings.shownAs === as): Promise<void> {
  const { settings } = await client.ask('own.change', { shownAs: isAgain ? 'auto' : as })
  tell(shown[settings.shownAs])
}

async function away(desk: Desk, text: string): Promise<void> {
  const { me, own } = desk.client.state
  const wasSaid = /^away\b/u.test(me?.status ?? '')
  if (text !== '') await status(desk, `away: ${text}`)
  else if (wasSaid) await status(desk, '')
  await showAs(desk, 'away', text === '' && (wasSaid || own.settings.shownAs === 'away'))
}
