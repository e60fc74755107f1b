// What is chosen while the server runs, as far as core decides it; open ports, certificates and backups: gateways/machine.test.ts.
import { readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { SessionId } from '@hearth/protocol/ids.ts'
import { standardLimits } from '@hearth/protocol/limits.ts'
import { expect, it } from 'vitest'
import * as auditRows from '#store/audit.ts'
import { createCast, createWorld, failureOf, PASSWORD, say, type World } from '../testing/world.ts'
import * as running from './running.ts'

async function scene(given: Parameters<typeof createWorld>[0] = {}) {
  const world = await createWorld(given)
  const cast = await createCast(world)
  await world.store.write((tx) => tx.updateTable('users').set({ rank: 'owner', admin: 1 }).where('id', '=', cast.ada.id).execute())
  await world.do(cast.ada, 'moderation.role', { user: cast.bo.id, role: 'moderator' })
  return { world, ...cast }
}
const lines = async (world: World) =>
  (await world.store.read((tx) => auditRows.page(tx, { limit: 50 }))).map(({ deed, detail }) => `${deed} ${detail}`.trim())

it('[MACHINE-1] a limit is changed by admins alone, holds at once for everybody, and goes back to what the settings say', async () => {
  const { world, ada, bo, cy, lobby } = await scene({ limits: { textChars: 30 } })
  const long = 'x'.repeat(21)
  await say(world, cy, lobby, long)
  expect(await failureOf(() => world.do(bo, 'admin.limit', { name: 'textChars', value: 20 }))).toBe('not_allowed')
  const { limit } = await world.do(ada, 'admin.limit', { name: 'textChars', value: 20 })
  expect(limit).toMatchObject({ name: 'textChars', value: 20, set: true, from: 'now', least: 1 })
  expect(await failureOf(() => say(world, cy, lobby, long))).toBe('text_too_long')
  const all = (await world.do(ada, 'admin.limits', {})).limits
  expect(all.map(({ name }) => name)).toEqual(Object.keys(standardLimits))
  expect(all.filter(({ set }) => set).map(({ name }) => name)).toEqual(['textChars'])
  expect(await lines(world)).toContain('settings.changed limits.textChars 20')
})

it('[MACHINE-1] nothing is set below its least, and nothing that is no limit', async () => {
  const { world, ada } = await scene()
  for (const [name, value] of [
    ['textChars', 0],
    ['frameBytes', 100],
    ['ringSeconds', 4],
    ['no.such', 5],
    ['__proto__', 5],
    ['constructor', 1],
  ] as const)
    expect([name, await failureOf(() => world.do(ada, 'admin.limit', { name, value }))]).toEqual([name, 'bad_request'])
  expect(await world.store.read(running.read)).toEqual(running.nothingChosen)
})

it('[MACHINE-1] what is asked for once, when a port is opened, says that it holds from the next start', async () => {
  const { world, ada } = await scene()
  const { limit } = await world.do(ada, 'admin.limit', { name: 'frameBytes', value: 4096 })
  expect(limit).toMatchObject({ value: 4096, from: 'start' })
  expect(world.chat.core.settings.limits.frameBytes).toBe(standardLimits.frameBytes)
})

it('[MACHINE-1] what was chosen is kept with the data until it is taken back; what makes no sense in it is passed over', async () => {
  const { world, ada } = await scene()
  await world.do(ada, 'admin.limit', { name: 'fileDays', value: 30 })
  await world.do(ada, 'admin.limit', { name: 'pinsPerRoom', value: 5 })
  expect(await world.store.read(running.read)).toEqual({ limits: { fileDays: 30, pinsPerRoom: 5 }, gateways: {} })
  await world.do(ada, 'admin.limit', { name: 'fileDays', value: null })
  expect(await world.store.read(running.read)).toEqual({ limits: { pinsPerRoom: 5 }, gateways: {} })
  await world.store.write((tx) => running.keep(tx, { limits: { pinsPerRoom: 0, fileDays: 3 }, gateways: {} }))
  expect((await world.store.read(running.read)).limits).toEqual({ fileDays: 3 })
  await world.store.write((tx) => running.keep(tx, running.nothingChosen))
  expect(await world.store.read(running.read)).toEqual(running.nothingChosen)
})

it('[MACHINE-4] a moderator sees where somebody below is signed in, and ends one of those sign-ins at once; nobody does above themselves', async () => {
  const { world, ada, bo, cy, dee } = await scene()
  await world.chat.execute({ ...world.stranger, device: 'd'.repeat(64) }, 'session.open', { name: 'Cy', password: PASSWORD })
  await world.do(cy, 'token.create', { name: 'a script', scope: ['read'], days: 1 })
  const { sessions } = await world.do(bo, 'admin.sessions', { user: cy.id })
  expect(sessions.map(({ client, program, device }) => [client, program, device])).toEqual([
    ['a test', false, true],
    ['a test', false, false],
    ['a script', true, false],
  ])
  await world.do(bo, 'admin.end', { user: cy.id, session: cy.session })
  expect(world.asked.at(-1)).toEqual({ do: 'cut', user: cy.id, session: cy.session, code: 'session_unknown' })
  expect(await failureOf(() => world.do(cy, 'room.list', {}))).toBe('session_unknown')
  expect(await failureOf(() => world.do(bo, 'admin.end', { user: cy.id, session: cy.session }))).toBe('session_unknown')
  expect(await failureOf(() => world.do(bo, 'admin.end', { user: cy.id, session: dee.session }))).toBe('session_unknown')
  for (const name of ['admin.sessions', 'admin.end'] as const)
    expect(await failureOf(() => world.do(bo, name, { user: ada.id, session: ada.session } as never))).toBe('not_allowed')
  expect(await failureOf(() => world.do(dee, 'admin.sessions', { user: cy.id }))).toBe('not_allowed')
  expect(await failureOf(() => world.do(bo, 'admin.sessions', { user: '0'.repeat(26) as typeof cy.id }))).toBe('user_unknown')
  expect(
    await failureOf(() => world.do(bo, 'admin.end', { user: '0'.repeat(26) as typeof cy.id, session: '0'.repeat(26) as SessionId })),
  ).toBe('user_unknown')
  expect(await lines(world)).toContain('person.signed-out a test')
})

it('[MODERATION-10] a device is shut out with its person, whatever account comes from it; another device is not', async () => {
  const { world, ada, bo, cy } = await scene()
  const device = 'a'.repeat(64)
  const from = { ...world.stranger, device }
  const come = (name: string, where: typeof from | typeof world.stranger = from) =>
    world.chat.execute(where, 'session.open', { name, password: PASSWORD })
  const ofCy = (await come('Cy')).reply
  const ofDee = (await come('Dee')).reply
  await world.do(bo, 'moderation.ban', { user: cy.id, reason: 'threats', devices: true })
  expect(world.asked.slice(-3)).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ do: 'cut', session: ofDee.session, code: 'banned' }),
      expect.objectContaining({ do: 'cut', user: cy.id, code: 'banned' }),
    ]),
  )
  expect(await failureOf(() => come('Dee'))).toBe('banned')
  expect(await failureOf(() => world.chat.execute(from, 'guest.enter', { name: 'Somebody else' }))).toBe('banned')
  expect(await failureOf(() => world.chat.execute(from, 'session.resume', { token: ada.token }))).toBe('banned')
  expect(await failureOf(() => world.chat.recognise(ada.token, '192.168.1.7', 'a test', device))).toBe('banned')
  expect(ofCy.session).toBeDefined()
  expect(await failureOf(() => come('Dee', world.stranger))).toBe('no failure')
  const { bans } = await world.do(bo, 'moderation.bans', {})
  expect(bans.map(({ kind, user, until }) => [kind, user?.name, until])).toEqual(
    expect.arrayContaining([
      ['device', 'Cy', null],
      ['user', 'Cy', null],
    ]),
  )
  await world.do(bo, 'moderation.unban', { device })
  expect(await failureOf(() => come('Dee'))).toBe('no failure')
  expect(await failureOf(() => world.do(bo, 'moderation.unban', { device }))).toBe('not_banned')
  expect(await failureOf(() => world.do(bo, 'moderation.unban', { device, user: cy.id }))).toBe('bad_request')
  expect(await lines(world)).toEqual(expect.arrayContaining(['ban.set device aaaaaaaa threats', 'ban.lifted device aaaaaaaa']))
})

