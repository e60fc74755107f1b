// What becomes of each word of vases: a sign-in, a message, a group, a file.
import { ChatError, type ErrorCode, errors } from '@hearth/protocol/errors.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { codeOf, type Desk } from '../desk.ts'
import type { Person, Place } from '../legacy.ts'
import type { Heard } from './hear.ts'
import { fileWord, groupWord, plainText, sayText } from './say.ts'
import { isGroup, nameOf, Seen, type State, type Word } from './state.ts'
import { texts } from './texts.ts'

type VasesDesk = Desk<State, Word>
type Seal = (text: string) => Buffer | undefined
/** A connection, and how it is spoken to. */
type Talk = { readonly desk: VasesDesk; readonly tell: (text: string) => void; readonly over: (text?: string) => Promise<void> }

/** An answer that is not what was asked for, in this dialect's own words. */
class Answer extends Error {}
const answer = (says: string): never => {
  throw new Answer(says)
}

/** Never rejects: what goes wrong is told to the client. */
export async function act(word: Word, desk: VasesDesk, seal: Seal): Promise<void> {
  const talk: Talk = {
    desk,
    tell: (text) => desk.say(seal(text)),
    // Signed out before it is said: whoever reads the goodbye is not in the list any more, and a guest's name is free.
    over: async (text) => {
      await desk.signOut()
      desk.end(text === undefined ? undefined : seal(text))
    },
  }
  const { state } = desk
  if (word.is === 'key') return takeKey(talk, word.key)
  if (state.is === 'key') return talk.over()
  if (!state.seen.add(word.mark)) return talk.tell(texts.repeated)
  if (word.is === 'name') return state.is === 'name' ? comeIn(talk, state, word.name) : talk.over()
  // What does not open says nothing about why, and the next connection has another key.
  if (word.line === undefined || state.is !== 'in') return talk.over()
  try {
    await carryOut(talk, word.line)
  } catch (fault) {
    talk.tell(fault instanceof Answer ? fault.message : says(talk, fault))
  }
}

function takeKey({ desk, tell, over }: Talk, key: Buffer | undefined): void | Promise<void> {
  if (key === undefined || desk.state.is !== 'key') return over()
  desk.state = { is: 'name', key, seen: new Seen() }
  tell(texts.finished)
}

/** `sophia` is a guest's name; `sophia:secret` somebody's who has an account. */
async function comeIn({ desk, tell, over }: Talk, state: State & { is: 'name' }, given: string | undefined): Promise<void> {
  if (given === undefined) return over()
  const [name = '', secret] = given.trim().split(/:(.*)/s)
  try {
    if (secret === undefined) await desk.enter(name)
    else await desk.signIn(name, { form: 'plain', secret })
  } catch (fault) {
    return over(refusal(codeOf(desk.hall, 'vases', fault)))
  }
  desk.state = { ...state, is: 'in', joined: undefined }
  tell(texts.registered)
}

function refusal(code: ErrorCode): string {
  return code === 'name_taken' ? texts.taken : texts.failed(errors[code].says)
}

async function carryOut(talk: Talk, line: Heard): Promise<void> {
  const { desk, tell, over } = talk
  switch (line.is) {
    case 'public':
      return sayPublic(talk, line.text)
    case 'private':
      return sayPrivate(talk, personCalled(desk, line.to), line.text)
    case 'group':
      return sayInGroup(talk, ownGroup(desk, line.group), line.text)
    case 'file':
      return sendPrivateFile(talk, personCalled(desk, line.to), line.name, line.bytes)
    case 'groupfile':
      return sendGroupFile(talk, ownGroup(desk, line.group), line.name, line.bytes)
    case 'create':
      return create(talk, line.group)
    case 'join':
      return join(talk, line.group)
    case 'members':
      return tell(members(desk, line.group))
    case 'list':
      return tell(present(desk).join(', '))
    case 'groups':
      return tell(groups(desk).map(nameOf).join(', ') || texts.noGroups)
    case 'quit':
      return over(texts.goodbye)
    case 'wrong':
      return tell(line.says)
    default:
      line satisfies never
  }
}

/** Not waited for: nobody is answered, and whoever types fast is not held up by the disk. */
function sayPublic(talk: Talk, text: string): void {
  const { desk, tell } = talk
  const said = desk.send(desk.hall.directory.lobby().id, text)
  desk.begin(said.catch((fault: unknown) => tell(says(talk, fault))))
}

async function sayPrivate({ desk, tell }: Talk, to: Person, text: string): Promise<void> {
  await desk.send(await desk.direct(to), text)
  tell(texts.privateTo(to.word, plainText(text)))
}

