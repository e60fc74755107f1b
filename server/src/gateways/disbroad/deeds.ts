// What the words of disbroad do: each through the core's commands, answered in its form.
import { ChatError, type ErrorCode, errors } from '@hearth/protocol/errors.ts'
import type { UserId } from '@hearth/protocol/ids.ts'
import { codeOf, type Desk } from '../desk.ts'
import { keyOf } from '../directory.ts'
import type { Hall } from '../hall.ts'
import type { Person } from '../legacy.ts'
import { sayPresence, sayRefusal } from './dialect.ts'
import type { State } from './state.ts'
import { json, plain } from './texts.ts'
import { isOlder, type Word } from './words.ts'

type Counter = Desk<State, Word>
type Options = Hall<'disbroad'>['options']
type Of<K extends Word['is']> = Word & { readonly is: K }

/** Accounts that were made and have no password yet, and the deeds. Closing it frees nothing: the next start does. */
export type Deeds = Disposable & { act(word: Word, desk: Counter): void | Promise<void> }

const BLANK_MS = 600_000
/** Accounts without a password that one address may keep at once: beyond it the oldest is free again. */
const BLANK_PER_ADDRESS = 20
/** A list of more names helps nobody. */
const MOST_LISTED = 5000

export function createDeeds(hall: Hall<'disbroad'>): Deeds {
  const blanks = createBlanks(hall)
  return {
    act(word, desk) {
      if (word.version !== undefined && isOlder(word.version, hall.options.min_version))
        return desk.end(json.outdated(hall.options.min_version))
      if (hall.chat.isBanned(desk.address)) return desk.end(sayBanned(desk.state))
      switch (word.is) {
        case 'register':
          return register(word, desk, hall.options, blanks)
        case 'salt':
          return salt(word, desk)
        case 'login':
          return login(word, desk, hall.options)
        case 'guest':
          return guest(word, desk, hall.options)
        case 'garbage':
          return garbage(desk)
        default:
          return actAsMember(word, desk)
      }
    },
    [Symbol.dispose]: () => blanks[Symbol.dispose](),
  }
}

/** Only who is logged in is listened to, and only in their own name. */
function actAsMember(word: Of<'message' | 'userlist' | 'typing' | 'disconnect'>, desk: Counter): void | Promise<void> {
  const { me } = desk.state
  if (me === undefined) return word.is === 'disconnect' ? sayGoodbye(desk) : garbage(desk)
  if (word.user !== undefined && keyOf(word.user) !== keyOf(me.word) && word.user !== me.called) return desk.end(json.wrongIp())
  const lobby = desk.hall.directory.lobby().id
  const refuse = (code: ErrorCode) => desk.say(sayRefusal(errors[code].says, desk.state))
  switch (word.is) {
    case 'message':
      return desk.begin(desk.send(lobby, word.text), refuse)
    case 'typing':
      return desk.begin(desk.ask('typing', { room: lobby, on: word.on }), refuse)
    case 'userlist':
      return listUsers(word, desk)
    case 'disconnect':
      return sayGoodbye(desk)
  }
}

const sayGoodbye = (desk: Counter): void => desk.end(desk.state.form === 'plain' ? plain.close() : undefined)

function listUsers({ online }: Of<'userlist'>, desk: Counter): void {
  const here = desk.online()
  const ids = new Set(here.map(({ id }) => id))
  const people = online === false ? desk.hall.directory.people().filter(({ id }) => !ids.has(id)) : here
  const names = people.slice(0, MOST_LISTED).map(({ word }) => word)
  desk.say(desk.state.form === 'plain' ? plain.users(names) : json.userlist(names, online))
}

async function register({ user: name }: Of<'register'>, desk: Counter, options: Options, blanks: Blanks): Promise<void> {
  try {
    const user = await desk.register(name, null)
    blanks.add(desk.address, user)
    desk.state = { ...desk.state, registered: { user, name: keyOf(name) } }
    sayRegistered(desk, options, true, '')
  } catch (why) {
    const code = codeOf(desk.hall, 'register', why)
    if (code === 'banned') return desk.end(sayBanned(desk.state))
    sayRegistered(desk, options, false, errors[code].says)
  }
}

