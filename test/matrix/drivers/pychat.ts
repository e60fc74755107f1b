// Programs of pychat: lines, where everything is fetched, and objects, where words are pushed.
import { objectsIn, openSocket } from '#harness/socket.ts'
import { until } from '#harness/until.ts'
import { type Driver, type Entering, noPolls, type Seat, type Shown, type ShownFile } from '../driver.ts'

const noPresence = 'it has no word for who is here'

export const pychat: readonly Driver[] = [
  {
    name: 'pychat/text',
    flags: ['--gateway', 'pychat=0'],
    cannotSay: { poll: noPolls },
    cannotHear: { presence: noPresence },
    // A line that turned the writing around would take its end along.
    heard: (text) => text.replace(/[\u202a-\u202e]/g, ''),
    enter: enterByLines,
    raw: {
      port: 'pychat',
      hello: (name, password) => {
        const word = asWord(password)
        return [`AUTH-REGISTER ${name} ${word} ${word}\n`, `AUTH-LOGIN ${name} ${word}\n`]
      },
      cheap: { say: 'CONTACT-GET\n', answer: 'success 0' },
    },
  },
  {
    name: 'pychat/json',
    flags: ['--gateway', 'pychat=0'],
    cannotSay: { poll: noPolls },
    cannotHear: { presence: noPresence },
    enter: enterByObjects,
    raw: {
      port: 'pychat.json',
      hello: (username, password) =>
        ['AUTH-REGISTER', 'AUTH-LOGIN'].map((COMMAND) => JSON.stringify({ COMMAND, username, password, 'password-confirm': password })),
    },
  },
]

/** A space ends an argument. */
const asWord = (password: string): string => password.replaceAll(' ', '-')
const fileIn = (text: string) => /\[(.*)\], file_code: ([0-9a-f.]+)$/.exec(text) ?? []
const place = (group: string | undefined): Pick<Shown, 'in' | 'group'> =>
  group === undefined ? { in: 'private', group: null } : group === 'Lobby' ? { in: 'lobby', group: null } : { in: 'group', group }

async function enterByLines({ server, name, password: spaced, known }: Entering): Promise<Seat> {
  const socket = await openSocket(server.run.gateways['pychat'] ?? 0)
  const password = asWord(spaced)
  let used = 0
  const bytes = async (count: number): Promise<Buffer> => {
    await until(`${count} bytes for ${name}`, () => socket.bytes().length >= used + count, { seen: () => socket.text().slice(-300) })
    return socket.bytes().subarray(used, (used += count))
  }
  const line = async (): Promise<string> => {
    const isThere = (): boolean => socket.bytes().includes(0x0a, used)
    await until(`a line for ${name}`, isThere, { seen: () => socket.text().slice(-300) })
    const end = socket.bytes().indexOf(0x0a, used) + 1
    const found = socket.bytes().subarray(used, end - 1)
    used = end
    return found.toString()
  }
  const ask = async (request: string): Promise<string> => {
    socket.write(`${request}\n`)
    const answer = await line()
    if (!answer.startsWith('success ')) throw new Error(`${request}: ${answer}`)
    return answer.slice('success '.length)
  }
  const list = async (request: string): Promise<string[]> => {
    const lines: string[] = []
    for (let left = Number(await ask(request)); left > 0; left--) lines.push(await line())
    return lines
  }
  const codeOf = async (group: string): Promise<string> =>
    (await list('GROUP-GET')).find((one) => one.slice(7) === group)?.slice(0, 6) ?? 'no such group'

  await line()
  if (!known) await ask(`AUTH-REGISTER ${name} ${password} ${password}`)
  await ask(`AUTH-LOGIN ${name} ${password}`)
  const shown: Shown[] = []
  const files: ShownFile[] = []
  async function fetchFrom(whom: string): Promise<void> {
    const [from = '', code] = whom.split('@')
    const group = code === undefined ? undefined : (await list('GROUP-GET')).find((one) => one.startsWith(code))?.slice(7)
    for (const said of await list(code === undefined ? `CHAT-PRIVATE-GET ${from}` : `CHAT-GROUP-GET ${code}`)) {
      const at = said.indexOf(' ')
      const text = said.slice(at + 1)
      shown.push({ from: said.slice(0, at), text, ...place(group) })
      const [, file, fileCode] = fileIn(text)
      if (file === undefined || code !== undefined) continue
      const size = Number((await ask(`FILE-GET-PRIVATE ${from} ${fileCode}`)).split(' ').at(-1))
      files.push({ from, name: file, bytes: await bytes(size) })
    }
  }
  return {
    name,
    shown,
    files,
    here: new Set(),
    async look() {
      const waiting = (await list('NOTIF-GET')).map((one) => one.split(' ', 1)[0] ?? '')
      for (const whom of new Set(waiting)) await fetchFrom(whom)
    },
    toPerson: async (to, text) => void (await ask(`CHAT-PRIVATE-SEND ${to} ${text}`)),
    toGroup: async (group, text) => void (await ask(`CHAT-GROUP-SEND ${await codeOf(group)} ${text}`)),
    toLobby: async (text) => void (await ask(`CHAT-GROUP-SEND ${await codeOf('Lobby')} ${text}`)),
    async fileTo(to, file, content) {
      await ask(`FILE-SEND-PRIVATE ${to} ${file} ${content.length}`)
      socket.write(content)
      await line()
    },
    know: async () => {},
    [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose](),
  }
}