async function sayInGroup({ desk, tell }: Talk, group: Place, text: string): Promise<void> {
  await desk.send(group.id, text)
  tell(sayText({ where: { in: 'group', group: nameOf(group) }, from: '', text, own: true }) ?? '')
}

async function sendPrivateFile({ desk, tell }: Talk, to: Person, name: string, bytes: Buffer): Promise<void> {
  await sendFile(desk, await desk.direct(to), name, bytes)
  tell(texts.fileSent(fileWord(name), to.word))
}

async function sendGroupFile({ desk, tell }: Talk, group: Place, name: string, bytes: Buffer): Promise<void> {
  await sendFile(desk, group.id, name, bytes)
  tell(texts.fileSent(fileWord(name), nameOf(group)))
}

async function sendFile(desk: VasesDesk, room: RoomId, name: string, bytes: Buffer): Promise<void> {
  const file = await desk.upload(room, name, bytes.length, bytes)
  await desk.send(room, '', { files: [file] })
}

async function create({ desk, tell }: Talk, group: string): Promise<void> {
  if (groupCalled(desk, group) !== undefined) answer(texts.exists(group))
  const wanted = { word: group, name: group, kind: 'group', public: true } as const
  const made = await desk.hall.legacy.createRoom(desk.member(), wanted).catch((fault: unknown) => {
    throw fault instanceof ChatError && fault.code === 'name_taken' ? new Answer(texts.exists(group)) : fault
  })
  const place = desk.hall.directory.place(made.id)
  remember(desk, place)
  tell(texts.created(place === undefined ? group : nameOf(place)))
}

async function join({ desk, tell }: Talk, group: string): Promise<void> {
  const place = visibleGroup(desk, group)
  if (!isIn(desk, place)) await desk.ask('room.join', { room: place.id })
  remember(desk, place)
  tell(texts.joined(nameOf(place)))
}

/** Whoever is connected this moment: somebody who has just left is not in the list, not even for the length of a reload. */
const present = (desk: VasesDesk): readonly string[] =>
  desk
    .online()
    .filter(({ id }) => desk.hall.hub.connectionsOf(id) > 0)
    .map(({ word }) => word)

function members(desk: VasesDesk, group: string | undefined): string {
  const { state } = desk
  const last = state.is === 'in' ? state.joined : undefined
  const place = group === undefined ? (last ?? answer(texts.wrongForm('/showgroupmembers'))) : ownGroup(desk, group)
  if (!isIn(desk, place)) answer(texts.notIn(nameOf(place)))
  const words = [...place.members.keys()].flatMap((id) => desk.hall.directory.person(id)?.word ?? [])
  return words.toSorted((a, b) => a.localeCompare(b)).join(' ')
}

/** Groups and channels that somebody may know of: public ones and their own. */
function groups(desk: VasesDesk): readonly Place[] {
  const { directory } = desk.hall
  const all = new Set([...directory.publicPlaces(), ...directory.placesOf(desk.member().user)])
  return [...all].filter(isGroup).toSorted((a, b) => a.number - b.number)
}

/** By the word it is shown with, or by any word the directory finds it by; never a private one of others. */
function groupCalled(desk: VasesDesk, group: string): Place | undefined {
  const found = desk.hall.directory.placeCalled(group)
  if (found !== undefined && (found.public || isIn(desk, found))) return found
  return groups(desk).find(({ word }) => groupWord(word).toLowerCase() === group.toLowerCase())
}

const visibleGroup = (desk: VasesDesk, group: string): Place => groupCalled(desk, group) ?? answer(texts.noGroup(group))

function ownGroup(desk: VasesDesk, group: string): Place {
  const place = visibleGroup(desk, group)
  return isIn(desk, place) ? place : answer(texts.notIn(nameOf(place)))
}

const isIn = (desk: VasesDesk, place: Place): boolean => place.members.has(desk.member().user)

const personCalled = (desk: VasesDesk, name: string): Person => desk.hall.directory.personCalled(name) ?? answer(texts.noUser(name))

/** The group `/showgroupmembers` means without a name. */
function remember(desk: VasesDesk, joined: Place | undefined): void {
  if (desk.state.is === 'in') desk.state = { ...desk.state, joined }
}

/** A failure of core in words: its own, but for those the document or the programs have a sentence for. */
function says({ desk }: Talk, fault: unknown): string {
  const code = codeOf(desk.hall, 'vases', fault)
  if (code === 'slow_down') return texts.wait(fault instanceof ChatError ? (fault.more.retryAfterMs ?? 1000) : 1000)
  return code === 'file_too_large' ? texts.fileTooLarge : texts.failed(errors[code].says)
}
