import { createHash } from 'node:crypto'
import { expect, it } from 'vitest'
import { note as noteBackup } from './backups.ts'
import { mend, note, noteAll } from './damage.ts'
import { snapshot } from './testing/sync.ts'
import { createWorld, sendFiles, upload } from './testing/world.ts'

it('[CORE-20] damaged files are told to admins alone, by name, until they are whole again or nobody keeps them; beside what became of the backup', async () => {
  await using world = await createWorld()
  const ada = await world.person('Ada', { setup: world.chat.renewSetup() })
  const bo = await world.person('Bo')
  const { core } = world.chat
  const [lobby] = (await world.do(bo, 'room.list', {})).rooms
  if (lobby === undefined) throw new Error('there is no lobby')
  const hashOf = (content: string) => createHash('sha256').update(content).digest('hex')
  const [one, two] = [hashOf('one'), hashOf('two')]
  const kept = await upload(world, bo, { content: 'one', room: lobby.id })
  await sendFiles(world, bo, lobby.id, [kept])
  await upload(world, bo, { content: 'two', room: lobby.id })

  const told = world.told.length
  await note(core, world.publish, [one])
  await note(core, world.publish, [one])
  expect(world.told.slice(told)).toMatchObject([
    { event: { event: 'server.trouble', with: { trouble: { code: 'files_damaged' } } }, to: new Set([ada.id]) },
  ])
  const says = (await snapshot(world, ada))?.trouble?.says
  expect(says).toContain('hearth storage --check')
  expect((await snapshot(world, bo))?.trouble).toBeNull()

  // The backup comes first, and takes the other sentence along.
  await noteBackup(world.store, world.publish, { at: 5, says: 'The disk is full.' })
  expect((await snapshot(world, ada))?.trouble).toEqual({
    ...{ code: 'backup_failed', says: `The disk is full. ${says}`, at: 5 },
    about: [
      { what: 'said', says: 'The disk is full.' },
      { what: 'files_damaged', many: 1, names: ['a.png'] },
    ],
  })
  await noteBackup(world.store, world.publish, { at: 6, file: '/x' })
  expect((await snapshot(world, ada))?.trouble).toMatchObject({ code: 'files_damaged', says })

  // Looked through from end to end: what was found is all there is.
  const { hits } = await noteAll(core, world.publish, [one, two, '3'.repeat(64)])
  expect(hits).toMatchObject([
    { hash: one, owner: 'Bo', room: 'Lobby' },
    { hash: two, owner: 'Bo', room: 'Lobby' },
  ])
  await mend(core, world.publish, [one])
  await mend(core, world.publish, [two])
  // Nobody keeps the third.
  expect(world.told.at(-1)?.event.with).toEqual({ trouble: null })
  expect((await snapshot(world, ada))?.trouble).toBeNull()
  await noteAll(core, world.publish, [])
})
