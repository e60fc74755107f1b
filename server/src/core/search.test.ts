import type { Takes } from '@hearth/protocol/commands.ts'
import type { Place } from '@hearth/protocol/shapes.ts'
import { describe, expect, it } from 'vitest'
import { createIndexer } from './indexing.ts'
import { act } from './testing/sync.ts'
import { createCast, createWorld, failureOf, type Person, say, sendFiles, upload, type World } from './testing/world.ts'

async function scene() {
  const world = await createWorld()
  return { world, ...(await createCast(world)) }
}

const log = {
  warn(_about: object, says: string) {
    throw new Error(says)
  },
}

/** Everything that is found, page by page. */
async function found(
  world: World,
  who: Person,
  text: string,
  more: Omit<Takes<'message.search'>, 'text' | 'from'> = {},
): Promise<string[]> {
  const texts: string[] = []
  for (let from: Place | undefined; ; ) {
    const page = await world.do(who, 'message.search', { text, ...more, ...(from === undefined ? {} : { from }) })
    texts.push(...page.found.map(({ message }) => message.text ?? 'deleted'))
    if (page.next === undefined) return texts
    from = page.next
  }
}

describe('message.search', () => {
  it('[CORE-1] [CORE-3] gives messages as history shows them, with their rooms, and tells nobody', async () => {
    const { world, ada, bo, workshop, office } = await scene()
    const { id } = await say(world, ada, workshop.id, 'The laser cutter is free')
    await say(world, ada, office.id, 'A new cutter for the office')
    await world.do(bo, 'message.react', { room: workshop.id, id, emoji: '👍' })
    const { reply, told } = await act(world, bo, 'message.search', { text: 'CUTT' })
    expect(told).toEqual([])
    expect(reply.found.map(({ room }) => room)).toEqual([office.id, workshop.id])
    const { message } = await world.do(bo, 'message.get', { room: workshop.id, id })
    expect(reply.found[1]?.message).toEqual(message)
    expect(reply).not.toHaveProperty('next')
    expect(await found(world, bo, 'cutter', { room: workshop.id })).toEqual(['The laser cutter is free'])
  })

  it('[CORE-27] besides words it is looked for by who said it, when, and what hangs on it, with words or without, indexed or not', async () => {
    const { world, ada, bo, workshop } = await scene()
    await using indexer = createIndexer(world.store, log)
    const room = workshop.id
    const early = await say(world, ada, room, 'The plan is at http://10.0.0.7/plan')
    await say(world, bo, room, 'Which plan?')
    await sendFiles(world, ada, room, [await upload(world, ada)], 'This plan, as a picture')
    await sendFiles(world, bo, room, [await upload(world, bo, { kind: 'video' })], 'And as a film')
    const { id } = await world.do(bo, 'poll.create', { room, question: 'Which plan?', options: ['One', 'Two'], clientId: 'poll' })
    await world.do(ada, 'message.pin', { room, id })
    for (const isIndexed of [false, true]) {
      if (isIndexed) await indexer.catchUp()
      expect(await found(world, bo, 'plan', { by: ada.id })).toEqual(['This plan, as a picture', 'The plan is at http://10.0.0.7/plan'])
      expect(await found(world, bo, '', { has: ['file'] })).toEqual(['And as a film', 'This plan, as a picture'])
      expect(await found(world, bo, '', { has: ['image'] })).toEqual(['This plan, as a picture'])
      expect(await found(world, bo, 'plan', { has: ['link'] })).toEqual(['The plan is at http://10.0.0.7/plan'])
      expect(await found(world, bo, '', { has: ['poll', 'pin'] })).toEqual(['📊 Which plan?\n1. One\n2. Two'])
      expect(await found(world, bo, 'plan', { before: early.at + 1 })).toEqual(['The plan is at http://10.0.0.7/plan'])
      expect(await found(world, bo, 'plan', { after: early.at + 1, by: bo.id })).toHaveLength(2)
      expect(await found(world, bo, '', { by: room as never })).toEqual([])
    }
  })

  it('[CORE-7] messages are found by what their files are called, indexed or not, as long as they are there', async () => {
    const { world, ada, bo, dee, workshop } = await scene()
    await using indexer = createIndexer(world.store, log)
    const room = workshop.id
    const named = async (name: string, text: string) => sendFiles(world, ada, room, [await upload(world, ada, { name })], text)
    const first = await named('Übersicht 2026.pdf', 'the plan')
    const second = await sendFiles(world, ada, room, [
      await upload(world, ada, { name: 'left.png' }),
      await upload(world, ada, { name: 'right.png' }),
    ])
    for (const isIndexed of [false, true]) {
      if (isIndexed) {
        for (let n = 0; n < 300; n++) await say(world, ada, room, `word ${n}`)
        await indexer.catchUp()
      }
      expect(await found(world, bo, 'übersicht')).toEqual(['the plan'])
      expect(await found(world, bo, 'SICHT plan .pdf')).toEqual(['the plan'])
      expect(await found(world, bo, 'right.p')).toEqual([''])
      expect(await found(world, bo, 'left right')).toEqual([''])
      expect(await found(world, bo, 'pdf left')).toEqual([])
      expect(await found(world, dee, 'übersicht')).toEqual([])
    }
    await world.do(ada, 'message.edit', { room, id: first.id, text: 'an older plan' })
    expect(await found(world, bo, '2026 older')).toEqual(['an older plan'])
    await world.do(ada, 'message.delete', { room, id: first.id })
    await world.do(ada, 'message.delete', { room, id: second.id })
    for (const text of ['übersicht', '2026', 'right.p']) expect(await found(world, bo, text)).toEqual([])
  })

  it('[CORE-7] what is deleted is never found, what is changed by its new words only, indexed or not', async () => {
    const { world, ada, workshop } = await scene()
    await using indexer = createIndexer(world.store, log)
    const first = await say(world, ada, workshop.id, 'an orange lantern')
    const second = await say(world, ada, workshop.id, 'an orange kettle')
    for (let n = 0; n < 300; n++) await say(world, ada, workshop.id, `word ${n}`)
    await indexer.catchUp()
    const room = workshop.id
    await world.do(ada, 'message.edit', { room, id: first.id, text: 'a violet lantern' })
    await world.do(ada, 'message.delete', { room, id: second.id })
    const last = await say(world, ada, workshop.id, 'an orange moon')
    expect(await found(world, ada, 'orange')).toEqual(['an orange moon'])
    await world.do(ada, 'message.delete', { room, id: last.id })
    expect(await found(world, ada, 'orange')).toEqual([])
    expect(await found(world, ada, 'viol')).toEqual(['a violet lantern'])
    expect(await found(world, ada, 'word 299')).toEqual(['word 299'])
    expect(await found(world, ada, 'word', { limit: 50 })).toHaveLength(300)
  })

  it('[CORE-13] only rooms the asker is in now are looked at, whatever was asked before', async () => {
    const { world, ada, bo, cy, dee, lobby, workshop } = await scene()
    for (let n = 0; n < 3; n++) await say(world, ada, workshop.id, `a secret kettle ${n}`)
    await say(world, ada, lobby, 'a kettle for everybody')
    expect(await found(world, dee, 'kettle')).toEqual(['a kettle for everybody'])
    const { next } = await world.do(cy, 'message.search', { text: 'secret', limit: 1 })
    if (next === undefined) throw new Error('there are three')
    // Asked for while still in, answered when out.
    const asked = world.do(cy, 'message.search', { text: 'kettle' })
    await Promise.all([asked, world.do(ada, 'room.remove', { room: workshop.id, user: cy.id })])
    expect(await found(world, cy, 'kettle')).toEqual(['a kettle for everybody'])
    expect(await failureOf(() => world.do(cy, 'message.search', { text: 'secret', from: next }))).toBe('message_unknown')
    expect(await failureOf(() => world.do(dee, 'message.search', { text: 'secret', room: workshop.id }))).toBe('not_a_member')
    await world.do(ada, 'room.delete', { room: workshop.id })
    expect(await found(world, bo, 'kettle')).toEqual(['a kettle for everybody'])
    expect(await failureOf(() => world.do(bo, 'message.search', { text: 'secret', room: workshop.id }))).toBe('room_unknown')
  })

  it('[CORE-7] a removal that is committed before the answer keeps the words from it', async () => {
    const { world, ada, cy, workshop } = await scene()
    await say(world, ada, workshop.id, 'a secret kettle')
    const order: string[] = []
    const asked = world.chat
      .execute(cy.caller, 'message.search', { text: 'kettle' }, ({ reply }) => order.push(`found ${reply.found.length}`))
      .catch(() => undefined)
    await world.chat.execute(ada.caller, 'room.remove', { room: workshop.id, user: cy.id }, () => order.push('removed'))
    await asked
    expect(order).toEqual(['removed', 'found 0'])
  })
})

