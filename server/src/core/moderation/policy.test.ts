// Every row of the policy, tried by everybody whom it does not let.
import { type CommandName, commands, type Takes } from '@hearth/protocol/commands.ts'
import type { ErrorCode } from '@hearth/protocol/errors.ts'
import type { MessageId, ReportId, RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { ServerRole } from '@hearth/protocol/moderation-shapes.ts'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { may, mayOnServer } from '../permissions.ts'
import { type Policy, policy } from '../policy.ts'
import { createCast, createWorld, failureOf, newClientId, type Person, say, upload, type World } from '../testing/world.ts'

const names = Object.keys(commands) as CommandName[]
// Those of calls are refused beside what carries them out; here calls are turned off.
const ofCore = names.filter((name) => !name.startsWith('call.'))

type Scene = { world: World; ada: Person; bo: Person; cy: Person; dee: Person; mod: Person; workshop: RoomId; message: MessageId }
let scene: Scene

beforeAll(async () => {
  const world = await createWorld()
  const cast = await createCast(world)
  const mod = await world.person('Mod')
  await world.store.write((tx) => tx.updateTable('users').set({ rank: 'owner', admin: 1 }).where('id', '=', cast.ada.id).execute())
  await world.do(cast.ada, 'moderation.role', { user: mod.id, role: 'moderator' })
  const { id: message } = await say(world, cast.ada, cast.workshop.id, 'The laser cutter is free')
  scene = { ...cast, world, mod, workshop: cast.workshop.id, message }
})
afterAll(() => scene.world[Symbol.asyncDispose]())

/** A whole request for each command, about the Workshop and Ada, who owns it. */
async function request(name: CommandName): Promise<Takes<CommandName>> {
  const { world, ada, cy, workshop: room, message: id } = scene
  const everything = {
    ...{
      room,
      user: cy.id,
      users: [cy.id],
      id,
      text: 'x',
      clientId: newClientId(),
      on: true,
      emoji: '👍',
      seq: 1,
      role: 'member',
      name: 'x',
    },
    ...{
      yes: true,
      minutes: 5,
      reason: '',
      report: '0'.repeat(26) as ReportId,
      outcome: 'nothing',
      open: true,
      days: 3,
      afterDays: 3,
      file: null,
    },
    ...{ message: id, why: 'rude', kind: 'group', token: cy.session, session: cy.session, scope: ['read'], password: 'x' },
  }
  if (name === 'account.picture') Object.assign(everything, { file: await upload(world, ada) })
  const known = Object.keys(commands[name].takes.properties)
  return Object.fromEntries(Object.entries(everything).filter(([key]) => known.includes(key))) as never
}

const refused: readonly (ErrorCode | 'no failure')[] = ['not_allowed', 'may_not_speak']

async function attempt(who: Person, name: CommandName): Promise<ErrorCode | 'no failure'> {
  const takes = await request(name)
  return failureOf(() => scene.world.do(who, name, takes as never))
}

it('[MODERATION-1] every command has a row, and no row is about nothing', () => {
  expect(Object.keys(policy).toSorted()).toEqual(names.toSorted())
  for (const name of names) expect([name, policy[name].is === 'anyone']).toEqual([name, commands[name].by === 'anyone'])
})

describe.each(ofCore)('%s', (name) => {
  const row: Policy = policy[name]
  const isAboutRoom = row.is === 'member' || row.is === 'author' || row.is === 'room' || row.is === 'either'

  it(`[MODERATION-1] ${name} is refused to whom its row does not let`, async () => {
    const { world, dee, bo, workshop } = scene
    if (row.is !== 'anyone') expect(await failureOf(() => world.chat.execute(world.stranger, name, {} as never))).toBe('not_signed_in')
    if (isAboutRoom) expect(await attempt(dee, name)).toBe('not_a_member')
    if (row.is === 'author') expect(await attempt(bo, name)).toBe('not_allowed')
    const needsMore =
      row.is === 'room' || row.is === 'either' ? (row.is === 'room' && row.admins ? true : !may('group', 'member', row.deed)) : false
    if (needsMore && name !== 'message.delete') expect(refused).toContain(await attempt(bo, name))
    if (row.is !== 'server') return
    const roles: [Person, ServerRole][] = [
      [dee, 'member'],
      [scene.mod, 'moderator'],
    ]
    for (const [who, role] of roles) if (!mayOnServer(role, row.deed)) expect(await attempt(who, name)).toBe('not_allowed')
    expect(workshop).toBeDefined()
  })
})

it('[MODERATION-1] what is said by others is deleted by the room’s admins alone', async () => {
  const { world, ada, bo, workshop, message } = scene
  expect(await failureOf(() => world.do(bo, 'message.delete', { room: workshop, id: message }))).toBe('not_allowed')
  const words = await say(world, bo, workshop, 'Mine')
  await world.do(ada, 'message.delete', { room: workshop, id: words.id })
})

it('[MODERATION-1] nobody reaches above themselves: not the room’s admin over the moderator, not the moderator over the admin', async () => {
  const { world, ada, bo, mod, workshop } = scene
  const ask = (who: Person, user: UserId) => failureOf(() => world.do(who, 'moderation.mute', { user, minutes: 5, reason: '' }))
  expect(await ask(mod, ada.id)).toBe('not_allowed')
  expect(await ask(mod, mod.id)).toBe('not_allowed')
  await world.do(ada, 'room.invite', { room: workshop, users: [mod.id] })
  await world.do(ada, 'room.role', { room: workshop, user: bo.id, role: 'admin' })
  expect(await failureOf(() => world.do(bo, 'moderation.mute', { user: mod.id, room: workshop, minutes: 5, reason: '' }))).toBe(
    'not_allowed',
  )
  expect(await failureOf(() => world.do(bo, 'moderation.mute', { user: ada.id, room: workshop, minutes: 5, reason: '' }))).toBe(
    'not_allowed',
  )
})
