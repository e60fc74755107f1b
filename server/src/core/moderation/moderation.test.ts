// What moderators do, done once: what it changes, who hears of it, and what stays of it.
import type { Gives } from '@hearth/protocol/commands.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { describe, expect, it } from 'vitest'
import * as audit from '#store/audit.ts'
import { sealingHere } from '../sealing.ts'
import { act, allMessages, spoken } from '../testing/sync.ts'
import { createCast, createWorld, failureOf, newClientId, PASSWORD, type Person, say, type World } from '../testing/world.ts'
import { holdsWord, keptWords } from './words.ts'

async function scene(given: Parameters<typeof createWorld>[0] = {}) {
  const world = await createWorld(given)
  const cast = await createCast(world)
  await world.store.write((tx) => tx.updateTable('users').set({ rank: 'owner', admin: 1 }).where('id', '=', cast.ada.id).execute())
  await world.do(cast.ada, 'moderation.role', { user: cast.bo.id, role: 'moderator' })
  return { world, ...cast }
}

const lines = async (world: World) =>
  (await world.store.read((tx) => audit.page(tx, { limit: 200 }))).map(({ deed, detail }) => `${deed} ${detail}`.trim()).toReversed()

describe('roles', () => {
  it('[MODERATION-2] whoever is first to look after the server owns it; roles are given downwards, and are seen and told', async () => {
    const { world, ada, bo, cy } = await scene()
    const given = await act(world, ada, 'moderation.role', { user: cy.id, role: 'admin' })
    expect(given.reply.user).toMatchObject({ admin: true, role: 'admin' })
    expect(spoken(world, given.told)).toEqual(['account.changed → Ada Bo Cy Dee', 'room.role → Ada Bo Cy Dee'])
    expect(await failureOf(() => world.do(cy, 'moderation.role', { user: ada.id, role: 'member' }))).toBe('not_allowed')
    expect(await failureOf(() => world.do(cy, 'moderation.role', { user: bo.id, role: 'admin' }))).toBe('not_allowed')
    expect((await world.do(cy, 'moderation.role', { user: bo.id, role: 'member' })).user).not.toHaveProperty('role')
    expect(await failureOf(() => world.do(ada, 'moderation.role', { user: ada.id, role: 'member' }))).toBe('last_owner')
    await world.do(ada, 'moderation.role', { user: cy.id, role: 'owner' })
    await world.do(cy, 'moderation.role', { user: ada.id, role: 'member' })
    expect(await failureOf(() => world.do(ada, 'moderation.bans', {}))).toBe('not_allowed')
    expect(await lines(world)).toContain('role.given member → admin')
  })

  it('[MODERATION-2] a guest is given no role', async () => {
    const { world, ada } = await scene()
    const guest = await world.person('Eve', { guest: true })
    expect(await failureOf(() => world.do(ada, 'moderation.role', { user: guest.id, role: 'moderator' }))).toBe('not_allowed')
    expect(await failureOf(() => world.do(ada, 'moderation.role', { user: '0'.repeat(26) as Person['id'], role: 'member' }))).toBe(
      'user_unknown',
    )
  })
})

