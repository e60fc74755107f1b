// Passkeys, made and shown by a key of our own: for which page, by whom, and what takes one away.
import { ChatError } from '@hearth/protocol/errors.ts'
import { expect, it } from 'vitest'
import { createWorld, failureOf, PASSWORD, type Person, type World } from '../testing/world.ts'
import { createKey, type Key } from './testing/key.ts'
import { codeAt, STEP_MS } from './totp.ts'

const site = 'hearth.lan'
const page = `https://${site}:8443`
const openHouse = () => createWorld({ site })

async function withPasskey(world: World, who: Person): Promise<{ key: Key; id: string }> {
  const key = createKey(site)
  const { options } = await world.do(who, 'passkey.begin', { password: PASSWORD, site })
  const { made } = await world.do(who, 'passkey.add', { name: 'a phone', passkey: key.make(options, page) })
  return { key, id: made.id }
}

async function withCodes(world: World, who: Person): Promise<string> {
  const { secret } = await world.do(who, 'factor.begin', { password: PASSWORD })
  await world.do(who, 'factor.confirm', { code: codeAt(secret, Math.floor(world.now / STEP_MS)) })
  world.now += 2 * STEP_MS
  return secret
}

async function comeIn(world: World, key: Key, origin: string, from = world.stranger): Promise<string> {
  const { ticket, options } = (await world.chat.execute(from, 'session.challenge', { site })).reply
  return failureOf(() => world.chat.execute(from, 'session.prove', { ticket, passkey: key.show(options, origin) }))
}

/** The ticket of a deed that asks for the second step, and how that may be taken. */
async function asked(work: () => Promise<unknown>): Promise<{ ticket: string; ways: readonly string[] }> {
  const why = await work().catch((fault: unknown) => fault)
  if (!(why instanceof ChatError) || why.code !== 'second_factor_needed') throw new Error('it was not asked for', { cause: why })
  return { ticket: why.more.ticket ?? '', ways: why.more.ways ?? [] }
}

it('[SIGN-10] it lets in from a page of this server, and not from another service at another port of the same name', async () => {
  await using world = await openHouse()
  const ada = await world.person('Ada')
  const other = createKey(site)
  for (const origin of [`https://${site}:9999`, `https://${site}`, `http://${site}:8443`, 'https://evil.lan:8443']) {
    const { options } = await world.do(ada, 'passkey.begin', { password: PASSWORD, site })
    const passkey = other.make(options, origin)
    expect([origin, await failureOf(() => world.do(ada, 'passkey.add', { name: 'x', passkey }))]).toEqual([origin, 'passkey_refused'])
  }
  const { key } = await withPasskey(world, ada)
  expect(await comeIn(world, key, `https://${site}:9999`)).toBe('passkey_refused')
  expect(await comeIn(world, key, page)).toBe('no failure')
})

it('[SIGN-10] whoever begins again and again pushes out their own sign-ins by passkey, and nobody else’s', async () => {
  await using world = await openHouse()
  const { key } = await withPasskey(world, await world.person('Ada'))
  const { ticket, options } = (await world.chat.execute(world.stranger, 'session.challenge', { site })).reply
  const begin = (address: string) => world.chat.execute({ ...world.stranger, address }, 'session.challenge', { site })
  const first = (await begin('10.6.6.6')).reply
  for (let times = 0; times < 300; times++) await begin('10.6.6.6')
  // And from many addresses at once: who has begun most goes first.
  for (let times = 0; times < 2100; times++) await begin(`10.7.${times % 30}.1`)
  expect(await failureOf(() => world.chat.execute(world.stranger, 'session.prove', { ticket, passkey: key.show(options, page) }))).toBe(
    'no failure',
  )
  const late = { ticket: first.ticket, passkey: key.show(first.options, page) }
  expect(await failureOf(() => world.chat.execute(world.stranger, 'session.prove', late))).toBe('ticket_invalid')
})

