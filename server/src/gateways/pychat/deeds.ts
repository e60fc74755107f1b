// What the words of pychat do: each through the core's commands, answered in the form it was asked in, in the order it was asked.
import { randomUUID } from 'node:crypto'
import { setTimeout as pause } from 'node:timers/promises'
import { ChatError, type ErrorCode, errors } from '@hearth/protocol/errors.ts'
import { codeOf, type Desk } from '../desk.ts'
import type { Hall } from '../hall.ts'
import type { Ask, Outcome, Why } from './asks.ts'
import { GAP_MS, type Word } from './dialect.ts'
import { findFile, sendFile, storeFile } from './files.ts'
import { createGuesses, type Guesses, groups } from './groups.ts'
import * as json from './json.ts'
import type { State } from './state.ts'
import * as talk from './talk.ts'
import * as text from './text.ts'

export type Counter = Desk<State, Word>
/** Where something was asked, in which words, and for whom: in the JSON form perhaps somebody who logged in on another connection. */
export type Asked = { readonly desk: Counter; readonly actor: Counter; readonly word: string }

export type Deeds = { act(word: Word, desk: Counter): void | Promise<void> }

type Shared = { readonly hall: Hall<'pychat'>; readonly tokens: Map<string, Counter>; readonly guesses: Guesses }

export function createDeeds(hall: Hall<'pychat'>): Deeds {
  const shared: Shared = { hall, tokens: new Map(), guesses: createGuesses(hall.clock) }
  return {
    act(word, desk) {
      if (word.form === 'json' && 'ready' in word) return inTurn(desk, () => sendOffered(word.token, desk, shared))
      if ('wrong' in word)
        return inTurn(desk, async () => desk.say(word.form === 'text' ? text.failed(word.wrong) : json.failed(word.word, word.wrong)))
      const actor = word.form === 'text' ? desk : byToken(word.token, shared)
      const asked = { desk, actor: actor ?? desk, word: word.form === 'text' ? '' : word.word }
      const isAuth = word.ask.is === 'register' || word.ask.is === 'login'
      if (!isAuth && actor?.me === undefined) return inTurn(desk, async () => desk.say(sayUnauthorized(asked, word.ask.is)))
      // The one thing that is asked thousands of times: begun at once, one behind the other; its answer keeps its turn.
      if (word.ask.is === 'send' && talk.isThere(asked, word.ask.to)) return begin(asked, word.ask)
      return inTurn(desk, () => answer(asked, word.ask, shared))
    },
  }
}

/** Behind all answers that are under way. */
async function inTurn(desk: Counter, work: () => Promise<void>): Promise<void> {
  await desk.state.tail
  await work()
}

function begin(asked: Asked, ask: Ask & { readonly is: 'send' }): void {
  const { desk } = asked
  const before = desk.state.tail
  const outcome = talk.send(asked, ask).catch((why: unknown) => failure(desk, ask.is, why))
  const tail = outcome.then(async (made) => {
    await before
    sayOutcome(asked, ask.is, made)
  })
  desk.state = { ...desk.state, tail }
  desk.begin(tail)
}

async function answer(asked: Asked, ask: Ask, shared: Shared): Promise<void> {
  const outcome = await carryOut(asked, ask, shared).catch((why: unknown) => failure(asked.desk, ask.is, why))
  if (outcome !== undefined) sayOutcome(asked, ask.is, outcome)
}

/** Undefined: it was answered already. */
async function carryOut(asked: Asked, ask: Ask, shared: Shared): Promise<Outcome | undefined> {
  switch (ask.is) {
    case 'register':
      return register(asked, ask)
    case 'login':
      return login(asked, ask, shared)
    case 'logout':
      return logout(asked, shared)
    case 'group-create':
      return groups.create(asked, ask.name)
    case 'group-get':
      return groups.list(asked)
    case 'group-join':
      return groups.join(asked, ask.code, shared.guesses)
    case 'group-exit':
      return groups.exit(asked, ask.code)
    case 'group-invite':
      return groups.invite(asked, ask)
    case 'send':
      return talk.send(asked, ask)
    case 'get':
      return talk.fetch(asked, ask.from)
    case 'notif-get':
      return talk.notices(asked)
    case 'contact-get':
      return talk.contacts(asked)
    case 'contact-add':
    case 'contact-delete':
      return talk.changeContacts(asked, ask)
    case 'file-send':
      return storeFile(asked, ask, () => sayOutcome(asked, ask.is, { is: 'ready' }))
    case 'file-get':
      return offerFile(asked, ask)
  }
}

async function register({ desk }: Asked, { user, password, again }: Ask & { readonly is: 'register' }): Promise<Outcome> {
  if (password !== again) return { is: 'failed', why: 'differ', says: text.texts.differ }
  await desk.register(user, { form: 'plain', secret: password })
  return { is: 'done' }
}