describe('muting', () => {
  it('[MODERATION-3] who is muted everywhere reads on, and says, changes, writes and reacts nothing, until the time is over', async () => {
    const { world, bo, cy, lobby, workshop } = await scene()
    const { id } = await say(world, cy, workshop.id, 'Quack')
    const { told } = await act(world, bo, 'moderation.mute', { user: cy.id, minutes: 10, reason: 'quacking' })
    expect(told).toEqual([])
    expect(world.asked.at(-1)).toEqual({ do: 'hush', user: cy.id })
    for (const room of [lobby, workshop.id]) expect(await failureOf(() => say(world, cy, room, 'Quack'))).toBe('muted')
    expect(await failureOf(() => world.do(cy, 'message.edit', { room: workshop.id, id, text: 'Quack!' }))).toBe('muted')
    expect(await failureOf(() => world.do(cy, 'message.react', { room: workshop.id, id, emoji: '🦆' }))).toBe('muted')
    expect(await failureOf(() => world.do(cy, 'typing', { room: workshop.id, on: true }))).toBe('muted')
    expect((await world.do(cy, 'room.history', { room: workshop.id })).messages).toHaveLength(1)
    expect((await world.do(bo, 'moderation.mutes', {})).mutes).toMatchObject([{ room: null, reason: 'quacking', user: { id: cy.id } }])
    world.now += 11 * 60_000
    await say(world, cy, workshop.id, 'Good day')
    expect(await lines(world)).toContain('mute.set 10 min quacking')
  })

  it('[MODERATION-3] a room’s admin mutes in the room alone, who spoke just before included, and lets speak again', async () => {
    const { world, ada, cy, lobby, workshop } = await scene()
    await say(world, cy, workshop.id, 'Quack')
    await world.do(ada, 'moderation.mute', { user: cy.id, room: workshop.id, minutes: 10, reason: '' })
    expect(await failureOf(() => say(world, cy, workshop.id, 'Quack'))).toBe('muted')
    await say(world, cy, lobby, 'Quack')
    await world.do(ada, 'moderation.unmute', { user: cy.id, room: workshop.id })
    await say(world, cy, workshop.id, 'Good day')
    await world.do(ada, 'moderation.unmute', { user: cy.id, room: workshop.id })
  })

  it('[MODERATION-3] a mute outlives a restart', async () => {
    const { createChat } = await import('../chat.ts')
    const { world, bo, cy, workshop } = await scene()
    await world.do(bo, 'moderation.mute', { user: cy.id, minutes: 10, reason: '' })
    const { store, settings, now, chance } = world.chat.core
    const unheard = { publish: () => {}, online: () => [], isHere: () => false }
    const again = await createChat({ store, settings, now, chance, sealing: sealingHere(), ...unheard })
    const words = { room: workshop.id, text: 'Quack', clientId: newClientId() }
    expect(await failureOf(() => again.execute(cy.caller, 'message.send', words))).toBe('muted')
  })
})