async function enterByObjects({ server, name, password, known }: Entering): Promise<Seat> {
  const socket = await openSocket(server.run.gateways['pychat.json'] ?? 0)
  /** Bytes of files are no objects: what was read of each is taken out. */
  const seen: Buffer[] = []
  let used = 0
  let token: unknown = null
  const words = (): string => Buffer.concat([...seen, socket.bytes().subarray(used)]).toString()
  const objects = (of: string) => objectsIn(words()).objects.filter((object) => object['FOR'] === of)
  const ask = async (COMMAND: string, more: object = {}, answers = 1): Promise<Record<string, unknown>> => {
    const before = objects(COMMAND).length
    socket.write(JSON.stringify({ COMMAND, ...more, token }))
    const answer = await until(`an answer to ${COMMAND} of ${name}`, () => objects(COMMAND)[before + answers - 1], {
      seen: () => words().slice(-400),
    })
    if (answer['status'] === 'failed') throw new Error(`${COMMAND}: ${JSON.stringify(answer)}`)
    return answer
  }
  const codeOf = async (group: string): Promise<unknown> => {
    const { group_list: groups } = await ask('GROUP-GET')
    return Array.isArray(groups) ? groups.find((one) => one.group_name === group)?.code : undefined
  }
  const files: ShownFile[] = []
  const shown = (): Shown[] =>
    objects('NOTIF').map((object) => ({
      from: String(object['from_user']),
      text: String(object['text']),
      ...place(object['from_group'] === undefined ? undefined : String(object['from_group'])),
    }))
  async function fetchFile(from: string, file: string, code: string): Promise<void> {
    const { file_size: size } = await ask('FILE-PRIVATE-GET', { p_username: from, file_code: code })
    const start = socket.bytes().length
    seen.push(socket.bytes().subarray(used, start))
    used = start + Number(size)
    socket.write('{"status":"ready"}')
    await until(`the bytes of ${file}`, () => socket.bytes().length >= used)
    files.push({ from, name: file, bytes: socket.bytes().subarray(start, used) })
  }
  const who = { username: name, password, 'password-confirm': password }
  if (!known) await ask('AUTH-REGISTER', who)
  token = (await ask('AUTH-LOGIN', who))['token']
  return {
    name,
    get shown() {
      return shown()
    },
    files,
    here: new Set(),
    async look() {
      for (const { from, text } of shown().filter((one) => one.in === 'private')) {
        const [, file, code] = fileIn(text)
        if (file !== undefined && code !== undefined && !files.some((one) => one.name === file)) await fetchFile(from, file, code)
      }
    },
    toPerson: async (to, text) => void (await ask('MSG-PRIVATE-SEND', { p_username: to, message: text })),
    toGroup: async (group, text) => void (await ask('MSG-GROUP-SEND', { code: await codeOf(group), message: text })),
    toLobby: async (text) => void (await ask('MSG-GROUP-SEND', { code: await codeOf('Lobby'), message: text })),
    async fileTo(to, file, content) {
      await ask('FILE-PRIVATE-SEND', { p_username: to, file_name: file, file_size: content.length })
      const before = objects('FILE-PRIVATE-SEND').length
      socket.write(content)
      await until(`${file} to be taken`, () => objects('FILE-PRIVATE-SEND').length > before)
    },
    know: async () => {},
    [Symbol.asyncDispose]: () => socket[Symbol.asyncDispose](),
  }
}