it('[MODERATION-10] a ban of a person, a device and an address ends by itself, and says so', async () => {
  const { createEndings } = await import('../endings.ts')
  const { world, ada, cy } = await scene()
  const due: (() => void)[] = []
  using _endings = createEndings({ core: world.chat.core, publish: world.publish, wait: (_ms, then) => (due.push(then), () => undefined) })
  const from = { ...world.stranger, device: 'b'.repeat(64) }
  const come = () =>
    failureOf(() => world.chat.execute({ ...from, address: '192.168.1.9' }, 'session.open', { name: 'Cy', password: PASSWORD }))
  expect(await come()).toBe('no failure')
  await world.do(ada, 'moderation.ban', { user: cy.id, reason: 'noise', devices: true, addresses: ['192.168.1.9'], minutes: 60 })
  expect(await come()).toBe('banned')
  expect((await world.do(ada, 'moderation.bans', {})).bans.map(({ until, at }) => (until ?? 0) - at)).toEqual([
    3_600_000, 3_600_000, 3_600_000,
  ])
  const look = async () => {
    due.pop()?.()
    await expect.poll(() => due.length).toBe(1)
  }
  world.now += 59 * 60_000
  await look()
  expect(await come()).toBe('banned')
  world.now += 2 * 60_000
  await look()
  expect(await come()).toBe('no failure')
  expect((await world.do(ada, 'moderation.bans', {})).bans).toEqual([])
  expect((await lines(world)).filter((line) => line.startsWith('ban.lifted'))).toHaveLength(3)
})

it('[MACHINE-5] each change stands in the log, and the log outlives the file being read', async () => {
  const file = join(tmpdir(), `hearth-machine-${process.pid}.db`)
  const { world, ada } = await scene({ database: file })
  await world.do(ada, 'admin.limit', { name: 'callPeople', value: 10 })
  expect(await lines(world)).toContain('settings.changed limits.callPeople 10')
  await world[Symbol.asyncDispose]()
  expect((await readFile(file)).includes('settings.changed')).toBe(true)
  await rm(file, { force: true })
})
