// prmp: JSON tags over TCP, in four accents. Which word does what stands in `act`.
import type { Desk } from '../desk.ts'
import type { Hall } from '../hall.ts'
import type { LegacyDialect } from '../legacy.ts'
import { call, isCall } from './calls.ts'
import { chat } from './chats.ts'
import { data, login, logout, signup, status } from './door.ts'
import { type EditName, edit } from './edits.ts'
import { hearTag, type Kind, startHearing, type Tag, type Word } from './hear.ts'
import { type Deed, field, type House, reply, type What } from './house.ts'
import { createMemory } from './memory.ts'
import { filesWanted, type State, sayNews } from './say.ts'
import { failure } from './tags.ts'

export type Prmp = LegacyDialect<State, Word>

/** A tag with a picture or some seconds of sound in it. Before a sign-in a tag is short. */
const MOST_BYTES = 16_777_216
const MOST_BEFORE = 65_536
/** In base64, with the rest of its tag. */
const MOST_FILE_BYTES = 11_000_000
/** Programs of accent A take what one read gives them for one object. */
const GAP_MS = 100

/** @param house what the listeners of one gateway share: with four of them, one account has four connections */
export function createPrmp(kind: Kind, house: House): Prmp {
  return {
    name: 'prmp',
    begin: () => ({ ...startHearing, kind, contacts: new Set(), quiet: undefined, goodbye: undefined }),
    hear: hearTag,
    act: (word, desk) => act(word, desk, house),
    say: (news, state, me) => sayNews(news, state, me, house),
    learn(news, state) {
      if (news.is !== 'contact') return state
      const contacts = new Set(state.contacts)
      if (news.added) contacts.add(news.person.id)
      else contacts.delete(news.person.id)
      return { ...state, contacts }
    },
    needs: (news, state) => filesWanted(news, state, MOST_FILE_BYTES),
    fault: (why, { accent }) => (why === 'late' ? undefined : failure(accent ?? 'document')),
    mostBytes: MOST_BYTES,
    mostBefore: MOST_BEFORE,
    gapMs: ({ accent }) => (accent === 'A' ? GAP_MS : 0),
    reads: 'heard',
  }
}

export const createHouse = ({ options, hub }: Pick<Hall<'prmp'>, 'options' | 'hub'>): House => ({
  isHere: hub.isHere,
  memory: createMemory(),
  singleLogin: options.single_login,
  desks: new Set(),
})

function act(word: Word, desk: Desk<State, Word>, house: House): void | Promise<void> {
  if (word.is === 'junk') return desk.say(failure(desk.state.accent ?? 'document'))
  const deed: Deed = { word, desk, house }
  if (isSignup(word)) return signup(deed)
  if (word.action === 'login') return login(deed)
  if (desk.me === undefined) return reply(deed, 'failed')
  if (word.action === 'chat') return chat(deed)
  if (isCall(word.action)) return call(deed)
  if (word.action === 'add_member') return edit(deed, 'add', 'member')
  const named = /^(add|remove|create|delete|change)(?:_(user|contact|group|channel|admin|member))?(?:_(?:id|name|key))?$/.exec(word.action)
  if (named !== null) return editNamed(deed, named[1] ?? '', named[2] ?? field(word, 'type').toLowerCase())
  return (others.get(word.action) ?? unknown)(deed)
}

const others: ReadonlyMap<string, (deed: Deed) => Promise<void>> = new Map([
  ['data', data],
  ['status', status],
  ['logout', logout],
])
const unknown = async (deed: Deed): Promise<void> => reply(deed, 'failed')

/** `create_user` is the document's other word for it. */
const isSignup = (word: Tag): boolean =>
  word.action === 'signup' || word.action === 'create_user' || (word.action === 'create' && field(word, 'type').toLowerCase() === 'user')

const WHATS: ReadonlyMap<string, What> = new Map<string, What>([
  ['user', 'user'],
  ['contact', 'user'],
  ['group', 'group'],
  ['channel', 'channel'],
  ['admin', 'admin'],
  ['member', 'member'],
])
const EDITS: ReadonlyMap<string, EditName> = new Map((['add', 'remove', 'create', 'delete', 'change'] as const).map((name) => [name, name]))

/** Of four listeners one takes what is of its kind; that for status takes all but chats. */
function editNamed(deed: Deed, deedName: string, whatName: string): void | Promise<void> {
  const [what, name] = [WHATS.get(whatName), EDITS.get(deedName)]
  const { kind } = deed.desk.state
  const isHere = kind === 'all' || kind === 'status' || kind === what || (kind === 'private' && what === 'user')
  if (what === undefined || name === undefined || !isHere) return reply(deed, 'failed')
  return edit(deed, name, what)
}
