// Coming in by way of another server, against a real one.
import { createServer } from 'node:net'
import { ChatError } from '@hearth/protocol/errors.ts'
import { afterAll, afterEach, beforeAll, expect, it, vi } from 'vitest'
import type { Provider } from '#core/factors/provider.ts'
import { codeAt, STEP_MS } from '#core/factors/totp.ts'
import { createWorld, failureOf, PASSWORD, type Person, type World } from '#core/testing/world.ts'
import type { OidcConfig } from '#server/config/sign-in.ts'
import { createOidc } from './oidc.ts'
import { type Cookies, type Issuer, startIssuer, walk } from './testing/issuer.ts'

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
    ...{ roles: [{ role: 'admin', group: 'admins' }], makes: true, tellsWhen: true },
  }
})
afterAll(() => issuer[Symbol.asyncDispose]())
afterEach(() => void vi.useRealTimers())

/** Who sits there can go to another address than the one they are sent to. */
type Browser = { readonly cookies?: Cookies; readonly change?: (url: string) => string }
const same = (url: string): string => url

/** Out, through the other server as `who`, and back. */
async function through(world: World, who: string | undefined, link?: string, { cookies, change = same }: Browser = {}) {
  const flows = world.chat.core.flows()
  const { url, browser } = await flows.out(BACK, link, world.stranger.address)
  const address = new URL(await walk(change(url), who, (at) => at.startsWith(BACK), cookies))
  return { address, browser, back: () => flows.back(address, browser) }
}

async function comeIn(world: World, who: string): Promise<Person['caller']> {
  const done = await (await through(world, who)).back()
  const { reply } = await world.chat.execute(world.stranger, 'session.enter', { ticket: done.is === 'in' ? done.ticket : '' })
  return { ...world.stranger, kind: 'signed-in', user: reply.user.id, session: reply.session }
}

/** The word for showing once more that it is oneself. */
const again = async (world: World, who: Person['caller']) => (await world.chat.execute(who, 'outside.again', {})).reply.start

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
  await (await through(world, 'gina', await again(world, gina))).back()
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

const deeds = (world: World, who: Person['caller'], shown: object = {}) => ({
  'app.create': () => world.chat.execute(who, 'app.create', { name: 'x', reach: 'read', ...shown }),
  'passkey.begin': () => world.chat.execute(who, 'passkey.begin', { site: 'hearth.lan', ...shown }),
  'outside.link': () => world.chat.execute(who, 'outside.link', shown),
  'factor.begin': () => world.chat.execute(who, 'factor.begin', shown),
  'account.delete': () => world.chat.execute(who, 'account.delete', shown),
})
const refusals = async (world: World, who: Person['caller']) => {
  const all: string[] = []
  for (const deed of Object.values(deeds(world, who))) all.push(await failureOf(deed))
  return new Set(all)
}

it('[OUTSIDE-8] whoever has no password here signs in there anew before they add a way in or delete the account: a device left open is not enough', async () => {
  await using world = await createWorld({ site: 'hearth.lan', outside: { provider: open() } })
  const cookies: Cookies = new Map()
  const frank = await comeIn(world, 'frank')
  await through(world, 'frank', undefined, { cookies })
  expect(await refusals(world, frank)).toEqual(new Set(['sign_in_anew']))

  // This browser is still signed in there: for signing in it is asked for nothing, for showing that it is them it is.
  await through(world, undefined, undefined, { cookies })
  await expect(through(world, undefined, await again(world, frank), { cookies })).rejects.toThrow('it asks for a password')
  // Nor does it help to leave that out of the address on the way there.
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5 * 60_000 })
  for (const age of [undefined, '100000']) {
    const change = (url: string): string => {
      const plain = new URL(url)
      plain.searchParams.delete('prompt')
      if (age === undefined) plain.searchParams.delete('max_age')
      else plain.searchParams.set('max_age', age)
      return plain.href
    }
    const passed = await through(world, undefined, await again(world, frank), { cookies, change })
    expect([age, await failureOf(passed.back)]).toEqual([age, 'outside_failed'])
  }
  expect(await refusals(world, frank)).toEqual(new Set(['sign_in_anew']))
})

it('[OUTSIDE-8] who has signed in there anew has shown it for five minutes, on that device alone, and locks nobody out', async () => {
  await using world = await createWorld({ site: 'hearth.lan', outside: { provider: open() } })
  const [frank, elsewhere] = [await comeIn(world, 'frank'), await comeIn(world, 'frank')]
  expect(await failureOf(async () => (await through(world, 'harry', await again(world, frank))).back())).toBe('outside_other')
  expect(await refusals(world, frank)).toEqual(new Set(['sign_in_anew']))
  const showAgain = async () => (await through(world, 'frank', await again(world, frank))).back()
  expect(await showAgain()).toEqual({ is: 'shown' })
  expect(await refusals(world, elsewhere)).toEqual(new Set(['sign_in_anew']))
  const { 'app.create': make, 'passkey.begin': key, 'outside.link': link } = deeds(world, frank)
  for (const deed of [make, key, link]) expect(await failureOf(deed)).toBe('no failure')
  world.now += 5 * 60_000
  expect(await failureOf(make)).toBe('sign_in_anew')

  // With a second step that is what they show, and it is asked for however fresh the sign-in is.
  await showAgain()
  const { secret } = (await world.chat.execute(frank, 'factor.begin', {})).reply
  const code = () => codeAt(secret, Math.floor(world.now / STEP_MS))
  await world.chat.execute(frank, 'factor.confirm', { code: code() })
  expect(await refusals(world, frank)).toEqual(new Set(['second_factor_needed']))
  for (const name of ['app.create', 'passkey.begin', 'outside.link'] as const) {
    expect([name, await failureOf(deeds(world, frank, { code: '000000' })[name])]).toEqual([name, 'code_wrong'])
    world.now += STEP_MS
    expect([name, await failureOf(deeds(world, frank, { code: code() })[name])]).toEqual([name, 'no failure'])
  }
})

it('[OUTSIDE-8] a server that never says when people signed in is believed where the settings say so; whoever has nobody to vouch for them is told', async () => {
  const says = async (tellsWhen: boolean, who: string) => {
    await using world = await createWorld({ outside: { provider: open({ tellsWhen }) } })
    const frank = await comeIn(world, who)
    const change = (url: string): string => url.replace('&prompt=login', '').replace('&max_age=0', '')
    return await failureOf((await through(world, who, await again(world, frank), { change })).back)
  }
  expect([await says(true, 'frank'), await says(false, 'frank')]).toEqual(['outside_failed', 'no failure'])
  await using world = await createWorld({ outside: { provider: open() } })
  const bo = await world.person('Bo')
  expect(await failureOf(() => world.do(bo, 'outside.again', {}))).toBe('outside_unknown')
  await world.do(bo, 'app.create', { password: PASSWORD, name: 'x', reach: 'read' })
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
  expect(await failureOf(() => world.do(bo, 'outside.again', {}))).toBe('outside_off')
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
