// Programs of prmp, one for each accent.
import { objectsIn, openSocket } from '#harness/socket.ts'
import { until } from '#harness/until.ts'
import { type Driver, type Entering, noPolls, type Seat, type Shown, type ShownFile } from '../driver.ts'

type Accent = 'document' | 'A' | 'B' | 'C'
type Tag = Readonly<Record<string, unknown>>

const noFiles = 'only sound, video and pictures are chats; other files are a line with their name'

export const prmp: readonly Driver[] = (['document', 'A', 'B', 'C'] as const).map(driverOf)

function driverOf(accent: Accent): Driver {
  const hello = (name: string, password: string): Buffer[] => [
    Buffer.from(written(accent, { action: 'signup', id: name, name, key: password })),
    Buffer.from(written(accent, { action: 'login', id: name, key: password })),
  ]
  return {
    name: `prmp/${accent}`,
    flags: ['--gateway', 'prmp=0'],
    cannotSay: { file: noFiles, poll: noPolls },
    cannotHear: { file: noFiles },
    enter: (who) => enter(accent, who),
    raw: {
      port: 'prmp',
      hello,
      ...(accent !== 'C' ? {} : { cheap: { say: written(accent, { action: 'status' }), answer: '"SUCCESSFUL"' } }),
    },
  }
}

/** A tag as the program writes it; `keys` by their small names. */
function written(accent: Accent, tag: Tag): string {
  const large = (value: unknown): unknown => (typeof value === 'string' ? value.toUpperCase() : value)
  const isWord = (key: string): boolean => ['action', 'type', 'chat'].includes(key)
  const entries = Object.entries(tag).map(([key, value]) => {
    const spelled = accent === 'C' && !key.endsWith('_id') ? key.toUpperCase() : key
    return [spelled, isWord(key) && accent !== 'document' ? large(value) : value]
  })
  const text = JSON.stringify(Object.fromEntries(entries))
  return accent === 'document' || accent === 'A' ? text : `${text}<TAG>`
}

async function enter(accent: Accent, { server, name, password }: Entering): Promise<Seat> {
  const socket = await openSocket(server.run.gateways['prmp'] ?? 0)
  const say = (tag: Tag): void => socket.write(written(accent, tag))
  const tags = (): Map<string, unknown>[] =>
    objectsIn(socket.text()).objects.map((object) => new Map(Object.entries(object).map(([key, value]) => [key.toLowerCase(), value])))
  const answers = (): number => tags().filter((tag) => tag.has('response')).length
  const ask = async (tag: Tag): Promise<void> => {
    const before = answers()
    say(tag)
    await until(`an answer to ${JSON.stringify(tag)}`, () => answers() > before, { seen: () => socket.text().slice(-500) })
  }
  await ask({ action: 'signup', id: name, name, key: password })
  await ask({ action: 'login', id: name, key: password })
  const chat = (type: string, recipient: string, text: string): void =>
    say({ action: 'chat', chat: 'text', type, recipient, ...(accent === 'document' || accent === 'A' ? { data: text } : { text }) })
  const groups = new Map<string, string>()
  return {
    name,
    get shown() {
      return tags().flatMap((tag) => shownIn(tag))
    },
    files: NO_FILES,
    get here() {
      return hereIn(tags())
    },
    look: async () => {},
    toPerson: async (to, text) => chat(accent === 'document' ? 'user' : 'contact', to, text),
    toGroup: async (group, text) => chat(groups.get(group) ?? (group === 'Notices' ? 'channel' : 'group'), group.toLowerCase(), text),
    toLobby: async (text) => chat('group', 'lobby', text),
    fileTo: () => Promise.reject(new Error(noFiles)),
    know: (other) => ask(accent === 'document' ? { action: 'add_user', user_id: other } : { action: 'add', type: 'contact', id: other }),
    [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose](),
  }
}

const NO_FILES: readonly ShownFile[] = []

function shownIn(tag: ReadonlyMap<string, unknown>): Shown[] {
  if (String(tag.get('action')).toLowerCase() !== 'chat' || tag.has('response')) return []
  const type = String(tag.get('recipient_type') ?? tag.get('type')).toLowerCase()
  const recipient = String(tag.get('recipient'))
  const text = String(tag.get('text') || tag.get('data'))
  const place = type === 'user' || type === 'contact' ? 'private' : recipient === 'lobby' ? 'lobby' : 'group'
  return [{ from: String(tag.get('sender')), text, in: place, group: place === 'group' ? recipient : null }]
}

function hereIn(tags: readonly ReadonlyMap<string, unknown>[]): ReadonlySet<string> {
  const here = new Set<string>()
  for (const tag of tags) {
    if (String(tag.get('action')).toLowerCase() !== 'status') continue
    const who = tag.get('user_id') ?? tag.get('id')
    if (typeof who !== 'string') continue
    if (String(tag.get('status')).toLowerCase() === 'online') here.add(who)
    else here.delete(who)
  }
  return here
}
