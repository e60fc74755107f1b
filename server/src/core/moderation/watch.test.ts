// What happens often, in the audit log.
import { expect, it } from 'vitest'
import { checkExport, checkHouseExport } from '../exports.ts'
import { createCast, createWorld, failureOf, PASSWORD, type World } from '../testing/world.ts'

async function scene() {
  const world = await createWorld()
  const mia = await world.person('Mia', { setup: world.chat.renewSetup() })
  const cast = await createCast(world)
  const lines = async () => {
    await world.store.write(async () => undefined)
    const all = []
    for (let before: number | undefined; ; ) {
      const { entries, more } = await world.do(mia, 'moderation.audit', before === undefined ? { limit: 100 } : { before, limit: 100 })
      all.push(...entries)
      before = entries.at(-1)?.n
      if (!more) return all
    }
  }
  return { world, mia, ...cast, lines }
}
const open = (world: World, name: string, password: string, from: { readonly address?: string; readonly client?: string } = {}) =>
  failureOf(() => world.chat.execute({ ...world.stranger, ...from }, 'session.open', { name, password }))

it('[SIGN-9] who signs in again and again under as many names of programs has one line and a count, and what others do is noted', async () => {
  const { world, ada, bo, lines } = await scene()
  for (let n = 0; n < 25; n++) {
    await open(world, 'Ada', PASSWORD, { client: `program ${n}` })
    for (const { id } of (await world.do(ada, 'session.list', {})).sessions)
      if (id !== ada.session) await world.do(ada, 'session.revoke', { session: id })
  }
  expect((await lines()).filter(({ deed, by }) => deed === 'signed-in' && by === ada.id)).toHaveLength(1)
  await open(world, 'Bo', PASSWORD, { address: '192.168.1.50' })
  expect((await lines())[0]).toMatchObject({ deed: 'signed-in', by: bo.id })
  // From elsewhere it is something else.
  await open(world, 'Ada', PASSWORD, { address: '192.168.1.200' })
  expect((await lines())[0]).toMatchObject({ by: ada.id, detail: 'a test, from 192.168.1.200' })
  await world.chat.core.watch.settle(true)
  expect((await lines())[0]?.detail).toBe('25 more within the hour: a test, from 192.168.1.7')
})

it('[SIGN-9] one address that guesses for hundreds of names has twenty lines, the log says how many were left out, and other addresses have theirs', async () => {
  const { world, bo, lines } = await scene()
  const { core } = world.chat
  const many = 250
  for (let n = 0; n < many; n++)
    core.watch.saw({ deed: 'sign-in.failed', by: null, user: core.newId(), from: '10.0.0.66', detail: 'from 10.0.0.66' })
  const failed = async () => (await lines()).filter(({ deed }) => deed === 'sign-in.failed')
  expect(await failed()).toHaveLength(20)
  await open(world, 'Bo', 'not it', { address: '10.0.0.7' })
  expect((await failed())[0]).toMatchObject({ user: bo.id, detail: 'from 10.0.0.7' })
  await core.watch.settle(true)
  expect((await failed())[0]?.detail).toBe(`${many - 20} more within the hour: left out here, there were too many`)
})

it('[SIGN-9] however many addresses strangers come from, what people do has its lines', async () => {
  const { world, ada, lines } = await scene()
  const { core } = world.chat
  for (let n = 0; n < 600; n++)
    core.watch.saw({ deed: 'sign-in.failed', by: null, from: `10.0.${n >> 8}.${n & 255}`, detail: 'from somewhere' })
  expect(await failureOf(() => world.do(ada, 'moderation.bans', {}))).toBe('not_allowed')
  const all = await lines()
  expect(all[0]).toMatchObject({ deed: 'refused', by: ada.id, detail: 'moderation.bans: not_allowed' })
  expect(all.filter(({ deed }) => deed === 'sign-in.failed')).toHaveLength(500)
  await core.watch.settle(true)
  expect((await lines())[0]).toMatchObject({ by: null, detail: '100 more within the hour: left out here, there were too many' })
})

it('[MODERATION-9] a new password, tokens, what is taken along, and the end of an account stand in the log, without their secrets', async () => {
  const { world, mia, ada, bo, workshop, lines } = await scene()
  const next = 'another walk, by the river'
  await world.do(bo, 'account.change', { oldPassword: PASSWORD, password: next })
  const { token, made } = await world.do(ada, 'token.create', { name: 'a report', scope: ['send', 'read'], days: 1 })
  await world.do(ada, 'token.revoke', { token: made.id })
  const { core } = world.chat
  await checkExport(core, ada.caller)
  await checkExport(core, ada.caller, workshop.id)
  await checkHouseExport(core, mia.caller)
  expect(await failureOf(() => checkHouseExport(core, ada.caller))).toBe('not_allowed')
  await world.operator.operate('export.noted', { user: bo.id, room: workshop.id })
  await world.operator.operate('export.noted', {})
  await world.do(bo, 'account.delete', { password: next })
  const noted = (await lines()).filter(({ deed }) => deed !== 'signed-in').toReversed()
  const all = noted.map(({ deed, by, room, detail }) => [deed, by, room, detail])
  expect(all).toEqual([
    ['password.set', bo.id, null, ''],
    ['token.made', ada.id, null, 'a report: read, send'],
    ['token.ended', ada.id, null, 'a report'],
    ['export.taken', ada.id, null, 'all they may read, from 192.168.1.7'],
    ['export.taken', ada.id, workshop.id, 'a room, as they read it, from 192.168.1.7'],
    ['export.taken', mia.id, null, 'the whole server, from 192.168.1.7'],
    ['refused', ada.id, null, 'export.take: not_allowed'],
    ['export.taken', null, workshop.id, 'a room, as a person reads it, on the server’s own machine'],
    ['export.taken', null, null, 'the whole server, on the server’s own machine'],
    ['account.deleted', bo.id, null, 'Bo'],
  ])
  expect(JSON.stringify(all)).not.toContain(token)
})
