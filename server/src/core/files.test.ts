// What files mean: whose they are, what messages take along, what ends them.
import type { FileId } from '@hearth/protocol/ids.ts'
import { describe, expect, it } from 'vitest'
import * as rows from '#store/files.ts'
import { dropUnsent, expireSome } from './expiry.ts'
import { begin, checkOwn, checkSee, complete, goOn } from './files.ts'
import { act, allMessages, snapshot, spoken } from './testing/sync.ts'
import { createCast, createWorld, failureOf, newClientId, type Person, sendFiles, upload, type World } from './testing/world.ts'

const DAY_MS = 24 * 3_600_000

async function scene(limits: Parameters<typeof createWorld>[0] = {}) {
  const world = await createWorld(limits)
  return { world, ...(await createCast(world)) }
}
const sees = (world: World, who: Person, id: FileId) => failureOf(() => world.store.read((tx) => checkSee(tx, who.caller, id)))

describe('messages with files', () => {
  it('[FILES-16] [CORE-1] [CORE-3] a message has all its files, everybody in the room hears of them, and they go with it', async () => {
    const { world, ada, bo, dee, workshop } = await scene()
    const room = workshop.id
    const files = [await upload(world, ada, { room }), await upload(world, ada, { room, kind: 'video' })]
    const sent = await act(world, ada, 'message.send', { room, text: '', clientId: newClientId(), files })
    expect(spoken(world, sent.told)).toEqual(['message.said → Ada Bo Cy'])
    const [message] = await allMessages(world, bo, room)
    expect(message).toMatchObject({
      text: '',
      files: [
        { id: files[0], kind: 'image', width: 40, height: 30 },
        { id: files[1], kind: 'video' },
      ],
    })
    expect([await sees(world, bo, files[0] as FileId), await sees(world, dee, files[0] as FileId)]).toEqual(['no failure', 'file_unknown'])
    // Words may come and go beside them; a message of words alone needs some.
    await act(world, ada, 'message.edit', { room, id: sent.reply.id, text: 'Both' })
    await act(world, ada, 'message.edit', { room, id: sent.reply.id, text: '' })
    const words = await act(world, ada, 'message.send', { room, text: 'Words', clientId: newClientId() })
    expect(await failureOf(() => world.do(ada, 'message.edit', { room, id: words.reply.id, text: ' ' }))).toBe('text_empty')

    await act(world, ada, 'message.delete', { room, id: sent.reply.id })
    expect(await sees(world, ada, files[0] as FileId)).toBe('file_unknown')
    expect((await allMessages(world, bo, room))[0]).not.toHaveProperty('files')
    expect(await world.store.read((tx) => rows.loose(tx, 10))).toHaveLength(2)
  })

  it('[FILES-16] if one of its files cannot go along, nothing is said; the same clientId is one message with its files once', async () => {
    const { world, ada, bo, workshop } = await scene()
    const room = workshop.id
    const mine = await upload(world, ada, { room })
    const theirs = await upload(world, bo, { room })
    expect(await failureOf(() => sendFiles(world, ada, room, [mine, theirs]))).toBe('file_unknown')
    expect(await allMessages(world, bo, room)).toEqual([])
    const takes = { room, text: 'Once', clientId: 'once', files: [mine] }
    const first = await world.do(ada, 'message.send', takes)
    expect(await world.do(ada, 'message.send', takes)).toEqual(first)
    expect((await allMessages(world, bo, room)).map(({ files }) => files?.map(({ id }) => id))).toEqual([[mine]])
    expect(await failureOf(() => world.do(ada, 'message.send', { ...takes, room: (workshop.id, first.id as never) }))).toBe(
      'client_id_used',
    )
  })

  it('[FILES-16] a file one may see is passed on as a copy: it has an id of its own, counts for who passed it on, and outlives the first', async () => {
    const { world, ada, bo, dee, workshop, lobby } = await scene()
    const file = await upload(world, ada, { room: workshop.id, size: 1000 })
    const first = await sendFiles(world, ada, workshop.id, [file])
    expect(await failureOf(() => sendFiles(world, dee, lobby, [file]))).toBe('file_unknown')
    await act(world, bo, 'message.send', { room: lobby, text: '', clientId: newClientId(), files: [file] })
    const copy = (await allMessages(world, dee, lobby)).at(-1)?.files?.[0]?.id as FileId
    expect(copy).not.toBe(file)
    expect([await sees(world, dee, copy), await sees(world, dee, file)]).toEqual(['no failure', 'file_unknown'])
    await world.do(ada, 'message.delete', { room: workshop.id, id: first.id })
    expect(await sees(world, dee, copy)).toBe('no failure')
    expect((await world.do(bo, 'account.storage', {})).storage).toMatchObject({ bytes: 1000, count: 1 })
    expect((await world.do(ada, 'account.storage', {})).storage).toMatchObject({ bytes: 0, count: 0 })
  })

  it('[FILES-16] coming back tells of files as they are now', async () => {
    const { world, ada, bo, workshop } = await scene()
    const before = await snapshot(world, bo)
    const file = await upload(world, ada, { room: workshop.id })
    await sendFiles(world, ada, workshop.id, [file])
    const since = { [workshop.id]: before?.rooms.get(workshop.id)?.seq ?? 0 }
    const done = await world.chat.execute(world.stranger, 'session.resume', { token: bo.token, since })
    expect(done.signIn?.missed.map(({ with: about }) => about)).toMatchObject([{ files: [{ id: file }] }])
  })
})