async function login({ desk }: Asked, { user, password }: Ask & { readonly is: 'login' }, { tokens }: Shared): Promise<Outcome> {
  if (desk.state.form === 'text' && desk.me !== undefined) return { is: 'failed', why: 'other', says: text.texts.loggedIn }
  forget(desk, tokens)
  try {
    await desk.signIn(user, { form: 'plain', secret: password })
  } catch (why) {
    if (!(why instanceof ChatError) || why.code !== 'bad_credentials') throw why
    const isKnown = desk.hall.directory.personCalled(user) !== undefined
    return { is: 'failed', why: isKnown ? 'wrong_password' : 'unknown_user', says: errors.bad_credentials.says }
  }
  const token = randomUUID()
  for (const [old, { isOpen, me }] of tokens) if (!isOpen || me === undefined) tokens.delete(old)
  tokens.set(token, desk)
  desk.state = { ...desk.state, token }
  return { is: 'entered', token }
}

async function logout({ actor }: Asked, { tokens }: Shared): Promise<Outcome> {
  forget(actor, tokens)
  await actor.signOut()
  return { is: 'done' }
}

function forget(desk: Counter, tokens: Map<string, Counter>): void {
  if (desk.state.token !== undefined) tokens.delete(desk.state.token)
  desk.state = { ...desk.state, token: undefined }
}

/** Who logged in with it, on whatever connection; undefined: nobody who is still there. */
function byToken(token: string | undefined, { tokens }: Shared): Counter | undefined {
  const desk = token === undefined ? undefined : tokens.get(token)
  return desk?.isOpen === true && desk.me !== undefined ? desk : undefined
}

/** In the text form the bytes follow at once, in the JSON form when the client says that it is ready. */
async function offerFile(asked: Asked, ask: Ask & { readonly is: 'file-get' }): Promise<Outcome | undefined> {
  const { desk, actor } = asked
  const card = await findFile(asked, ask)
  const outcome: Outcome = { is: 'file', name: card.name, size: card.size }
  if (desk.state.form === 'json') {
    desk.state = { ...desk.state, offer: { card, token: actor.state.token ?? '' } }
    return outcome
  }
  sayOutcome(asked, ask.is, outcome)
  await sendFile(asked, card).catch((why: unknown) => breakOff(desk, why))
  return undefined
}

/** Bytes cannot be told from a refusal: who waits for them learns by the end of the connection. */
function breakOff(desk: Counter, why: unknown): void {
  codeOf(desk.hall, 'a file', why)
  desk.end()
}

/** Nothing else may come between the bytes, nor so soon before or after them that one read takes both. */
async function sendOffered(token: string | undefined, desk: Counter, shared: Shared): Promise<void> {
  const { offer } = desk.state
  const actor = byToken(token ?? offer?.token, shared)
  if (offer === undefined || actor === undefined)
    return desk.say(json.failed('', offer === undefined ? json.texts.notWaiting : json.texts.unauthorized))
  const held: Buffer[] = []
  desk.state = { ...desk.state, offer: undefined, held }
  await pause(GAP_MS)
  try {
    await sendFile({ desk, actor, word: '' }, offer.card)
  } catch (why) {
    return breakOff(desk, why)
  }
  await pause(GAP_MS)
  desk.state = { ...desk.state, held: undefined }
  for (const bytes of held) desk.say(bytes)
}

function sayOutcome({ desk, word }: Asked, ask: Ask['is'], outcome: Outcome): void {
  if (desk.state.form === 'text') return desk.say(text.sayOutcome(ask, outcome))
  for (const bytes of json.sayOutcome(word, ask, outcome)) desk.say(bytes)
}

const sayUnauthorized = ({ desk, word }: Asked, ask: Ask['is']): Buffer =>
  desk.state.form === 'text' ? text.failed(text.texts.logInFirst) : json.unauthorized(ask, word)

function failure(desk: Counter, ask: Ask['is'], thrown: unknown): Outcome {
  const code = codeOf(desk.hall, ask, thrown)
  return { is: 'failed', why: whyOf(code, ask), says: errors[code].says }
}

function whyOf(code: ErrorCode, ask: Ask['is']): Why {
  switch (code) {
    case 'name_taken':
      return ask === 'register' ? 'taken' : 'other'
    case 'user_unknown':
      return 'unknown_user'
    case 'not_signed_in':
    case 'session_unknown':
      return 'unauthorized'
    case 'code_invalid':
      return 'no_group'
    case 'not_a_member':
    case 'room_unknown':
      return 'not_in_group'
    default:
      return 'other'
  }
}