describe('rooms', () => {
  const rule = (world: World, who: Person, room: RoomId, rules: object) => act(world, who, 'room.rules', { room, ...rules })

  it('[MODERATION-4] a locked room is for its admins, everybody sees that, and it opens again', async () => {
    const { world, ada, cy, workshop } = await scene()
    await say(world, cy, workshop.id, 'Before')
    const { told, reply } = await rule(world, ada, workshop.id, { locked: true })
    expect(spoken(world, told)).toEqual(['room.ruled → Ada Bo Cy'])
    expect(reply.rules).toEqual({ locked: true })
    expect(await failureOf(() => say(world, cy, workshop.id, 'Quack'))).toBe('room_locked')
    expect(await failureOf(() => world.do(cy, 'typing', { room: workshop.id, on: true }))).toBe('room_locked')
    await say(world, ada, workshop.id, 'For a moment')
    expect((await rule(world, ada, workshop.id, { locked: true })).told).toEqual([])
    expect((await rule(world, ada, workshop.id, { locked: false })).reply.rules).toEqual({})
    await say(world, cy, workshop.id, 'After')
  })

  it('[MODERATION-4] slow mode lets a member say one thing in so many seconds, and says how long to wait', async () => {
    const { world, ada, bo, cy, workshop } = await scene()
    await rule(world, ada, workshop.id, { slowSeconds: 30 })
    await say(world, cy, workshop.id, 'One')
    expect(await failureOf(() => say(world, cy, workshop.id, 'Two'))).toBe('slow_down')
    await say(world, bo, workshop.id, 'Another person')
    await say(world, ada, workshop.id, 'An admin')
    await say(world, ada, workshop.id, 'as often as they like')
    world.now += 31_000
    await say(world, cy, workshop.id, 'Two')
    await rule(world, ada, workshop.id, { slowSeconds: null })
    await say(world, cy, workshop.id, 'Three')
  })

  it('[MODERATION-4] words that are not wanted are refused, changed into or beside a file, too; only admins know them', async () => {
    const { world, ada, cy, workshop } = await scene()
    const { id } = await say(world, cy, workshop.id, 'Good day')
    const { reply } = await rule(world, ada, workshop.id, { words: ['Snake  Oil', 'ＤＵＣＫ'] })
    expect(reply.rules).toEqual({ filtered: true })
    for (const text of ['Buy SNAKE OIL now', 'a duck.', 'du\u200bck'])
      expect(await failureOf(() => say(world, cy, workshop.id, text)), text).toBe('words_refused')
    expect(await failureOf(() => world.do(cy, 'message.edit', { room: workshop.id, id, text: 'duck' }))).toBe('words_refused')
    await say(world, cy, workshop.id, 'A duckling, for @Bo')
    expect(await world.do(ada, 'room.words', { room: workshop.id })).toEqual({ words: ['duck', 'snake oil'] })
    expect(await failureOf(() => world.do(cy, 'room.words', { room: workshop.id }))).toBe('not_allowed')
  })

  it('[MODERATION-4] words end where letters end, in scripts without spaces anywhere', () => {
    const words = keptWords(['ass', '広告', 'c++', 'x']) ?? []
    expect(words).toHaveLength(3)
    for (const text of ['ass', 'ASS!', '«ass»', 'の広告です', 'C++?']) expect(holdsWord(text, words), text).toBe(true)
    for (const text of ['class', 'assess', 'c+', '']) expect(holdsWord(text, words), text).toBe(false)
  })

  it('[MODERATION-5] where admins let people in, a code is not enough: who asks is told of to them, and let in, or not', async () => {
    const { world, ada, cy, dee, workshop } = await scene()
    const { code = '' } = workshop
    await rule(world, ada, workshop.id, { approval: true })
    expect(await failureOf(() => world.do(dee, 'room.join', { code }))).toBe('approval_needed')
    const asked = await act(world, dee, 'room.ask', { code })
    expect(spoken(world, asked.told)).toEqual(['room.asked → Ada'])
    expect((await act(world, dee, 'room.ask', { code })).told).toEqual([])
    expect((await world.do(ada, 'room.asking', { room: workshop.id })).people).toMatchObject([{ user: { id: dee.id } }])
    expect(await failureOf(() => world.do(cy, 'room.asking', { room: workshop.id }))).toBe('not_allowed')
    expect((await act(world, ada, 'room.admit', { room: workshop.id, user: dee.id, yes: false })).told).toEqual([])
    expect(await failureOf(() => world.do(ada, 'room.admit', { room: workshop.id, user: dee.id, yes: true }))).toBe('user_unknown')
    await world.do(dee, 'room.ask', { code })
    const let_ = await act(world, ada, 'room.admit', { room: workshop.id, user: dee.id, yes: true })
    expect(spoken(world, let_.told)).toEqual(['room.joined → Ada Bo Cy Dee'])
    await say(world, dee, workshop.id, 'Here I am')
    expect((await world.do(ada, 'room.asking', { room: workshop.id })).people).toEqual([])
  })

  it('[MODERATION-5] who lets somebody in sees as what they come in: as an admin if they were invited as one and that may be given', async () => {
    const { world, ada, bo, dee, workshop } = await scene()
    await world.do(ada, 'room.role', { room: workshop.id, user: bo.id, role: 'admin' })
    await rule(world, ada, workshop.id, { approval: true })
    const { token } = await world.do(ada, 'invite.create', { room: workshop.id, role: 'admin', uses: 1, hours: 1 })
    await world.do(dee, 'room.ask', { invite: token })
    const asking = async (by: typeof ada) => (await world.do(by, 'room.asking', { room: workshop.id })).people
    // Only an owner gives roles: an admin would let in a member.
    expect([await asking(ada), await asking(bo)]).toMatchObject([[{ user: { id: dee.id }, role: 'admin' }], [{ role: 'member' }]])
    await world.do(ada, 'room.admit', { room: workshop.id, user: dee.id, yes: true })
    expect((await world.do(dee, 'room.list', {})).rooms.find(({ id }) => id === workshop.id)).toMatchObject({ role: 'admin' })
  })
})