describe('limits', () => {
  const announced = { room: null, size: 1, name: 'x', durationMs: null }
  const small = {
    limits: { fileBytesPerPerson: 100, fileBytesPerRoom: 150, filesPerPerson: 3, filesPerRoom: 4, fileBytes: 90, uploadsPerPerson: 2 },
  }
  const bring = (world: World, who: Person, about: Partial<typeof announced>) =>
    failureOf(() => world.store.write((tx) => begin(world.chat.core, tx, who.caller, { ...announced, ...about })))

  it('[FILES-9] exactly as much as is allowed is fine, one byte more is not', async () => {
    const { world, ada, bo, workshop } = await scene(small)
    const room = workshop.id as never
    expect(await bring(world, ada, { size: 91 })).toBe('file_too_large')
    expect(await bring(world, ada, { size: 90, room })).toBe('no failure')
    expect(await bring(world, ada, { size: 11 })).toBe('person_files_full')
    expect(await bring(world, ada, { size: 10 })).toBe('no failure')
    // What is announced counts; what is cancelled does not.
    expect(await bring(world, ada, { size: 0 })).toBe('too_many_uploads')
    expect(await bring(world, bo, { size: 61, room })).toBe('room_files_full')
    expect(await bring(world, bo, { size: 60, room })).toBe('no failure')
  })

  it('[FILES-9] the number of files counts as well, in messages too', async () => {
    const { world, ada, bo, workshop } = await scene(small)
    const room = workshop.id
    for (let i = 0; i < 3; i++) await sendFiles(world, ada, room, [await upload(world, ada, { size: 1, room })])
    expect(await bring(world, ada, { size: 1 })).toBe('person_files_full')
    await sendFiles(world, bo, room, [await upload(world, bo, { size: 1, room })])
    expect(await failureOf(async () => sendFiles(world, bo, room, [await upload(world, bo, { size: 1 })]))).toBe('room_files_full')
    expect(await bring(world, bo, { room: room as never })).toBe('room_files_full')
  })

  it('[FILES-9] a room may have stricter limits of its own, what is there stays, and the server’s hold all the same', async () => {
    const { world, ada, bo, workshop } = await scene({ limits: { fileBytesPerRoom: 150, filesPerRoom: 4 } })
    const room = workshop.id as never
    await sendFiles(world, bo, workshop.id, [await upload(world, bo, { size: 60, room: workshop.id })])
    await act(world, ada, 'room.keep', { room, bytes: 50, count: 2 })
    expect(await world.do(ada, 'room.storage', { room })).toMatchObject({
      ...{ days: null, bytes: 50, count: 2 },
      storage: { bytes: 60, count: 1, mostBytes: 50, mostCount: 2 },
    })
    expect(await bring(world, bo, { size: 0, room })).toBe('room_files_full')
    await world.do(ada, 'room.keep', { room, bytes: 61 })
    expect(await world.do(ada, 'room.storage', { room })).toMatchObject({ bytes: 61, count: 2 })
    expect(await bring(world, bo, { size: 2, room })).toBe('room_files_full')
    expect(await bring(world, bo, { size: 1, room })).toBe('no failure')
    expect(await bring(world, bo, { size: 0, room })).toBe('room_files_full')
    await world.do(ada, 'room.keep', { room, bytes: 1000, count: null })
    expect((await world.do(ada, 'room.storage', { room })).storage).toMatchObject({ mostBytes: 150, mostCount: 4 })
    expect(await bring(world, bo, { size: 90, room })).toBe('room_files_full')
  })

  it('[FILES-9] of a kind a room may have so many, whoever brings them and from wherever', async () => {
    const { world, ada, bo, workshop, lobby } = await scene({ limits: { imagesPerRoom: 2 } })
    const room = workshop.id
    const first = await upload(world, ada, { room })
    await upload(world, bo, { room })
    expect(await failureOf(() => upload(world, bo, { room }))).toBe('room_files_full')
    expect(await failureOf(() => upload(world, bo, { room, kind: 'video' }))).toBe('no failure')
    const elsewhere = await upload(world, ada, { room: lobby })
    expect(await failureOf(() => sendFiles(world, ada, room, [elsewhere]))).toBe('room_files_full')
    expect(await failureOf(() => sendFiles(world, ada, room, [first]))).toBe('no failure')
  })

  it('[FILES-9] a kind may be refused or kept small; a channel takes files of those who speak there', async () => {
    const { world, ada, bo, dee, office, workshop } = await scene({ limits: { videoBytes: 0, imageBytes: 50 } })
    expect(await failureOf(() => upload(world, ada, { kind: 'video' }))).toBe('file_kind_refused')
    expect(await failureOf(() => upload(world, ada, { size: 51 }))).toBe('file_too_large')
    expect(await failureOf(() => upload(world, ada, { size: 50 }))).toBe('no failure')
    expect(await failureOf(() => upload(world, bo, { size: 1, room: office.id }))).toBe('may_not_speak')
    expect(await failureOf(() => upload(world, dee, { size: 1, room: workshop.id }))).toBe('not_a_member')
  })
})