describe('the indexer', () => {
  it('[CORE-19] what is said costs it nothing, and it comes after by itself', async () => {
    const { world, ada, workshop } = await scene()
    for (let n = 0; n < 520; n++) await say(world, ada, workshop.id, `word ${n}`)
    const parts = () => world.store.read((tx) => tx.selectFrom('search_parts').select(['place', 'size']).execute())
    expect(await parts()).toEqual([])
    await using indexer = createIndexer(world.store, log)
    await indexer.catchUp()
    expect(await parts()).toEqual([
      { place: 1, size: 256 },
      { place: 257, size: 256 },
    ])
  })

  it('[CORE-19] small parts become large ones, and nothing is lost on the way', { timeout: 60_000 }, async () => {
    const { world, ada, workshop } = await scene()
    for (let n = 0; n < 4200; n += 100) {
      await Promise.all(Array.from({ length: 100 }, (_, at) => say(world, ada, workshop.id, `a kettle of n${n + at}e`)))
    }
    await using indexer = createIndexer(world.store, log)
    await indexer.catchUp()
    const sizes = await world.store.read((tx) => tx.selectFrom('search_parts').select('size').orderBy('place').execute())
    expect(sizes).toEqual([{ size: 4096 }, { size: 64 }])
    expect(await found(world, ada, 'kettle of')).toHaveLength(4200)
    expect(await found(world, ada, 'n17e')).toEqual(['a kettle of n17e'])
  })

  it('[CORE-19] a store that cannot write makes it wait, and stops nothing', async () => {
    const { world, ada, workshop } = await scene()
    for (let n = 0; n < 300; n++) await say(world, ada, workshop.id, `word ${n}`)
    const warned = Promise.withResolvers<string>()
    const full = { read: world.store.read, write: () => Promise.reject(new Error('full')) }
    await using _indexer = createIndexer(full, { warn: (_about, says) => warned.resolve(says) })
    expect(await warned.promise).toBe('the search index waits: it could not be written')
    expect(await found(world, ada, 'word 7')).toEqual(['word 7'])
  })
})