describe('shutting out', () => {
  it('[MODERATION-6] who is banned is cut off everywhere, cannot come back, and comes back when the ban is lifted', async () => {
    const { world, ada, bo, cy } = await scene()
    await act(world, bo, 'moderation.ban', { user: cy.id, reason: 'threats' })
    expect(world.asked.at(-1)).toMatchObject({ do: 'cut', user: cy.id, code: 'banned' })
    const come = () => failureOf(() => world.chat.execute(world.stranger, 'session.open', { name: 'Cy', password: PASSWORD }))
    expect(await come()).toBe('banned')
    expect((await world.do(bo, 'moderation.bans', {})).bans).toMatchObject([{ kind: 'user', reason: 'threats', user: { name: 'Cy' } }])
    await world.do(ada, 'moderation.unban', { user: cy.id })
    expect(await come()).toBe('no failure')
    expect(await failureOf(() => world.do(ada, 'moderation.unban', { user: cy.id }))).toBe('not_banned')
    expect(await lines(world)).toEqual(expect.arrayContaining(['ban.set threats', 'ban.lifted']))
  })

  it('[MODERATION-6] an address is banned by admins alone, takes effect at the door, and never is this machine’s own', async () => {
    const { world, ada, bo, cy } = await scene()
    const addresses = ['192.168.1.66']
    expect(await failureOf(() => world.do(bo, 'moderation.ban', { user: cy.id, reason: '', addresses }))).toBe('not_allowed')
    expect(await failureOf(() => world.do(ada, 'moderation.ban', { user: cy.id, reason: '', addresses: ['127.0.0.1'] }))).toBe(
      'not_bannable',
    )
    expect(await failureOf(() => world.do(ada, 'moderation.ban', { user: cy.id, reason: '', addresses: ['next door'] }))).toBe(
      'bad_request',
    )
    expect(world.chat.isBanned('192.168.1.66')).toBe(false)
    await world.do(ada, 'moderation.ban', { user: cy.id, reason: '', addresses })
    expect(world.chat.isBanned('192.168.1.66')).toBe(true)
    expect(world.asked.at(-1)).toMatchObject({ do: 'shut' })
    expect((await world.do(bo, 'moderation.bans', {})).bans.map(({ kind }) => kind)).toEqual(['user'])
    await world.do(ada, 'moderation.unban', { address: '192.168.1.66' })
    expect(world.chat.isBanned('192.168.1.66')).toBe(false)
  })

  it('[MODERATION-6] a moderator ends all sign-ins of somebody; an admin sees where somebody is connected from', async () => {
    const { world, ada, bo, cy } = await scene()
    await world.do(bo, 'moderation.signout', { user: cy.id })
    expect(await failureOf(() => world.do(cy, 'room.list', {}))).toBe('session_unknown')
    expect(await world.do(ada, 'moderation.whereabouts', { user: cy.id })).toEqual({ addresses: [] })
  })

  it('[MODERATION-7] all that somebody said is deleted, page by page, in a room or everywhere but in two people’s talk', async () => {
    const { world, ada, bo, cy, lobby, workshop } = await scene()
    const { room: direct } = await world.do(cy, 'room.direct', { user: ada.id })
    for (const room of [lobby, workshop.id, direct.id]) for (const text of ['One', 'Two']) await say(world, cy, room, text)
    await say(world, bo, workshop.id, 'Mine')
    const gone = async (who: Person, room?: RoomId) => {
      let removed = 0
      for (let from: Gives<'moderation.purge'>['next'] | undefined; from !== null; ) {
        const given: Gives<'moderation.purge'> = (
          await act(world, who, 'moderation.purge', { user: cy.id, ...(room && { room }), ...(from && { from }) })
        ).reply
        removed += given.removed
        from = given.next
      }
      return removed
    }
    expect(await gone(ada, workshop.id)).toBe(2)
    expect(await gone(bo)).toBe(2)
    expect(await gone(bo)).toBe(0)
    expect((await allMessages(world, ada, workshop.id)).map(({ text }) => text)).toEqual([null, null, 'Mine'])
    expect((await allMessages(world, ada, direct.id)).map(({ text }) => text)).toEqual(['One', 'Two'])
  })
})

describe('reports', () => {
  it('[MODERATION-8] a report shows moderators that one message, waits in a queue, and is settled once, with the message deleted', async () => {
    const { world, ada, bo, cy, dee } = await scene()
    const { room } = await world.do(cy, 'room.direct', { user: dee.id })
    const { id } = await say(world, cy, room.id, 'I know where you live')
    const takes = { user: cy.id, room: room.id, message: id, why: 'harmful', words: 'I am afraid' } as const
    const made = await act(world, dee, 'report.make', takes)
    expect(spoken(world, made.told)).toEqual(['moderation.waiting → Ada Bo'])
    expect((await act(world, dee, 'report.make', takes)).told).toEqual([])
    const { reports, waiting } = await world.do(bo, 'report.list', { open: true })
    expect(waiting).toBe(1)
    expect(reports).toMatchObject([
      { by: { id: dee.id }, user: { id: cy.id }, message: { text: 'I know where you live' }, words: 'I am afraid' },
    ])
    expect(await failureOf(() => world.do(bo, 'room.history', { room: room.id }))).toBe('not_a_member')
    const settled = await act(world, bo, 'report.settle', { report: reports[0]?.id ?? ('' as never), outcome: 'removed' })
    expect(spoken(world, settled.told)).toEqual(['message.deleted → Cy Dee', 'moderation.waiting → Ada Bo'])
    expect((await world.do(ada, 'report.list', { open: true })).reports).toEqual([])
    expect((await world.do(ada, 'report.list', { open: false })).reports).toMatchObject([
      { message: { text: null }, settled: { outcome: 'removed' } },
    ])
  })

  it('[MODERATION-8] nobody reports what they cannot see, or that somebody else said, or themselves', async () => {
    const { world, ada, bo, cy, dee, workshop } = await scene()
    const { id: message } = await say(world, cy, workshop.id, 'Quack')
    const room = workshop.id
    const make = (who: Person, takes: object) => failureOf(() => world.do(who, 'report.make', { why: 'rude', user: cy.id, ...takes }))
    expect(await make(dee, { room, message })).toBe('not_a_member')
    expect(await make(ada, { room, message, user: bo.id })).toBe('message_unknown')
    expect(await make(cy, { room, message })).toBe('bad_request')
    expect(await make(ada, { message })).toBe('bad_request')
    expect(await make(ada, { user: '0'.repeat(26) })).toBe('user_unknown')
    expect(await make(ada, { room: '0'.repeat(26) })).toBe('room_unknown')
    expect(await failureOf(() => world.do(ada, 'report.settle', { report: '0'.repeat(26) as never, outcome: 'nothing' }))).toBe(
      'report_unknown',
    )
  })
})

