// Bans of devices and addresses that others use, too.
import { expect, it } from 'vitest'
import { networkOf } from '../bans.ts'
import { createCast, createWorld, failureOf, PASSWORD, type Person, type World } from '../testing/world.ts'

const shared = 'd'.repeat(64)
const desk = '192.168.1.40'

/** Ada owns the server, Bo and Dee are moderators; all came from an address of their own a moment ago. */
async function scene(given: Parameters<typeof createWorld>[0] = {}) {
  const world = await createWorld(given)
  const cast = await createCast(world)
  await world.store.write((tx) => tx.updateTable('users').set({ rank: 'owner', admin: 1 }).where('id', '=', cast.ada.id).execute())
  for (const { id } of [cast.bo, cast.dee]) await world.do(cast.ada, 'moderation.role', { user: id, role: 'moderator' })
  return { world, ...cast }
}
const signIn = (world: World, { name }: Person, from: { readonly device?: string; readonly address?: string }) =>
  world.chat.execute({ ...world.stranger, ...from }, 'session.open', { name, password: PASSWORD })

it('[MODERATION-10] a device that somebody above, beside, or oneself uses, too, is not shut out, and the refusal says so; the person alone is', async () => {
  const { world, ada, bo, cy, dee } = await scene()
  await signIn(world, cy, { device: shared })
  for (const other of [ada, dee, bo]) {
    const { reply } = await signIn(world, other, { device: shared })
    expect([other.name, await failureOf(() => world.do(bo, 'moderation.ban', { user: cy.id, reason: '', devices: true }))]).toEqual([
      other.name,
      'ban_reaches_above',
    ])
    await world.do(other, 'session.revoke', { session: reply.session })
  }
  expect((await world.do(bo, 'moderation.bans', {})).bans).toEqual([])
  expect(world.chat.core.bans.hasDevice(shared)).toBe(false)
  await world.do(bo, 'moderation.ban', { user: cy.id, reason: '', devices: true })
  expect(world.chat.core.bans.hasDevice(shared)).toBe(true)
})

it('[MODERATION-6] an address from which somebody beside or above comes is not banned, by itself or within a range', async () => {
  const { world, ada, cy, dee } = await scene()
  const ban = (by: Person, addresses: string[]) => failureOf(() => world.do(by, 'moderation.ban', { user: cy.id, reason: '', addresses }))
  await world.do(ada, 'moderation.role', { user: dee.id, role: 'admin' })
  await signIn(world, ada, { address: desk })
  expect(await ban(dee, [desk])).toBe('ban_reaches_above')
  expect(await ban(dee, ['192.168.1.99', '192.168.1.32/27'])).toBe('ban_reaches_above')
  expect(await ban(dee, [`::ffff:${desk}`])).toBe('ban_reaches_above')
  expect(world.chat.isBanned(desk)).toBe(false)
  // Oneself, too.
  expect(await ban(ada, [desk])).toBe('ban_reaches_above')
  // Whose it was yesterday it may be no longer.
  world.now += 2 * 86_400_000
  expect(await ban(ada, [desk])).toBe('no failure')
  expect(world.chat.isBanned(desk)).toBe(true)
})

it('[MODERATION-6] who is connected from an address now counts, wherever they signed in; the machine’s own keeper may all the same', async () => {
  const here = new Map<string, string>()
  const whereabouts = (user: string) => [here.get(user) ?? []].flat().map((address) => ({ address, people: 1 }))
  const { world, ada, cy, dee } = await scene({ outside: { whereabouts } })
  await world.do(ada, 'moderation.role', { user: dee.id, role: 'admin' })
  here.set(ada.id, desk)
  expect(await failureOf(() => world.do(dee, 'moderation.ban', { user: cy.id, reason: '', addresses: [desk] }))).toBe('ban_reaches_above')
  here.set(ada.id, '192.168.1.41')
  await world.do(dee, 'moderation.ban', { user: cy.id, reason: '', addresses: [desk] })
  await world.operator.operate('ban.add', { what: '192.168.1.41', reason: '' })
  expect(world.chat.isBanned('192.168.1.41')).toBe(true)
})

it('[MODERATION-6] where somebody comes from: an IPv4 address, or the half of an IPv6 address that they do not choose', () => {
  const same: Readonly<Record<string, string>> = {
    '192.168.1.7': '192.168.1.7',
    '::ffff:192.168.1.7': '192.168.1.7',
    'fd00:1:2:3:4:5:6:7': 'fd00:1:2:3::/64',
    'fd00:1:2:3::9%eth0': 'fd00:1:2:3::/64',
    'fe80::1': 'fe80:0:0:0::/64',
    '::1': '0:0:0:0::/64',
    '': '',
  }
  for (const [address, network] of Object.entries(same)) expect([address, networkOf(address)]).toEqual([address, network])
})
