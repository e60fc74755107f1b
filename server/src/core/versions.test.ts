// What a message said before it was changed.
import { describe, expect, it } from 'vitest'
import { act } from './testing/sync.ts'
import { createCast, createWorld, failureOf, say } from './testing/world.ts'

async function scene(versionsPerMessage?: number) {
  const world = await createWorld(versionsPerMessage === undefined ? {} : { limits: { versionsPerMessage } })
  const cast = await createCast(world)
  const room = cast.workshop.id
  const { id } = await say(world, cast.ada, room, 'one')
  const texts = async () => (await world.do(cast.bo, 'message.versions', { room, id })).versions.map(({ text }) => text)
  const edit = (text: string) => act(world, cast.ada, 'message.edit', { room, id, text })
  return { world, ...cast, room, id, texts, edit }
}

describe('versions', () => {
  it('[CORE-22] everybody in the room may read what a message said before, oldest first, with when', async () => {
    const { world, bo, room, id, texts, edit } = await scene()
    expect(await texts()).toEqual(['one'])
    await edit('two')
    await edit('three')
    expect(await texts()).toEqual(['one', 'two', 'three'])
    const { versions } = await world.do(bo, 'message.versions', { room, id })
    expect(versions.map(({ at }) => at)).toEqual(versions.map(({ at }) => at).toSorted((a, b) => a - b))
    expect(versions.at(-1)?.at).toBe((await world.do(bo, 'message.get', { room, id })).message.editedAt)
  })

  it('[CORE-22] the newest are kept, as many as the server says; none where it says so', async () => {
    const few = await scene(2)
    for (const text of ['two', 'three', 'four']) await few.edit(text)
    expect(await few.texts()).toEqual(['two', 'three', 'four'])
    const none = await scene(0)
    await none.edit('two')
    expect(await none.texts()).toEqual(['two'])
  })

  it('[CORE-7] deleted with the message, they are in no table any more', async () => {
    const { world, ada, bo, room, id, edit } = await scene()
    await edit('two')
    await act(world, ada, 'message.delete', { room, id })
    expect(await failureOf(() => world.do(bo, 'message.versions', { room, id }))).toBe('message_unknown')
    expect(await world.store.read((tx) => tx.selectFrom('versions').selectAll().execute())).toEqual([])
  })
})