function sayRegistered(desk: Counter, { verbose_status }: Options, success: boolean, info: string): void {
  desk.say(json.registered(!success))
  if (verbose_status) desk.say(json.registerStatus(success, info))
}

async function salt({ user: name }: Of<'salt'>, desk: Counter): Promise<void> {
  const user = desk.hall.directory.personCalled(name)?.id
  desk.say(json.salt(await desk.hall.legacy.saltOf(user, name)))
}

async function login({ user: name, password }: Of<'login'>, desk: Counter, options: Options): Promise<void> {
  try {
    const known = desk.hall.directory.personCalled(name)
    if (options.single_location && known !== undefined && desk.hall.hub.connectionsOf(known.id) > 0) return sayLogin(desk, options, false)
    const proof = { form: 'salted', secret: password } as const
    const { registered } = desk.state
    if (registered !== undefined && registered.name === keyOf(name)) {
      await desk.setProof(registered.user, proof)
      desk.state = { ...desk.state, registered: undefined }
    }
    cameIn(desk, options, await desk.signIn(name, proof), name)
  } catch (why) {
    desk.state = { ...desk.state, me: undefined }
    const code = codeOf(desk.hall, 'login', why)
    if (code === 'banned') return desk.end(sayBanned(desk.state))
    sayLogin(desk, options, false)
    if (code === 'bad_credentials') desk.state = { ...desk.state, tries: desk.state.tries + 1 }
    if (desk.state.tries >= options.tries) desk.end()
  }
}

async function guest({ user: name }: Of<'guest'>, desk: Counter, options: Options): Promise<void> {
  const isPlain = desk.state.form === 'plain'
  try {
    cameIn(desk, options, await desk.enter(name), name)
    if (isPlain) listUsers({ is: 'userlist', online: undefined, user: undefined, version: undefined }, desk)
  } catch (why) {
    desk.state = { ...desk.state, me: undefined }
    const code = codeOf(desk.hall, 'guest', why)
    if (isPlain) return desk.end(plain.match())
    if (code === 'banned') return desk.end(json.banned())
    if (code === 'name_taken' || code === 'name_invalid') desk.say(json.usernameTaken())
    else sayLogin(desk, options, false)
  }
}

/** The others hear of it when presence is told; one's own coming is told here, so that it follows the answer. */
function cameIn(desk: Counter, options: Options, { word }: Person, called: string): void {
  desk.state = { ...desk.state, me: { word, called: called.trim() }, tries: 0 }
  if (desk.state.form === 'plain') desk.say(plain.unique())
  else sayLogin(desk, options, true)
  desk.say(sayPresence(word, true, desk.state))
}

function sayLogin(desk: Counter, { verbose_status }: Options, success: boolean): void {
  desk.say(json.login(success))
  if (verbose_status) desk.say(json.loginStatus(success))
}

/** In the text form who has no name yet has nothing else to say. */
function garbage(desk: Counter): void {
  const last = sayRefusal('This was not understood.', desk.state)
  if (desk.state.form === 'plain' && desk.state.me === undefined) desk.end(last)
  else desk.say(last)
}

const sayBanned = ({ form }: State): Buffer => (form === 'plain' ? plain.match() : json.banned())

type Blanks = Disposable & { add(address: string, user: UserId): void }

/** Frees accounts whose password nobody has set in time. */
function createBlanks({ legacy, log, signInMs }: Hall<'disbroad'>): Blanks {
  const kept = new Map<UserId, { readonly address: string; readonly timer: NodeJS.Timeout }>()
  function free(user: UserId): void {
    clearTimeout(kept.get(user)?.timer)
    kept.delete(user)
    legacy.free(user).catch((why: unknown) => {
      if (!(why instanceof ChatError)) log.warn({ err: why }, 'an account without a password is still there')
    })
  }
  return {
    add(address, user) {
      kept.set(user, { address, timer: setTimeout(() => free(user), signInMs ?? BLANK_MS).unref() })
      const theirs = [...kept].filter(([, one]) => one.address === address)
      if (theirs.length > BLANK_PER_ADDRESS) theirs.slice(0, 1).forEach(([oldest]) => free(oldest))
    },
    [Symbol.dispose]: () => {
      for (const { timer } of kept.values()) clearTimeout(timer)
      kept.clear()
    },
  }
}
