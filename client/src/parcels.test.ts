import type { FileId, MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { expect, test } from 'vitest'
import { roomId } from './cast.ts'
import { createFiles } from './files.ts'
import type { Bundle, InThread } from './outbox.ts'
import { createParcels, isStuck, type Parcel, type Parcels, progressOf } from './parcels.ts'
import { createClock, settle } from './testing.ts'

const workshop = roomId('Workshop')
const about = (name: string, size: number, type = 'image/png') => ({ name, size, type })
const bytes = (text: string) => new Blob([text])
const file = (name: string, text: string) => ({ about: about(name, text.length), bytes: bytes(text) })

/** A server that speaks as much tus as an upload needs, and can be away. */
function createTus() {
  const uploads = new Map<string, { size: number; got: string }>()
  const asked: string[] = []
  const state = { isAway: false, refuses: undefined as string | undefined }
  let ids = 0
  const refuse = (status: number, code: string) => new Response(JSON.stringify({ error: { code, says: '' } }), { status })
  async function answer(path: string, { method = 'GET', headers = {}, body }: RequestInit): Promise<Response> {
    asked.push(`${method} ${path}`)
    if (state.isAway) throw new TypeError('no network')
    if (state.refuses !== undefined) return refuse(409, state.refuses)
    const said = new Headers(headers)
    if (method === 'POST') {
      const id = `f${++ids}`
      uploads.set(id, { size: Number(said.get('upload-length')), got: '' })
      return new Response(null, { status: 201, headers: { location: `/files/${id}`, 'upload-offset': '0' } })
    }
    const upload = uploads.get(path.slice('/files/'.length))
    if (!upload) return refuse(404, 'file_unknown')
    if (method === 'DELETE') uploads.delete(path.slice('/files/'.length))
    if (method === 'PATCH') upload.got += await new Response(body).text()
    return new Response(null, { status: method === 'HEAD' ? 200 : 204, headers: { 'upload-offset': String(upload.got.length) } })
  }
  return { uploads, asked, state, fetch: ((path: string, how: RequestInit) => answer(path, how)) as typeof fetch }
}

type Said = { room: RoomId; text: string; replyTo: MessageId | undefined; bundle: Bundle; thread?: InThread }

function setUp(tus = createTus()) {
  const clock = createClock()
  const files = createFiles({
    fetch: tus.fetch,
    base: '',
    token: () => null,
    now: clock.now,
    chance: () => 0.5,
    wait: clock.wait,
    sha256: null,
  })
  const said: Said[] = []
  const kept = new Map<string, Parcel>()
  const keptBytes = new Map<string, Blob>()
  let ids = 0
  const parcels = createParcels({
    files,
    shelf: {
      save: (parcel) => void kept.set(parcel.clientId, parcel),
      keepBytes: (key, blob) => void keptBytes.set(key, blob),
      remove: (parcel) => void kept.delete(parcel.clientId),
    },
    send: (room, text, replyTo, bundle, thread) => void said.push({ room, text, replyTo, bundle, ...(thread && { thread }) }),
    identify: (blob) => blob.text(),
    newId: () => `n-${++ids}`,
    now: clock.now,
  })
  return { clock, files, tus, parcels, said, kept, keptBytes }
}

/** What an upload asks goes through real promises of the platform, which take their own time. */
async function untilWhole(parcels: Parcels): Promise<void> {
  for (let turns = 0; turns < 2000 && parcels.list.some(({ pieces }) => pieces.some(({ id }) => id === undefined)); turns++)
    await new Promise((go) => setImmediate(go))
}
const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 50; turn++) await new Promise((go) => setImmediate(go))
}

test('[CLIENT-21] files put to a thread lie there and not in its room, and go into it', async () => {
  const { parcels, said } = setUp()
  const root = 'root' as MessageId
  parcels.add(workshop, [file('a.png', 'aaa')])
  parcels.add(workshop, [file('b.png', 'bbb')], root)
  await untilWhole(parcels)
  parcels.post(workshop, 'Here', null, { root, also: true })
  expect(said).toMatchObject([{ text: 'Here', thread: { root, also: true }, bundle: { files: [{ name: 'b.png' }] } }])
  expect(parcels.list).toMatchObject([{ isPosted: false, pieces: [{ name: 'a.png' }] }])
  parcels.post(workshop, '', null)
  expect(said.at(-1)).not.toHaveProperty('thread')
})

test('[CLIENT-21] files go up while words are looked for, and are said together once all are whole', async () => {
  const { parcels, said, kept } = setUp()
  parcels.add(workshop, [file('one.png', 'aaaa')])
  parcels.add(workshop, [file('two.png', 'bb')])
  expect(parcels.list).toHaveLength(1)
  await untilWhole(parcels)
  expect(said).toEqual([])
  expect(progressOf(parcels.list[0]?.pieces ?? [])).toMatchObject({ sent: 6, size: 6 })
  parcels.post(workshop, 'both', null)
  expect(said).toMatchObject([
    { room: workshop, text: 'both', bundle: { files: [{ name: 'one.png', kind: 'image' }, { name: 'two.png' }] } },
  ])
  expect([parcels.list, kept.size]).toEqual([[], 0])
})

