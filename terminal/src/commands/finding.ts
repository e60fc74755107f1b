// Looking for what was said: words, and `from: in: has: before: after:` as people type them elsewhere.
import type { Narrowed } from '@hearth/client/search.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { cleanLine } from '../clean.ts'
import { dayAndClock } from '../screen/message.ts'
import { nameOf, titleOf } from '../screen/model.ts'
import { type Commands, type Desk, personNamed, Refusal, roomNamed } from './desk.ts'

const things = ['file', 'image', 'link', 'poll', 'pin'] as const
type Thing = (typeof things)[number]
const isThing = (word: string): word is Thing => things.some((one) => one === word)

export const findingCommands: Commands = {
  search: {
    usage: 'WORDS [from:NAME] [in:ROOM] [has:file|image|link|poll|pin] [before:DAY] [after:DAY]',
    says: 'look for what was said, in all your rooms; DAY: 2026-12-24',
    takes: [['from:', 'in:', 'before:', 'after:', ...things.map((one) => `has:${one}`)]],
    run: search,
  },
}

type Wanted = { readonly words: string; readonly room: RoomId | undefined; readonly narrowed: Narrowed }

async function search(desk: Desk, typed: string): Promise<void> {
  const { client, choose, goTo, tell } = desk
  const { words, room, narrowed } = await wantedIn(desk, typed)
  if (words === '' && Object.keys(narrowed).length === 0) throw new Refusal('Say what to look for: /search WORDS')
  const looking = client.search(words, room, narrowed)
  await looking.more()
  show()

  function show(): void {
    const found = looking.found.map(({ room: where, message }) => {
      const there = client.state.rooms.get(where)
      const label = `${nameOf(client.person(message.author))}: ${cleanLine(message.text ?? '')}`
      const go = () => goTo(where, message.seq).catch(failed)
      return { label, detail: `${there ? titleOf(there) : ''} ${dayAndClock(message.at)}`, run: () => void go() }
    })
    const further = { label: 'look further back…', run: () => void looking.more().then(show, failed) }
    choose(`Found “${cleanLine(typed)}”`, [...found, ...(looking.isDone ? [] : [further])], 'Nothing was said with these words.')
  }
  function failed(error: unknown): void {
    tell(error instanceof Error ? error.message : String(error))
  }
}

/** Throws a Refusal that names what is not known. */
async function wantedIn(desk: Desk, typed: string): Promise<Wanted> {
  const has: Thing[] = []
  let wanted: Wanted = { words: '', room: undefined, narrowed: {} }
  const words: string[] = []
  for (const [word, operator, plain, quoted] of typed.matchAll(/(?:(from|in|has|before|after):)?(?:"([^"]*)"|(\S+))/gu)) {
    const value = plain ?? quoted ?? ''
    if (operator === undefined) words.push(word.replaceAll('"', ''))
    else if (operator === 'has') has.push(thingIn(value))
    else wanted = { ...wanted, ...(await narrowedBy(desk, operator, value, wanted)) }
  }
  const more = has.length === 0 ? {} : { has: [...new Set(has)] }
  return { ...wanted, words: words.join(' '), narrowed: { ...wanted.narrowed, ...more } }
}

function thingIn(value: string): Thing {
  if (!isThing(value)) throw new Refusal(`has: knows ${things.join(', ')}.`)
  return value
}

async function narrowedBy(desk: Desk, operator: string, value: string, { narrowed }: Wanted): Promise<Partial<Wanted>> {
  if (operator === 'from') return { narrowed: { ...narrowed, by: (await personNamed(desk.client, value)).id } }
  if (operator === 'in') {
    const room = roomNamed(desk.client, value)
    if (!room) throw new Refusal(`You are in no room called ${cleanLine(value)}.`)
    return { room: room.id }
  }
  const day = /^\d{4}-\d{2}-\d{2}$/u.test(value) ? new Date(`${value}T00:00`).getTime() : Number.NaN
  if (Number.isNaN(day)) throw new Refusal(`${operator}: wants a day, say ${operator}:2026-12-24.`)
  return { narrowed: { ...narrowed, [operator]: day } }
}
