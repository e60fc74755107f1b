// Coming in by way of another server, against a real one.
import { createServer } from 'node:net'
import { ChatError } from '@hearth/protocol/errors.ts'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Provider } from '#core/factors/provider.ts'
import { codeAt, STEP_MS } from '#core/factors/totp.ts'
import { createWorld, failureOf, PASSWORD, type Person, type World } from '#core/testing/world.ts'
import type { OidcConfig } from '#server/config/sign-in.ts'
import { createOidc } from './oidc.ts'
import { type Issuer, startIssuer, walk } from './testing/issuer.ts'

const BACK = 'https://hearth.lan/oidc/back'
let issuer: Issuer
let config: OidcConfig
const log = { warn: () => undefined }
const clock = () => performance.now()
const open = (more: Partial<OidcConfig> = {}): Provider => createOidc({ config: { ...config, ...more }, clock, log })

beforeAll(async () => {
  issuer = await startIssuer([BACK], ['https://hearth.lan/'])
  config = {
    ...{ issuer: issuer.address, clientId: 'hearth', clientSecret: 'a secret between servers', called: 'Elsewhere', scopes: ['profile'] },
    claims: { name: 'preferred_username', displayName: 'name', groups: 'groups' },
    ...{ roles: [{ role: 'admin', group: 'admins' }], makes: true },
  }
})
afterAll(() => issuer[Symbol.asyncDispose]())

/** Out, through the other server as `who`, and back. */
async function through(world: World, who: string, link?: string) {
  const flows = world.chat.core.flows()
  const { url, browser } = await flows.out(BACK, link, world.stranger.address)
  const address = new URL(await walk(url, who, (at) => at.startsWith(BACK)))
  return { address, browser, back: () => flows.back(address, browser) }
}

async function comeIn(world: World, who: string): Promise<Person['caller']> {
  const done = await (await through(world, who)).back()
  const { reply } = await world.chat.execute(world.stranger, 'session.enter', { ticket: done.is === 'in' ? done.ticket : '' })
  return { ...world.stranger, kind: 'signed-in', user: reply.user.id, session: reply.session }
}

it('[OUTSIDE-5] people come in by way of it, are the same the next time, and are what their groups make them', async () => {
  await using world = await createWorld({ outside: { provider: open() } })
  const first = await comeIn(world, 'frank')
  expect((await comeIn(world, 'frank')).user).toBe(first.user)
  const { people } = (await world.chat.execute(first, 'people.search', { text: 'frank' })).reply
  expect(people[0]).toMatchObject({ name: 'frank', displayName: 'frank from elsewhere', admin: false })
  const gina = await comeIn(world, 'gina')
  expect((await world.chat.execute(gina, 'server.figures', {}).catch((why: Error) => why.message)) as string).toContain('no server runs')
  expect((await world.chat.execute(first, 'factor.show', {})).reply).toMatchObject({
    password: false,
    provider: { called: 'Elsewhere', account: 'frank' },
  })
  expect(await failureOf(() => world.chat.execute(first, 'outside.unlink', {}))).toBe('not_allowed')
})

it('[OUTSIDE-5] a way back is good once, for the browser that went out, and with the state it was given', async () => {
  await using world = await createWorld({ outside: { provider: open() } })
  const flows = world.chat.core.flows()
  const stolen = await through(world, 'frank')
  expect(await failureOf(() => flows.back(stolen.address, 'another browser'))).toBe('ticket_invalid')
  expect(await failureOf(stolen.back)).toBe('ticket_invalid')
  const forged = await through(world, 'frank')
  forged.address.searchParams.set('state', 'made up')
  expect(await failureOf(forged.back)).toBe('ticket_invalid')
  const called = await through(world, 'frank')
  called.address.searchParams.set('code', 'made up')
  expect(await failureOf(called.back)).toBe('outside_failed')
  const done = await (await through(world, 'frank')).back()
  const ticket = done.is === 'in' ? done.ticket : ''
  const enter = () => failureOf(() => world.chat.execute(world.stranger, 'session.enter', { ticket }))
  expect([await enter(), await enter()]).toEqual(['no failure', 'ticket_invalid'])
})

it('[OUTSIDE-6] an account that is there is connected by who is signed in to it, and parted again', async () => {
  await using world = await createWorld({ outside: { provider: open({ makes: false }) } })
  const [bo, cy] = [await world.person('Bo'), await world.person('Cy')]
  // The same name there is nobody here.
  expect(await failureOf(async () => (await through(world, 'Bo')).back())).toBe('outside_unknown')
  expect(await failureOf(() => world.do(bo, 'outside.link', { password: 'not it' }))).toBe('bad_credentials')
  const { start } = await world.do(bo, 'outside.link', { password: PASSWORD })
  expect(await (await through(world, 'harry', start)).back()).toEqual({ is: 'connected' })
  expect(await failureOf(() => through(world, 'harry', start))).toBe('ticket_invalid')
  expect((await comeIn(world, 'harry')).user).toBe(bo.id)
  const other = await world.do(cy, 'outside.link', { password: PASSWORD })
  expect(await failureOf(async () => (await through(world, 'harry', other.start)).back())).toBe('identity_taken')

  const { secret } = await world.do(bo, 'factor.begin', { password: PASSWORD })
  await world.do(bo, 'factor.confirm', { code: codeAt(secret, Math.floor(world.now / STEP_MS)) })
  expect(await failureOf(() => comeIn(world, 'harry'))).toBe('second_factor_needed')
  await world.do(bo, 'outside.unlink', {})
  expect(await failureOf(() => world.do(bo, 'outside.unlink', {}))).toBe('outside_unknown')
  expect(await failureOf(async () => (await through(world, 'harry')).back())).toBe('outside_unknown')
})

