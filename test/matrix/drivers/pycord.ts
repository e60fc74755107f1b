// A program of pycord: forms over HTTPS; it fetches what others said.
import { createHash } from 'node:crypto'
import { Agent, request } from 'node:https'
import { type Driver, type Entering, noPolls, type Seat, type Shown } from '../driver.ts'

export const pycord: Driver = {
  name: 'pycord',
  flags: ['--gateway', 'pycord=0'],
  cannotSay: { file: 'no path takes one', poll: noPolls },
  cannotHear: { file: 'it stands with its message by name and size', presence: 'no path says who is here' },
  enter,
}

type Answer = {
  readonly status: string | null
  readonly user_id?: number
  readonly group_list?: readonly (readonly [name: string, id: number])[]
  readonly message_list?: readonly (readonly [id: number, from: string, text: string, date: string, user: number, group: number])[]
}
type Ask = (path: string, form: Readonly<Record<string, string | number>>) => Promise<Answer>

/** Programs in the field ask every few seconds. */
const ASKS_EVERY_MS = 5000

async function enter({ server, name, password }: Entering): Promise<Seat> {
  const agent = new Agent({ rejectUnauthorized: false, keepAlive: true })
  const ask: Ask = (path, form) => post(agent, server.run.gateways['pycord'] ?? 0, path, form)
  const well: Ask = async (path, form) => {
    const answer = await ask(path, form)
    if (answer.status !== 'ok') throw new Error(`${path}: ${answer.status}`)
    return answer
  }
  const mot_de_passe = createHash('sha256').update(password).digest('hex')
  await ask('/add_user/', { pseudo: name, mot_de_passe })
  const { user_id = 0 } = await well('/connexion/', { pseudo: name, mot_de_passe })
  const groups = async () => new Map((await well('/get_group_list/', { user_id })).group_list)
  const say = async (group: string, message: string): Promise<void> => {
    const group_id = (await groups()).get(group)
    if (group_id === undefined) throw new Error(`${name} is in no group ${group}`)
    await well('/add_message/', { user_id, group_id, message })
  }
  const shown = new Map<number, Shown>()
  const asking = setInterval(() => void groups().catch(() => {}), ASKS_EVERY_MS)
  return {
    name,
    get shown() {
      return [...shown.values()]
    },
    files: [],
    here: new Set(),
    async look() {
      for (const [group, group_id] of await groups()) {
        for (const [id, from, text] of (await ask('/get_message_list/', { group_id })).message_list ?? [])
          shown.set(id, { from, text, ...placeOf(group) })
      }
    },
    async toPerson(to, text) {
      await well('/add_to_group/', { pseudo: name, group_name: `@${to}` })
      await say(`@${to}`, text)
    },
    toGroup: say,
    toLobby: (text) => say('Lobby', text),
    fileTo: () => Promise.reject(new Error('pycord has no word for a file')),
    know: async () => {},
    // It has nothing open: its number speaks for nobody any more.
    isOut: async () => (await ask('/get_group_list/', { user_id })).status !== 'ok',
    async [Symbol.asyncDispose]() {
      clearInterval(asking)
      agent.destroy()
    },
  }
}

function placeOf(group: string): Pick<Shown, 'in' | 'group'> {
  if (group === 'Lobby') return { in: 'lobby', group: null }
  return group.startsWith('@') ? { in: 'private', group: null } : { in: 'group', group }
}

function post(agent: Agent, port: number, path: string, form: Readonly<Record<string, string | number>>): Promise<Answer> {
  const body = new URLSearchParams(Object.entries(form).map(([field, value]): [string, string] => [field, String(value)])).toString()
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': Buffer.byteLength(body) }
  return new Promise((resolve, reject) => {
    const asked = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => (text += piece))
      response.on('end', () => resolve(JSON.parse(text)))
    })
    asked.on('error', reject)
    asked.end(body)
  })
}
