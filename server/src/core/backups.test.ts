import type { TroubleWord } from '@hearth/protocol/trouble-shapes.ts'
import { expect, it } from 'vitest'
import { note } from './backups.ts'
import { act, snapshot } from './testing/sync.ts'
import { createWorld } from './testing/world.ts'

it('[CORE-20] a backup that failed is told to admins alone, at once and when they come in, until one is made or the plan changes', async () => {
  await using world = await createWorld()
  const ada = await world.person('Ada', { setup: world.chat.renewSetup() })
  const bo = await world.person('Bo')
  const publish = world.publish
  const failed = { at: 5, says: 'The disk is full.' }
  const trouble = { code: 'backup_failed', ...failed, about: [{ what: 'said', says: failed.says }] }
  await note(world.store, publish, failed)
  expect(world.told.at(-1)).toEqual({ event: { event: 'server.trouble', with: { trouble } }, to: new Set([ada.id]) })
  expect((await snapshot(world, ada))?.trouble).toEqual(trouble)
  expect((await snapshot(world, bo))?.trouble).toBeNull()
  await act(world, bo, 'server.ping', {})

  const told = world.told.length
  await note(world.store, publish, { at: 6, file: '/x' })
  await note(world.store, publish, { at: 7, file: '/y' })
  expect(world.told.slice(told).map(({ event }) => event)).toEqual([{ event: 'server.trouble', with: { trouble: null } }])
  expect((await snapshot(world, ada))?.trouble).toBeNull()
  const incomplete = '1 stored file damaged on this disk could not be taken along.'
  const about: TroubleWord = { what: 'files_lacking', many: 1, names: ['plan.pdf'] }
  await note(world.store, publish, { at: 7, file: '/y', says: incomplete, about })
  expect((await snapshot(world, ada))?.trouble).toEqual({ code: 'backup_incomplete', at: 7, says: incomplete, about: [about] })

  await note(world.store, publish, failed)
  const plan = { everyMs: 60_000, keep: 2, folder: '/backups' }
  expect(await world.operator.operate('backup.plan', { plan })).toMatchObject({ plan, last: null })
  expect(world.told.at(-1)?.event.with).toEqual({ trouble: null })
  await note(world.store, publish, { at: 8, file: '/z' })
  expect(await world.operator.operate('backup.show', {})).toMatchObject({ plan, last: { at: 8, file: '/z' }, epoch: world.chat.epoch })
  expect(await world.operator.operate('backup.plan', { plan: null })).toMatchObject({ plan: null, last: null })
  await expect(world.operator.operate('backup.plan', { plan: { ...plan, everyMs: 1 } })).rejects.toThrow()
})