it('[OUTSIDE-6] what they are there they are here only once the second step is taken, and the ticket is good for a minute', async () => {
  await using world = await createWorld({ outside: { provider: open() } })
  const mia = await world.person('Mia', { setup: world.chat.renewSetup() })
  const gina = await comeIn(world, 'gina')
  const { secret } = (await world.chat.execute(gina, 'factor.begin', {})).reply
  await world.chat.execute(gina, 'factor.confirm', { code: codeAt(secret, Math.floor(world.now / STEP_MS)) })
  const role = async () => (await world.do(mia, 'people.get', { users: [gina.user] })).people[0]?.admin
  expect(await role()).toBe(true)
  await world.do(mia, 'moderation.role', { user: gina.user, role: 'member' })
  // There an admin, here none any more: the first step alone must not make her one.
  const back = async () => {
    const done = await (await through(world, 'gina')).back()
    return { ticket: done.is === 'in' ? done.ticket : '' }
  }
  const takes = await back()
  expect(await role()).toBe(false)
  const why = await world.chat.execute(world.stranger, 'session.enter', takes).catch((fault: unknown) => fault)
  expect(await role()).toBe(false)
  world.now += 2 * STEP_MS
  const ticket = why instanceof ChatError ? (why.more.ticket ?? '') : ''
  await world.chat.execute(world.stranger, 'session.prove', { ticket, code: codeAt(secret, Math.floor(world.now / STEP_MS)) })
  expect(await role()).toBe(true)

  const late = await back()
  world.now += 60_000
  expect(await failureOf(() => world.chat.execute(world.stranger, 'session.enter', late))).toBe('ticket_invalid')
  // Without a password it is the second step that shows who deletes the account.
  expect(await failureOf(() => world.chat.execute(gina, 'account.delete', {}))).toBe('second_factor_needed')
  await world.chat.execute(gina, 'account.delete', { code: codeAt(secret, Math.floor(world.now / STEP_MS)) })
})

it('[OUTSIDE-5] whoever begins the way again and again pushes out their own beginnings, and nobody else’s', async () => {
  await using world = await createWorld({ outside: { provider: open() } })
  const flows = world.chat.core.flows()
  const [mine, theirs] = [await through(world, 'frank'), await flows.out(BACK, undefined, '10.6.6.6')]
  for (let times = 0; times < 1100; times++) await flows.out(BACK, undefined, '10.6.6.6')
  expect(await failureOf(mine.back)).toBe('no failure')
  expect(await failureOf(() => flows.back(new URL(`${BACK}?state=${new URL(theirs.url).searchParams.get('state')}`), theirs.browser))).toBe(
    'ticket_invalid',
  )
})

it('[OUTSIDE-6] it says where one signs out there, too; without any, nobody comes in that way', async () => {
  expect(await open().leave('https://hearth.lan/')).toMatch(/\/session\/end\?.*post_logout_redirect_uri=/)
  await using world = await createWorld()
  const bo = await world.person('Bo')
  expect(await failureOf(() => world.do(bo, 'outside.link', { password: PASSWORD }))).toBe('outside_off')
  expect(await failureOf(() => world.do(bo, 'outside.unlink', {}))).toBe('outside_off')
  expect(await failureOf(() => world.chat.core.flows().out(BACK, undefined, 'here'))).toBe('outside_off')
})

it('[OUTSIDE-2] a server that swallows questions is waited for some seconds, then left alone, and disturbs nobody', async () => {
  const held = new Set<{ destroy(): void }>()
  const hole = createServer((socket) => held.add(socket))
  const port = await new Promise<number>((resolve) => {
    hole.listen(0, '127.0.0.1', () => {
      const address = hole.address()
      resolve(typeof address === 'object' && address !== null ? address.port : 0)
    })
  })
  await using world = await createWorld({ outside: { provider: open({ issuer: `http://127.0.0.1:${port}` }) } })
  const bo = await world.person('Bo')
  const asked = Array.from({ length: 3 }, () => failureOf(() => world.chat.core.flows().out(BACK, undefined, 'here')))
  await world.do(bo, 'room.list', {})
  expect(await Promise.all(asked)).toEqual(['outside_away', 'outside_away', 'outside_away'])
  const connections = held.size
  expect(await failureOf(() => world.chat.core.flows().out(BACK, undefined, 'here'))).toBe('outside_away')
  expect(held.size).toBe(connections)
  for (const socket of held) socket.destroy()
  await new Promise((resolve) => hole.close(resolve))
})
