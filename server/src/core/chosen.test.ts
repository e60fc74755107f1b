// What admins chose, in a form that nobody here would write: the server starts all the same, and is rather too careful.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import * as facts from '#store/facts.ts'
import { createWorld, failureOf } from './testing/world.ts'

it.each(['{broken', '[]', '{"registration":"wide open","roles":"all"}', '"open"', ''])(
  '[CORE-41] what was chosen and cannot be read (%j) lets nobody in by themselves, asks for a second step, and is chosen anew',
  async (value) => {
    const folder = await mkdtemp(join(tmpdir(), 'hearth-chosen-'))
    const database = join(folder, 'hearth.db')
    try {
      {
        await using world = await createWorld({ database })
        await world.person('Ada', { setup: world.chat.renewSetup() })
        for (const key of ['doors', 'safety', 'running', 'backup.plan', 'backup.last', 'files.damaged'])
          await world.store.write((tx) => facts.set(tx, key, value))
      }
      await using again = await createWorld({ database })
      expect(await failureOf(() => again.person('Bo'))).toBe('registration_closed')
      expect(await failureOf(() => again.person('Cy', { guest: true }))).toBe('guests_closed')
      const { guard, entrance } = again.chat.core
      expect(guard.safety()).toEqual({ roles: ['owner', 'admin', 'moderator'], apps: true })
      const told = await again.store.write((tx) => entrance.keep(tx, { registration: 'open', guests: null }))
      entrance.follow(told)
      expect(entrance.now()).toMatchObject({ registration: 'open', guests: true })
    } finally {
      await rm(folder, { recursive: true, force: true })
    }
  },
)
