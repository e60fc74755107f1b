// Signing up, in and out, and what one is told then: who is there, and what was said meanwhile.
import { ChatError } from '@hearth/protocol/errors.ts'
import { codeOf } from '../desk.ts'
import type { Person } from '../legacy.ts'
import { groupsOf } from '../news.ts'
import { answering, type Deed, dataOf, field, placeData, reply, responseOf } from './house.ts'
import { isOfKind } from './say.ts'
import { type Fields, inAccent, tag, wordIn } from './tags.ts'

export async function signup(deed: Deed): Promise<void> {
  const { word, desk } = deed
  const [id, key, name] = [field(word, 'user_id', 'id', 'name'), field(word, 'key', 'password'), field(word, 'name')]
  await answering(deed, async () => {
    if (id === '' || key === '') return 'failed'
    await desk.register(id, { form: 'plain', secret: key }, name === '' ? undefined : name)
    return 'successful'
  })
}

export async function login(deed: Deed): Promise<void> {
  const { word, desk, house } = deed
  const [id, key] = [field(word, 'user_id', 'id'), field(word, 'key', 'password')]
  try {
    if (id === '') return reply(deed, 'failed')
    const isKnown = desk.hall.directory.personCalled(id) !== undefined
    const me = await desk.signIn(id, { form: 'plain', secret: key }).catch((why: unknown) => {
      throw !isKnown && why instanceof ChatError && why.code === 'bad_credentials' ? new ChatError('user_unknown') : why
    })
    const isElsewhere = house.singleLogin && [...house.desks].some((other) => isTwin(deed, other, me))
    for (const other of house.desks) if (!other.isOpen) house.desks.delete(other)
    house.desks.add(desk)
    if (isElsewhere) {
      await desk.signOut()
      return reply(deed, word.accent === 'document' ? 'failed' : 'simultaneous_login')
    }
  } catch (why) {
    return reply(deed, responseOf(codeOf(desk.hall, 'prmp login', why)))
  }
  reply(deed, 'successful')
  await welcome(deed)
}

const isTwin = ({ desk }: Deed, other: Deed['desk'], me: Person): boolean =>
  other !== desk && other.isOpen && other.me?.id === me.id && other.state.kind === desk.state.kind

/** Who is there, then what was said while one was away, each as a chat of its own. */
async function welcome(deed: Deed): Promise<void> {
  const { desk } = deed
  const { contacts } = await desk.ask('contact.list', {})
  desk.state = { ...desk.state, contacts: new Set(contacts.map(({ id }) => id)) }
  if (desk.state.kind === 'all' || desk.state.kind === 'status') desk.say(statusPush(deed))
  for (const news of await desk.missed()) {
    if (!isOfKind(desk.state.kind, news.place)) continue
    desk.tell(news)
    desk.readUpTo(news.place, news.seq)
  }
}

/** The contacts who are here; accent C is told of the others, too, with when they were last seen. */
function statusPush(deed: Deed): Buffer {
  const { accent } = deed.word
  const people = contactsOf(deed)
  const here = people.filter((one) => deed.desk.hall.hub.isHere(one.id))
  if (accent === 'document')
    return tag(accent, { action: 'status', status: 'online', data: here.map((one) => ({ user_id: one.word, status: 'online' })) })
  const shown = accent === 'C' ? people : here
  return tag(accent, { action: 'STATUS', statuses: statusesOf(deed, shown) })
}

const statusesOf = ({ desk }: Deed, people: readonly Person[]): (readonly [string, string | number])[] =>
  people.map((one) => [one.word, desk.hall.hub.isHere(one.id) ? 'ONLINE' : Math.floor((one.seenAt ?? 0) / 1000)])

const contactsOf = ({ desk }: Deed): Person[] => [...desk.state.contacts].flatMap((id) => desk.hall.directory.person(id) ?? [])

/** Asked for by the program itself. */
export async function status(deed: Deed): Promise<void> {
  const { accent } = deed.word
  const people = contactsOf(deed)
  if (accent === 'document') return reply(deed, 'successful', { data: people.map((one) => ({ user_id: one.word, ...stateOf(deed, one) })) })
  reply(deed, 'successful', { statuses: statusesOf(deed, people) })
}

const stateOf = ({ desk }: Deed, one: Person): Fields =>
  desk.hall.hub.isHere(one.id) ? { status: 'online' } : { status: 'offline', last_seen: Math.floor((one.seenAt ?? 0) / 1000) }

/** The account: what it is called, whom it knows, where it is. */
export async function data(deed: Deed): Promise<void> {
  const { desk, word } = deed
  await Promise.resolve()
  const { me } = desk
  if (me === undefined) return reply(deed, 'failed')
  const places = groupsOf(desk.hall.directory, me.id)
  const account = {
    name: me.displayName,
    users: contactsOf(deed).map((one) => dataOf(deed, one)),
    groups: places.filter(({ kind }) => kind !== 'channel').map((place) => placeData(deed, place)),
    channels: places.filter(({ kind }) => kind === 'channel').map((place) => placeData(deed, place)),
    id: me.word,
    icon: '',
    status: wordIn(word.accent, 'online'),
  }
  const inside = inAccent(word.accent, account)
  if (word.accent === 'B') reply(deed, 'successful', { data: inside })
  else reply(deed, 'successful', {}, { data: inside })
}

/** Answered, then closed. */
export async function logout(deed: Deed): Promise<void> {
  await deed.desk.signOut()
  reply(deed, 'successful')
  deed.desk.end()
}
