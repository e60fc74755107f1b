// What people hear when the disk takes nothing more. SQLite itself is told to hold no more pages: the failure is its own.
import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { allMessages } from './testing/sync.ts'
import { createCast, createWorld, failureOf, newClientId, say } from './testing/world.ts'

it('[CORE-17] a full store answers storage_full, tells nobody, keeps what it had, lets people in to read, and goes on when there is room again', async () => {
  await using world = await createWorld()
  const { ada, workshop } = await createCast(world)
  await say(world, ada, workshop.id, 'before')
  const limitPages = (pages: number) => world.store.read((tx) => sql`pragma max_page_count = ${sql.lit(pages)}`.execute(tx))
  await limitPages(1)
  const told = world.told.length
  const lost = { room: workshop.id, text: 'x'.repeat(8000), clientId: newClientId() }
  const codes = new Set<string>()
  for (let i = 0; i < 20; i++) codes.add(await failureOf(() => world.do(ada, 'message.send', { ...lost, clientId: newClientId() })))
  expect(codes).toContain('storage_full')
  const kept = world.told.length - told
  expect(await failureOf(() => world.do(ada, 'message.send', lost))).toBe('storage_full')
  expect(world.told.length - told).toBe(kept)
  expect(await allMessages(world, ada, workshop.id)).toHaveLength(1 + kept)
  expect((await world.chat.execute(world.stranger, 'session.resume', { token: ada.token })).reply.user.id).toBe(ada.id)
  expect((await world.chat.execute(world.stranger, 'session.resume', { token: ada.token })).reply.rooms).toHaveLength(3)
  await limitPages(1_000_000)
  const { seq } = await world.do(ada, 'message.send', lost)
  expect((await allMessages(world, ada, workshop.id)).at(-1)).toMatchObject({ seq, text: lost.text })
})

it('[CORE-17] who comes back is let in even if it cannot be noted when they did', async () => {
  await using world = await createWorld()
  const { ada } = await createCast(world)
  const refuse = sql`create temp trigger refuse before update on sessions begin select raise(abort, 'no room'); end`
  await world.store.read((tx) => refuse.execute(tx))
  const { reply } = await world.chat.execute(world.stranger, 'session.resume', { token: ada.token })
  expect(reply.rooms).toHaveLength(3)
})