test('[CLIENT-21] what is posted before it is whole waits, under the clientId it is shown by, and other files may be put together', async () => {
  const { parcels, said, tus, files } = setUp()
  tus.state.isAway = true
  parcels.add(workshop, [file('one.png', 'aaaa')])
  parcels.post(workshop, '', 'm-1' as MessageId)
  parcels.add(workshop, [file('later.png', 'cc')])
  await turns()
  const [posted, draft] = parcels.list
  expect([posted?.isPosted, draft?.isPosted, said.length]).toEqual([true, false, 0])
  tus.state.isAway = false
  files.nudge()
  await untilWhole(parcels)
  expect(said).toMatchObject([{ text: '', replyTo: 'm-1', bundle: { clientId: posted?.clientId } }])
  expect(parcels.list).toEqual([{ ...draft, pieces: parcels.list[0]?.pieces }])
})

test('[CLIENT-21] one file taken out is taken back from the server; the last one takes the message along', async () => {
  const { parcels, tus, kept } = setUp()
  const [first = '', second = ''] = parcels.add(workshop, [file('one.png', 'aaaa'), file('two.png', 'bb')])
  await untilWhole(parcels)
  parcels.remove(first)
  expect(parcels.list[0]?.pieces).toHaveLength(1)
  parcels.remove(second)
  await turns()
  expect([parcels.list, kept.size, tus.uploads.size]).toEqual([[], 0, 0])
})

test('[CLIENT-21] a refusal stays beside its file until it is tried again', async () => {
  const { parcels, tus } = setUp()
  tus.state.refuses = 'file_too_large'
  const [key = ''] = parcels.add(workshop, [file('one.png', 'aaaa')])
  await turns()
  expect(parcels.list[0]?.pieces[0]).toMatchObject({ progress: { is: 'failed', failure: { code: 'file_too_large' } } })
  tus.state.refuses = undefined
  parcels.retry(key)
  await untilWhole(parcels)
  expect(parcels.list[0]?.pieces[0]?.progress.is).toBe('done')
})

test('[CLIENT-22] after a reload it goes on where the server stands, with the bytes that were kept', async () => {
  const before = setUp()
  before.tus.state.isAway = false
  before.parcels.add(workshop, [file('one.png', 'aaaa')])
  await untilWhole(before.parcels)
  before.parcels.halt()
  const [saved] = before.kept.values()
  if (!saved) throw new Error('nothing was kept')
  const after = setUp(before.tus)
  const unfinished = { ...saved, isPosted: true, pieces: saved.pieces.map(({ id: _whole, ...piece }) => piece) }
  after.parcels.restore([unfinished])
  await untilWhole(after.parcels)
  expect(after.said).toMatchObject([{ bundle: { clientId: saved.clientId, files: [{ id: 'f1' as FileId }] } }])
  expect(before.tus.asked.filter((line) => line.startsWith('POST'))).toHaveLength(1)
  expect(before.tus.asked.at(-1)).toBe('HEAD /files/f1')
})

test('[CLIENT-22] bytes that were not kept are asked for again, and only the same are taken', async () => {
  const before = setUp()
  before.tus.state.isAway = true
  const [key = ''] = before.parcels.add(workshop, [file('one.png', 'aaaa')])
  await turns()
  before.parcels.halt()
  const [saved] = before.kept.values()
  if (!saved) throw new Error('nothing was kept')
  const { parcels, tus } = setUp()
  parcels.restore([{ ...saved, pieces: saved.pieces.map((piece) => ({ ...piece, bytes: null })) }])
  expect(parcels.list[0]?.pieces.every(isStuck)).toBe(true)
  expect(await parcels.again(key, bytes('bbbb'))).toBe(false)
  expect(await parcels.again(key, bytes('aaaaa'))).toBe(false)
  expect(await parcels.again(key, bytes('aaaa'))).toBe(true)
  await untilWhole(parcels)
  expect([...tus.uploads.values()].map(({ got }) => got)).toEqual(['aaaa'])
})

test('[CLIENT-22] halting takes nothing back, neither here nor on the server', async () => {
  const { parcels, tus, kept } = setUp()
  parcels.add(workshop, [file('one.png', 'aaaa')])
  await untilWhole(parcels)
  parcels.halt()
  await settle()
  expect([parcels.list.length, kept.size, tus.uploads.size]).toEqual([0, 1, 1])
})

test('[CLIENT-21] files of a message that is taken back before it was said lie where one writes again, whole, and go with what is said then', () => {
  const { parcels, said } = setUp()
  const card = { id: 'f9' as FileId, name: 'plan.png', size: 4, type: 'image/png', kind: 'image' as const, width: 2, height: 2 }
  const root = 'm-root' as MessageId
  parcels.takeBack(workshop, [card], root)
  expect(parcels.list).toMatchObject([{ thread: root, isPosted: false, pieces: [{ id: 'f9', name: 'plan.png' }] }])
  expect(parcels.list[0]?.pieces.some(isStuck)).toBe(false)
  parcels.post(workshop, 'Once more', null, { root, also: false })
  expect(said).toMatchObject([{ text: 'Once more', bundle: { files: [card] }, thread: { root } }])
})