it('[SIGN-11] taking one away takes the password and the second step, a code or a passkey; the ticket for it signs nobody in', async () => {
  await using world = await openHouse()
  const [ada, bo] = [await world.person('Ada'), await world.person('Bo')]
  const { key, id } = await withPasskey(world, ada)
  const second = await withPasskey(world, bo)
  const remove = (more: object) => world.do(ada, 'passkey.remove', { password: PASSWORD, passkey: id, ...more })
  expect(await failureOf(() => remove({ password: 'not it' }))).toBe('bad_credentials')
  const { ticket, ways } = await asked(() => remove({}))
  expect(ways).toEqual(['passkey'])
  const show = async (mine: Key, origin = page) => {
    const { options } = (await world.chat.execute(world.stranger, 'session.challenge', { site, ticket })).reply
    return { shown: { ticket, passkey: mine.show(options, origin) } }
  }
  expect(await failureOf(async () => remove(await show(second.key)))).toBe('passkey_refused')
  const again = await asked(() => remove({}))
  const { options } = (await world.chat.execute(world.stranger, 'session.challenge', { site, ticket: again.ticket })).reply
  const passkey = key.show(options, page)
  expect(await failureOf(() => world.chat.execute(world.stranger, 'session.prove', { ticket: again.ticket, passkey }))).toBe(
    'ticket_invalid',
  )
  // Somebody else's ticket proves nothing.
  const other = await asked(() => world.do(bo, 'passkey.remove', { password: PASSWORD, passkey: second.id }))
  const { options: ofBo } = (await world.chat.execute(world.stranger, 'session.challenge', { site, ticket: other.ticket })).reply
  const stolen = { ticket: other.ticket, passkey: second.key.show(ofBo, page) }
  expect(await failureOf(() => remove({ shown: stolen }))).toBe('ticket_invalid')
  expect((await world.do(ada, 'passkey.list', {})).passkeys).toHaveLength(1)

  const last = await asked(() => remove({}))
  const { options: good } = (await world.chat.execute(world.stranger, 'session.challenge', { site, ticket: last.ticket })).reply
  await remove({ shown: { ticket: last.ticket, passkey: key.show(good, page) } })
  expect((await world.do(ada, 'passkey.list', {})).passkeys).toEqual([])
})

it('[SIGN-11] a code does, too; and where it was the only step of who must have one, all that is open is behind it at once', async () => {
  await using world = await openHouse()
  const mia = await world.person('Mia', { setup: world.chat.renewSetup() })
  const ada = await world.person('Ada')
  const secret = await withCodes(world, ada)
  const { id } = await withPasskey(world, ada)
  await world.do(mia, 'admin.safety', { roles: ['member'] })
  const code = () => ((world.now += STEP_MS), codeAt(secret, Math.floor(world.now / STEP_MS)))
  await world.do(ada, 'factor.end', { password: PASSWORD, code: code() })
  // A passkey is left.
  await world.do(ada, 'room.list', {})
  const fresh = await withCodes(world, ada)
  expect(await failureOf(() => world.do(ada, 'passkey.remove', { password: PASSWORD, passkey: id, code: '000000' }))).toBe('code_wrong')
  await world.do(ada, 'passkey.remove', { password: PASSWORD, passkey: id, code: codeAt(fresh, Math.floor(world.now / STEP_MS)) })
  await world.do(ada, 'room.list', {})

  const { key, id: only } = await withPasskey(world, mia)
  await world.do(mia, 'admin.safety', { roles: ['owner'] })
  const { ticket } = await asked(() => world.do(mia, 'passkey.remove', { password: PASSWORD, passkey: only }))
  const { options } = (await world.chat.execute(world.stranger, 'session.challenge', { site, ticket })).reply
  await world.do(mia, 'passkey.remove', { password: PASSWORD, passkey: only, shown: { ticket, passkey: key.show(options, page) } })
  expect(world.asked).toContainEqual({ do: 'anew', user: mia.id })
  expect(await failureOf(() => world.do(mia, 'room.list', {}))).toBe('factor_required')
})

it('[SIGN-11] deleting one’s account takes the second step where it is on', async () => {
  await using world = await openHouse()
  const [ada, bo] = [await world.person('Ada'), await world.person('Bo')]
  const secret = await withCodes(world, ada)
  expect((await asked(() => world.do(ada, 'account.delete', { password: PASSWORD }))).ways).toEqual(['code'])
  expect(await failureOf(() => world.do(ada, 'account.delete', { password: PASSWORD, code: '000000' }))).toBe('code_wrong')
  await world.do(ada, 'account.delete', { password: PASSWORD, code: codeAt(secret, Math.floor(world.now / STEP_MS)) })
  await world.do(bo, 'account.delete', { password: PASSWORD })
})