describe('expiry', () => {
  const expire = async (world: World) => {
    const from = world.told.length
    const { count, tellings } = await world.store.write((tx) => expireSome(world.chat.core, tx, 100))
    world.publish(tellings)
    return { count, told: world.told.slice(from) }
  }

  it('[FILES-11] when a time is over a card stays that says so, and everybody who may see it hears of it', async () => {
    const { world, ada, bo, workshop, lobby } = await scene({ limits: { fileDays: 30, videoDays: 10 } })
    const room = workshop.id
    const [image, video] = [await upload(world, ada, { room }), await upload(world, ada, { room, kind: 'video' })]
    await sendFiles(world, ada, room, [image, video], 'Both')
    await world.do(ada, 'room.keep', { room: lobby, days: 3 }).catch(() => undefined)
    world.now += 9 * DAY_MS
    expect((await expire(world)).count).toBe(0)
    world.now += 2 * DAY_MS
    const before = await snapshot(world, bo)
    const { count, told } = await expire(world)
    expect([count, spoken(world, told)]).toEqual([1, ['file.gone → Ada Bo Cy']])
    expect(before).toBeDefined()
    expect((await allMessages(world, bo, room))[0]?.files).toMatchObject([{ id: image }, { id: video, gone: 'expired' }])
    expect([await sees(world, bo, image), await sees(world, bo, video)]).toEqual(['no failure', 'file_gone'])
    expect((await expire(world)).count).toBe(0)
  })

  it('[FILES-11] a room may keep files for a shorter time than the server, and says what they take up', async () => {
    const { world, ada, workshop } = await scene()
    const room = workshop.id
    await sendFiles(world, ada, room, [
      await upload(world, ada, { room, size: 500 }),
      await upload(world, ada, { room, size: 20, kind: 'video' }),
    ])
    await act(world, ada, 'room.keep', { room, days: 5 })
    expect(await world.do(ada, 'room.storage', { room })).toMatchObject({
      days: 5,
      storage: {
        bytes: 520,
        count: 2,
        kinds: [
          { kind: 'image', bytes: 500, count: 1 },
          { kind: 'video', bytes: 20, count: 1 },
        ],
      },
    })
    world.now += 6 * DAY_MS
    expect((await expire(world)).count).toBe(2)
    expect((await world.do(ada, 'room.storage', { room })).storage).toMatchObject({ bytes: 0, count: 0 })
    await world.do(ada, 'room.keep', { room, days: null })
    await sendFiles(world, ada, room, [await upload(world, ada, { room })])
    world.now += 600 * DAY_MS
    expect((await expire(world)).count).toBe(0)
  })

  it('[FILES-11] uploads that nobody went on with, or sent, are forgotten after a day; pictures stay', async () => {
    const { world, ada } = await scene()
    const [half, unsent, face] = [await upload(world, ada, { whole: false }), await upload(world, ada), await upload(world, ada)]
    await act(world, ada, 'account.picture', { file: face })
    const drop = () => world.store.write((tx) => dropUnsent(world.chat.core, tx, 10))
    world.now += DAY_MS - 60_000
    expect(await drop()).toEqual([])
    world.now += 120_000
    expect((await drop()).map(({ id }) => id).toSorted()).toEqual([half, unsent].toSorted())
    expect(await sees(world, ada, face)).toBe('no failure')
  })

  it('[FILES-22] an upload that goes on now and then is not forgotten, however long it takes', async () => {
    const { world, ada } = await scene()
    const { core } = world.chat
    const half = await upload(world, ada, { whole: false })
    for (let hours = 0; hours < 40; hours += 2) {
      world.now += 2 * 3_600_000
      await goOn(core, await world.store.read((tx) => checkOwn(tx, ada.caller, half)))
      expect(await world.store.write((tx) => dropUnsent(core, tx, 10))).toEqual([])
    }
    world.now += DAY_MS + 1
    expect((await world.store.write((tx) => dropUnsent(core, tx, 10))).map(({ id }) => id)).toEqual([half])
  })
})

