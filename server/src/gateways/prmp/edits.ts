// Adding, removing, creating, deleting and changing users, groups, channels and admins.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import type { Place } from '../legacy.ts'
import { answering, type Deed, dataOf, field, personMeant, placeData, placeMeant, type What } from './house.ts'
import { answer, type Fields, type Response } from './tags.ts'

type Done = Response | readonly [Response, Fields]
type Edit = (deed: Deed, what: What) => Promise<Done>

export type EditName = 'add' | 'remove' | 'create' | 'delete' | 'change'

/** Does the edit and answers it. */
export const edit = (deed: Deed, name: EditName, what: What): Promise<void> => answering(deed, () => edits[name](deed, what))

const edits: Readonly<Record<EditName, Edit>> = { add, remove, create, delete: erase, change }

async function add(deed: Deed, what: What): Promise<Done> {
  switch (what) {
    case 'user':
      return roomMeant(deed) === undefined ? addContact(deed) : addMember(deed)
    case 'member':
      return addMember(deed)
    case 'group':
    case 'channel':
      return join(deed, what)
    case 'admin':
      return setRole(deed, 'admin')
    default:
      return what satisfies never
  }
}

async function remove(deed: Deed, what: What): Promise<Done> {
  switch (what) {
    case 'user':
      return roomMeant(deed) === undefined ? removeContact(deed) : takeOut(deed)
    case 'member':
      return takeOut(deed)
    case 'group':
    case 'channel':
      return field(deed.word, 'user_id') === '' ? leave(deed, what) : takeOut(deed)
    case 'admin':
      return setRole(deed, 'member')
    default:
      return what satisfies never
  }
}

async function create(deed: Deed, what: What): Promise<Done> {
  if (what === 'admin') return setRole(deed, 'admin')
  if (what !== 'group' && what !== 'channel') return 'failed'
  const { desk, word } = deed
  const id = field(word, `${what}_id`, 'id')
  if (id === '') return 'failed'
  const name = field(word, `${what}_name`, 'name') || id
  const room = await desk.hall.legacy.createRoom(desk.member(), { word: id, name, kind: what, public: true })
  const place = desk.hall.directory.place(room.id)
  return place === undefined || word.accent !== 'C' ? 'successful' : ['successful', { data: placeData(deed, place) }]
}

/** Of a user one's own account, with its key; of somebody else the contact. */
async function erase(deed: Deed, what: What): Promise<Done> {
  const { desk, word } = deed
  if (what === 'admin') return setRole(deed, 'member')
  if (what === 'user') {
    const isOwn = desk.hall.directory.personCalled(field(word, 'user_id', 'id') || (desk.me?.word ?? ''))?.id === desk.me?.id
    if (!isOwn) return remove(deed, 'user')
    // The account takes the connection along: what answers must be said in the same breath.
    desk.state = { ...desk.state, goodbye: answer(word, 'successful') }
    await desk.ask('account.delete', { password: field(word, 'key', 'password') || ' ' }).finally(() => {
      desk.state = { ...desk.state, goodbye: undefined }
    })
    return 'successful'
  }
  if (what !== 'group' && what !== 'channel') return 'failed'
  await desk.ask('room.delete', { room: placeMeant(deed, what, `${what}_id`, 'id').id })
  return 'successful'
}

async function addContact(deed: Deed): Promise<Done> {
  const { desk, word } = deed
  const person = personMeant(deed, 'user_id', 'id')
  if (person.id === desk.me?.id) return 'failed'
  if (desk.state.contacts.has(person.id)) return 'existing'
  await quietly(deed, person.id, async () => {
    if (word.accent === 'C') await desk.hall.legacy.befriend(desk.member(), person.id)
    else await desk.ask('contact.add', { user: person.id })
  })
  return word.accent === 'C' ? ['successful', { data: dataOf(deed, person) }] : 'successful'
}

async function removeContact(deed: Deed): Promise<Done> {
  const { desk, word } = deed
  const person = personMeant(deed, 'user_id', 'id')
  if (!desk.state.contacts.has(person.id)) return 'non_existing'
  await quietly(deed, person.id, async () => {
    if (word.accent === 'C') await desk.hall.legacy.part(desk.member(), person.id)
    else await desk.ask('contact.remove', { user: person.id })
  })
  return 'successful'
}

/** The answer says it: the news of it need not. */
async function quietly({ desk }: Deed, quiet: UserId, work: () => Promise<void>): Promise<void> {
  desk.state = { ...desk.state, quiet }
  try {
    await work()
  } finally {
    desk.state = { ...desk.state, quiet: undefined }
  }
}