describe('the audit log', () => {
  it('[MODERATION-9] says who did what to whom, holds no word of a message, and cannot be changed, not even in the database', async () => {
    const { world, ada, bo, cy, workshop } = await scene()
    const { id } = await say(world, cy, workshop.id, 'A secret about the laser cutter')
    await world.do(ada, 'message.delete', { room: workshop.id, id })
    await world.do(ada, 'room.remove', { room: workshop.id, user: cy.id })
    await world.do(ada, 'room.role', { room: workshop.id, user: bo.id, role: 'admin' })
    await world.operator.operate('ban.add', { what: 'Cy', reason: 'again\u001b[2J' })
    const { entries, people, more } = await world.do(ada, 'moderation.audit', { limit: 4 })
    expect(entries.map(({ deed, by }) => [deed, by])).toEqual([
      ['ban.set', null],
      ['room.role', ada.id],
      ['room.put-out', ada.id],
      ['message.removed', ada.id],
    ])
    expect(more).toBe(true)
    expect(people.map(({ name }) => name).toSorted()).toEqual(['Ada', 'Bo', 'Cy'])
    expect(JSON.stringify(entries)).not.toMatch(/secret|\\u001b/)
    const rest = await world.do(ada, 'moderation.audit', { before: entries.at(-1)?.n ?? 0 })
    // Besides, who has come in.
    expect(rest.entries.map(({ deed }) => deed).filter((deed) => deed !== 'signed-in')).toEqual(['role.given'])
    await expect(world.store.write((tx) => tx.deleteFrom('audit').execute())).rejects.toThrow()
    await expect(world.store.write((tx) => tx.updateTable('audit').set({ detail: '' }).execute())).rejects.toThrow()
    expect((await world.do(ada, 'moderation.audit', {})).entries).toHaveLength(4 + rest.entries.length)
  })
})

it('[CLI-12] whoever has the machine gives roles, mutes, ends sign-ins and reads the log, whoever it is about', async () => {
  const { world, ada, bo, cy, workshop } = await scene()
  const operate = (name: string, takes: object) => world.operator.operate(name, takes)
  expect(await operate('user.role', { name: 'cy', role: 'owner' })).toEqual({ name: 'Cy', role: 'owner' })
  await operate('user.role', { name: 'Ada', role: 'member' })
  expect(await failureOf(() => world.do(ada, 'moderation.bans', {}))).toBe('not_allowed')
  expect(await failureOf(() => operate('user.role', { name: 'Cy', role: 'member' }))).toBe('last_owner')
  expect(await failureOf(() => operate('user.role', { name: 'Nobody', role: 'member' }))).toBe('user_unknown')
  await operate('user.mute', { name: 'Cy', minutes: 5, reason: 'noise' })
  expect(await failureOf(() => say(world, cy, workshop.id, 'Quack'))).toBe('muted')
  await operate('user.mute', { name: 'Cy', minutes: 0, reason: '' })
  await say(world, cy, workshop.id, 'Good day')
  await operate('user.signout', { name: 'Bo' })
  expect(await failureOf(() => world.do(bo, 'room.list', {}))).toBe('session_unknown')
  const { lines: log } = (await operate('audit.show', { most: 3 })) as { lines: object[] }
  expect(log).toMatchObject([
    { by: null, deed: 'mute.set', user: 'Cy', detail: '5 min noise' },
    { by: null, deed: 'mute.lifted', user: 'Cy' },
    { by: null, deed: 'person.signed-out', user: 'Bo' },
  ])
})