describe('how long it lasts', () => {
  it.each([
    ['as the bytes say', 'audio', 2000, 9000, 2000],
    ['as the sender says, where they do not', 'video', null, 9000, 9000],
    ['a day at most by the sender’s word alone', 'audio', null, 10 ** 15, DAY_MS],
    ['not at all, where it is neither sound nor film', 'other', null, 9000, null],
  ] as const)('[FILES-21] %s', async (_how, kind, measured, claimed, kept) => {
    const { world, ada } = await scene()
    const { core } = world.chat
    const { id } = await world.store.write((tx) => begin(core, tx, ada.caller, { room: null, size: 1, name: 'x', durationMs: claimed }))
    const content = { kind, type: 'audio/webm', width: null, height: null, durationMs: measured, hash: 'f'.repeat(64), size: 1 }
    await world.store.write((tx) => complete(core, tx, ada.caller, id, content))
    expect(await world.store.read((tx) => rows.byId(tx, id))).toMatchObject({ durationMs: kept })
  })
})

describe('pictures', () => {
  it('[FILES-17] [CORE-1] people are seen with an image by everybody signed in, rooms by who is in them or may enter; the one before is gone', async () => {
    const { world, ada, bo, dee, workshop } = await scene()
    const [first, second] = [await upload(world, ada), await upload(world, ada)]
    expect(spoken(world, (await act(world, ada, 'account.picture', { file: first })).told)).toEqual(['account.changed → Ada Bo Cy Dee'])
    expect(await sees(world, dee, first)).toBe('no failure')
    expect((await act(world, ada, 'account.picture', { file: second })).reply.user.picture).toBe(second)
    expect([await sees(world, ada, first), await sees(world, dee, second)]).toEqual(['file_unknown', 'no failure'])
    expect((await act(world, ada, 'account.picture', { file: null })).reply.user).not.toHaveProperty('picture')

    const sent = await upload(world, bo, { room: workshop.id })
    await sendFiles(world, bo, workshop.id, [sent])
    const told = (await act(world, ada, 'room.picture', { room: workshop.id, file: sent })).told
    expect(spoken(world, told)).toEqual(['room.pictured → Ada Bo Cy'])
    const { rooms } = await world.do(bo, 'room.list', {})
    const picture = rooms.find(({ id }) => id === workshop.id)?.picture as FileId
    expect(picture).not.toBe(sent)
    expect([await sees(world, bo, picture), await sees(world, dee, picture)]).toEqual(['no failure', 'file_unknown'])
    await act(world, ada, 'room.remove', { room: workshop.id, user: bo.id })
    expect(await sees(world, bo, picture)).toBe('file_unknown')
    const { room: open } = await world.do(ada, 'room.create', { kind: 'group', name: 'Open', public: true })
    await world.do(ada, 'room.picture', { room: open.id, file: picture })
    const shown = (await world.do(ada, 'room.list', {})).rooms.find(({ id }) => id === open.id)?.picture as FileId
    expect(await sees(world, dee, shown)).toBe('no failure')
    await act(world, ada, 'room.delete', { room: workshop.id })
    expect(await sees(world, ada, picture)).toBe('file_unknown')
    const face = await upload(world, dee)
    await world.do(dee, 'account.picture', { file: face })
    await world.do(dee, 'account.delete', { password: 'a long walk by the sea' })
    expect(await sees(world, ada, face)).toBe('file_unknown')
  })
})

it('[FILES-17] what is shown to the operator adds up: by room, person and kind, and once on the disk', async () => {
  const { world, ada, bo, workshop } = await scene()
  const room = workshop.id
  await sendFiles(world, ada, room, [await upload(world, ada, { room, size: 700, content: 'same' })])
  await sendFiles(world, bo, room, [
    await upload(world, bo, { room, size: 700, content: 'same' }),
    await upload(world, bo, { room, size: 50, kind: 'video' }),
  ])
  expect(await world.operator.operate('storage.show', { most: 10 })).toEqual({
    stored: { bytes: 750, count: 2 },
    rooms: [{ called: 'Workshop', bytes: 1450, count: 3, own: { bytes: null, count: null, days: null } }],
    people: [
      { called: 'Bo', bytes: 750, count: 2 },
      { called: 'Ada', bytes: 700, count: 1 },
    ],
    kinds: [
      { called: 'image', bytes: 1400, count: 2 },
      { called: 'video', bytes: 50, count: 1 },
    ],
    archived: { messages: 0, bytes: 0, rooms: [] },
  })
})
