// Who may do what, by socket and by HTTP: every command, asked by everybody whom the policy does not let. A command without a row, or one
// that answers differently by the one way and the other, fails. Older programs: test/trust/matrix.test.ts.
import { type CommandName, commands } from '@hearth/protocol/commands.ts'
import { commandExamples } from '@hearth/protocol/examples.ts'
import { type Scope, scopeOf } from '@hearth/protocol/scopes.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { policy } from '#core/policy.ts'
import { connect, type House, type Line, openHouse } from './testing/house.ts'

const names = Object.keys(commands) as CommandName[]
const password = 'seven stones and a spark'

type Actor = { readonly token: string | undefined; readonly line: Line | undefined }
const actors = [
  'anonymous',
  'former member',
  'guest',
  'of another room',
  'admin of another room',
  'reading program',
  'sending program',
  'banned',
  'deleted',
] as const
type Who = (typeof actors)[number]

let house: House
let things: Readonly<Record<string, unknown>>
const cast = new Map<Who, Actor>()
const opened = new AsyncDisposableStack()

async function person(name: string, setup?: string) {
  const line = opened.use(Object.assign(await connect(house), { [Symbol.asyncDispose]: async () => {} }))
  const { token = '', user } = await line.ask('account.register', { name, password, ...(setup === undefined ? {} : { setup }) })
  return { line, token, id: user.id }
}

beforeAll(async () => {
  house = opened.use(await openHouse({ limits: { framesPerSecond: 20_000, waitingPerAddress: 500, connectionsPerPerson: 50 } }))
  const owner = await person('Owner', house.running.setupToken ?? '')
  const ada = await person('Ada')
  const [former, other, admin, banned, gone] = [
    await person('Former'),
    await person('Other'),
    await person('Admin'),
    await person('Banned'),
    await person('Gone'),
  ]
  const { room } = await ada.line.ask('room.create', { kind: 'group', name: 'Vault', members: [former.id, banned.id, gone.id] })
  const { id } = await ada.line.ask('message.send', { room: room.id, text: 'The key is under the third stone', clientId: 'one' as never })
  await ada.line.ask('room.remove', { room: room.id, user: former.id })
  await admin.line.ask('room.create', { kind: 'group', name: 'Elsewhere', members: [other.id] })
  const guest = await connect(house)
  const { token: ofGuest } = await guest.ask('guest.enter', { name: 'Visitor' })
  const programs = new Map<Scope, string>()
  // A program of who is in the room: what it is refused it is refused for its scope alone.
  for (const scope of ['read', 'send'] as const)
    programs.set(scope, (await ada.line.ask('token.create', { name: scope, scope: [scope], days: 1 })).token)
  await owner.line.ask('moderation.ban', { user: banned.id, reason: '' })
  await gone.line.ask('account.delete', { password })
  cast.set('anonymous', { token: undefined, line: await connect(house) })
  cast.set('former member', former)
  cast.set('guest', { token: ofGuest, line: guest })
  cast.set('of another room', other)
  cast.set('admin of another room', admin)
  cast.set('reading program', { token: programs.get('read'), line: await resumed(programs.get('read') ?? '') })
  // What may not read cannot come in by a socket.
  cast.set('sending program', { token: programs.get('send'), line: undefined })
  cast.set('banned', { token: banned.token, line: undefined })
  cast.set('deleted', { token: gone.token, line: undefined })
  things = {
    room: room.id,
    from: room.id,
    user: ada.id,
    users: [ada.id],
    id,
    message: id,
    places: [{ room: room.id, seq: 1 }],
    due: 2_000_000_000_000,
  }
})
afterAll(() => opened.disposeAsync())

async function resumed(token: string): Promise<Line> {
  const line = await connect(house)
  await line.ask('session.resume', { token })
  return line
}

/** The example of the command, about the Vault and who owns it. */
function request(name: CommandName): Record<string, unknown> {
  const { closesAt: _past, ...example }: Record<string, unknown> = { ...commandExamples[name].takes }
  const known = Object.keys(commands[name].takes.properties).filter((key) => key in things && key in example)
  return { ...example, ...Object.fromEntries(known.map((key) => [key, things[key]])) }
}

/** What it must be refused with; undefined where the policy lets them. */
function refused(who: Who, name: CommandName): readonly string[] | undefined {
  const row = policy[name]
  if (who === 'anonymous') return row.is === 'anyone' ? undefined : ['not_signed_in']
  if (row.is === 'anyone') return undefined
  if (who === 'banned') return ['banned', 'session_unknown']
  if (who === 'deleted') return ['session_unknown']
  if (who === 'reading program') return scopeOf[name]?.includes('read') ? undefined : ['not_in_scope']
  if (who === 'sending program') return scopeOf[name]?.includes('send') ? undefined : ['not_in_scope']
  if (row.is === 'self') return undefined
  if (row.is === 'server') return ['not_allowed']
  // Who sits in no call has no room in it.
  return name.startsWith('call.') ? ['not_a_member', 'not_in_call', 'call_unknown'] : ['not_a_member']
}

async function byHttp(name: CommandName, { token }: Actor): Promise<string> {
  const answer = await fetch(`http://${house.plain}/api/${name}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === undefined ? {} : { authorization: `Bearer ${token}` }) },
    body: JSON.stringify(request(name)),
  })
  const { error }: { error?: { code: string } } = JSON.parse(await answer.text())
  return error?.code ?? 'no failure'
}

const bySocket = (name: CommandName, line: Line): Promise<string> =>
  line.ask(name, request(name) as never).then(
    () => 'no failure',
    ({ code }: { code: string }) => code,
  )

it('[TRUST-4] every command has a row, and every row a command', () => {
  expect(Object.keys(policy).toSorted()).toEqual(names.toSorted())
})

describe.each(actors)('%s', (who) => {
  it(`[TRUST-4] ${who} is refused what the policy does not let, the same by socket and by HTTP`, { timeout: 60_000 }, async () => {
    const actor = cast.get(who)
    if (actor === undefined) throw new Error(`nobody is ${who}`)
    let tried = 0
    for (const name of names) {
      const codes = refused(who, name)
      if (codes === undefined) continue
      tried++
      const found = await byHttp(name, actor)
      expect([name, codes.includes(found) ? 'refused' : found]).toEqual([name, 'refused'])
      if (actor.line !== undefined) expect([name, await bySocket(name, actor.line)]).toEqual([name, found])
    }
    expect(tried).toBeGreaterThan(20)
  })
})

it('[TRUST-4] a sign-in that has ended opens no socket', async () => {
  for (const who of ['banned', 'deleted', 'sending program'] as const) {
    using line = await connect(house)
    await expect(line.ask('session.resume', { token: cast.get(who)?.token ?? '' })).rejects.toMatchObject({
      code: expect.stringMatching(/banned|session_unknown|not_in_scope/),
    })
  }
})