async function join(deed: Deed, what: 'group' | 'channel'): Promise<Done> {
  const { desk, word } = deed
  const place = placeMeant(deed, what, `${what}_id`, 'id')
  if (place.members.has(desk.member().user)) return 'existing'
  await desk.ask('room.join', { room: place.id })
  return word.accent === 'C' ? ['successful', { data: placeData(deed, place) }] : 'successful'
}

async function leave(deed: Deed, what: 'group' | 'channel'): Promise<Done> {
  await deed.desk.ask('room.leave', { room: placeMeant(deed, what, `${what}_id`, 'id').id })
  return 'successful'
}

async function addMember(deed: Deed): Promise<Done> {
  const place = checkRoom(deed)
  const person = personMeant(deed, 'user_id', 'id')
  if (place.members.has(person.id)) return 'existing'
  await deed.desk.ask('room.invite', { room: place.id, users: [person.id] })
  return 'successful'
}

async function takeOut(deed: Deed): Promise<Done> {
  const place = checkRoom(deed)
  const person = personMeant(deed, 'user_id', 'id')
  if (person.id === deed.desk.me?.id) await deed.desk.ask('room.leave', { room: place.id })
  else await deed.desk.ask('room.remove', { room: place.id, user: person.id })
  return 'successful'
}

async function setRole(deed: Deed, role: 'admin' | 'member'): Promise<Done> {
  const place = checkRoom(deed)
  const person = personMeant(deed, 'admin_id', 'user_id', 'id')
  if (!place.members.has(person.id)) return 'non_existing'
  const now = place.members.get(person.id)
  if (role === 'admin' && now !== 'member') return 'existing'
  if (role === 'member' && now === 'member') return 'non_existing'
  await deed.desk.ask('room.role', { room: place.id, user: person.id, role })
  return 'successful'
}

async function change(deed: Deed, what: What): Promise<Done> {
  const { desk, word } = deed
  const trait = traitOf(deed, what)
  if (what === 'user') {
    const value = field(word, `user_${trait}`, trait === 'name' ? 'name' : 'new_id', trait === 'key' ? 'new_key' : 'data', 'data')
    if (value === '') return 'failed'
    if (trait === 'id') await desk.hall.legacy.renamePerson(desk.member(), value)
    else if (trait === 'key') await changeKey(deed, value)
    else await desk.ask('account.change', { displayName: value })
    return 'successful'
  }
  if (what !== 'group' && what !== 'channel') return 'failed'
  if (trait === 'key') return 'failed'
  const place = placeMeant(deed, what, ...(trait === 'id' ? ['id', 'old_id', 'recipient'] : [`${what}_id`, 'id', 'recipient']))
  const value = trait === 'id' ? field(word, 'new_id', `${what}_id`, 'data') : field(word, `${what}_name`, 'name', 'data')
  if (value === '') return 'failed'
  if (trait === 'name') await desk.ask('room.rename', { room: place.id, name: value })
  else {
    await desk.hall.legacy.renameRoom(desk.member(), place.id, value)
    desk.hall.directory.recall(place.id)
  }
  return 'successful'
}

/** Which of its traits: named in the action (`change_user_id`), in `change`, or by what is given. */
function traitOf({ word }: Deed, what: What): 'id' | 'name' | 'key' {
  const named = /_(id|name|key)$/.exec(word.action)?.[1] ?? field(word, 'change').toLowerCase()
  if (named === 'id' || named === 'name' || named === 'key') return named
  if (field(word, 'new_id') !== '') return 'id'
  if (what === 'user' && field(word, 'new_key') !== '') return 'key'
  return 'name'
}

/** Other sign-ins end with the old key, which must be shown. */
async function changeKey({ desk, word }: Deed, key: string): Promise<void> {
  const old = field(word, 'key', 'old_key')
  if (old === '') throw new ChatError('bad_credentials')
  await desk.ask('account.change', { password: key, oldPassword: old })
}

function roomMeant(deed: Deed): string | undefined {
  return field(deed.word, 'group_id', 'channel_id') || undefined
}

/** The group or channel the tag names. Throws room_unknown. */
function checkRoom(deed: Deed): Place {
  const what = field(deed.word, 'channel_id') === '' ? 'group' : 'channel'
  return placeMeant(deed, what, `${what}_id`, 'recipient')
}
