// Programs of disbroad: the JSON form of the document, and the older text form, whose people are all guests.
import { createHash } from 'node:crypto'
import { objectsIn, openSocket } from '#harness/socket.ts'
import { until } from '#harness/until.ts'
import { type Driver, type Entering, noPolls, type Seat, type Shown } from '../driver.ts'

const oneRoom = 'it knows one room, the Lobby, and speaks there alone'
const noFiles = 'it knows no files; a line says what they are called'
const losses = {
  cannotSay: { private: oneRoom, group: oneRoom, channel: oneRoom, file: noFiles, poll: noPolls },
  cannotHear: { file: noFiles },
} as const

export const disbroad: readonly Driver[] = [
  {
    name: 'disbroad/document',
    flags: ['--gateway', 'disbroad=0'],
    ...losses,
    enter: enterByObjects,
    raw: {
      port: 'disbroad',
      hello: (user, password) => [JSON.stringify({ user, type: 'register' }), JSON.stringify({ user, type: 'login', password })],
      cheap: { say: JSON.stringify({ user: 'x', type: 'salt' }), answer: '"type":"salt"' },
    },
  },
  {
    name: 'disbroad/text',
    flags: ['--gateway', 'disbroad=0'],
    ...losses,
    // A line that turned the writing around would take its end along.
    heard: (text) => text.replace(/[\u202a-\u202e]/g, ''),
    unframed: true,
    keyless: true,
    enter: enterByText,
    raw: { port: 'disbroad', hello: (name) => [`USERNAME | ${name}\n`] },
  },
]

const elsewhere = () => Promise.reject(new Error(oneRoom))
const rest = {
  files: [],
  toPerson: elsewhere,
  toGroup: elsewhere,
  fileTo: () => Promise.reject(new Error(noFiles)),
  know: async () => {},
} as const

/** `ada`, `ada (private)`, `ada (Workshop)` */
function shownAs(from: string, text: string): Shown {
  const [, name = from, room] = /^(\S+) \((.*)\)$/.exec(from) ?? []
  if (room === undefined) return { from: name, text, in: 'lobby', group: null }
  return room === 'private' ? { from: name, text, in: 'private', group: null } : { from: name, text, in: 'group', group: room }
}

async function enterByObjects({ server, name, password }: Entering): Promise<Seat> {
  const socket = await openSocket(server.run.gateways['disbroad'] ?? 0)
  const say = (object: object): void => socket.write(JSON.stringify({ user: name, ...object }))
  const objects = (type: string) => objectsIn(socket.text()).objects.filter((object) => object['type'] === type)
  const ask = async (object: object, answer: string): Promise<Record<string, unknown>> => {
    const before = objects(answer).length
    say(object)
    return until(`${answer} for ${name}`, () => objects(answer)[before], { seen: () => socket.text().slice(-500) })
  }
  await ask({ type: 'register' }, 'username_register_status')
  const { salt } = await ask({ type: 'salt' }, 'salt')
  const hash = createHash('sha256')
    .update(`${String(salt)}${password}`)
    .digest('hex')
  await ask({ type: 'login', password: hash }, 'login')
  let here: ReadonlySet<string> = new Set()
  return {
    ...rest,
    name,
    get shown() {
      return objects('message').map((object) => shownAs(String(object['from']), String(object['message'])))
    },
    get here() {
      return here
    },
    async look() {
      const { users } = await ask({ type: 'userlist', onlinetype: 'true' }, 'userlist')
      here = new Set(Array.isArray(users) ? users.map(String) : [])
    },
    toLobby: async (text) => say({ type: 'message', message: text }),
    [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose](),
  }
}

async function enterByText({ server, name }: Entering): Promise<Seat> {
  const socket = await openSocket(server.run.gateways['disbroad'] ?? 0)
  const lines: string[] = []
  // One read is one message, as its programs take it; two that a slow machine read together are told apart by how they begin.
  socket.socket.on('data', (piece: Buffer) => lines.push(...piece.toString().split(/(?=MESSAGE \| |INFO \| |Online Users \| )/)))
  const lists = () => lines.filter((line) => line.startsWith('Online Users | '))
  socket.write(`USERNAME | ${name}`)
  await until(`${name} to come in`, () => lists().length > 0, { seen: () => lines })
  return {
    ...rest,
    name,
    get shown() {
      return lines.flatMap((line) => {
        const [, from, text] = /^MESSAGE \| (.*?) \| (.*)$/s.exec(line) ?? []
        return from === undefined || text === undefined ? [] : [shownAs(from, text)]
      })
    },
    get here() {
      return new Set([...(lists().at(-1) ?? '').matchAll(/'([^']*)'/g)].map(([, one = '']) => one))
    },
    async look() {
      const before = lists().length
      socket.write('/users')
      await until('the list of users', () => lists().length > before, { seen: () => lines.slice(-5) })
    },
    toLobby: async (text) => socket.write(`${text}\n`),
    [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose](),
  }
}
