// What a crash leaves, what is taken away, and that nothing which is still needed goes with it.
import { createHash, randomBytes } from 'node:crypto'
import { link, mkdir, mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import type { FileId } from '@hearth/protocol/ids.ts'
import type { Limits } from '@hearth/protocol/limits.ts'
import { expect, test } from 'vitest'
import { createClockWatch } from '#core/clock.ts'
import { createCast, createWorld, failureOf, type Person, sendFiles, upload, type World } from '#core/testing/world.ts'
import { createChecks } from './checks.ts'
import { openDisk } from './disk.ts'
import { type Files, openFiles } from './files.ts'
import { createHashing } from './hashing.ts'
import { createScrub } from './scrub.ts'

type Log = { warn(about: object, says: string): unknown; error(about: object, says: string): unknown }
type Place = AsyncDisposable & {
  readonly world: World
  readonly folder: string
  readonly ada: Person
  readonly bo: Person
  open(): Promise<Files>
}

const complain = (about: object, says: string) => Promise.reject(new Error(says, { cause: about }))
const strict: Log = { warn: complain, error: complain }

async function place(limits: Partial<Limits> = {}, log = strict): Promise<Place> {
  const world = await createWorld({ limits })
  const { ada, bo } = await createCast(world)
  const root = await mkdtemp(join(tmpdir(), 'hearth-files-'))
  const folder = join(root, 'files')
  return {
    ...{ world, folder, ada, bo },
    open: () => openFiles({ core: world.chat.core, publish: world.publish, folder, log, sweepMs: 5 }),
    async [Symbol.asyncDispose]() {
      await world[Symbol.asyncDispose]()
      await rm(root, { recursive: true })
    },
  }
}
const announced = (size: number) => ({ room: null, name: 'x', size, durationMs: null })

async function bring(files: Files, who: Person, bytes: Buffer): Promise<FileId> {
  const { id } = await files.uploads.begin(who.caller, announced(bytes.length))
  await files.uploads.take(who.caller, id, { offset: 0, bytes: Readable.from([bytes]) })
  return id
}
const hashOf = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex')
const isThere = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  )

async function until(what: string, look: () => Promise<boolean>): Promise<void> {
  for (const deadline = performance.now() + 10_000; !(await look()); ) {
    if (performance.now() > deadline) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

test('[FILES-13] what a crash has left is taken away at the next start; what is in a row stays', async () => {
  await using at = await place()
  const kept = randomBytes(1000)
  let half: FileId
  {
    await using files = await at.open()
    await bring(files, at.ada, kept)
    half = (await files.uploads.begin(at.ada.caller, announced(100))).id
    await files.uploads.take(at.ada.caller, half, { offset: 0, bytes: Readable.from([randomBytes(40)]) })
  }
  const stray = hashOf(randomBytes(8))
  await mkdir(join(at.folder, 'blobs', stray.slice(0, 2)), { recursive: true })
  await writeFile(join(at.folder, 'blobs', stray.slice(0, 2), stray), 'left over')
  await writeFile(join(at.folder, 'partial', '0'.repeat(26)), 'left over')
  await using files = await at.open()
  const left = async () => [
    ...(await readdir(join(at.folder, 'partial'))),
    ...(await readdir(join(at.folder, 'blobs'), { recursive: true })),
  ]
  await until('the leftovers to go', async () => !(await left()).some((name) => name.includes(stray) || name === '0'.repeat(26)))
  expect((await files.uploads.stand(at.ada.caller, half)).offset).toBe(40)
  expect(await isThere(join(at.folder, 'blobs', hashOf(kept).slice(0, 2), hashOf(kept)))).toBe(true)
})

test('[FILES-13] an upload that was on its way to a deleted room, and pictures of contents that are gone, are taken away while the server runs', async () => {
  await using at = await place()
  await using files = await at.open()
  const { room } = await at.world.do(at.ada, 'room.create', { kind: 'group', name: 'For a day' })
  const { id } = await files.uploads.begin(at.ada.caller, { ...announced(100), room: room.id })
  await files.uploads.take(at.ada.caller, id, { offset: 0, bytes: Readable.from([randomBytes(40)]) })
  await at.world.do(at.ada, 'room.delete', { room: room.id })
  const stray = hashOf(randomBytes(8))
  await mkdir(join(at.folder, 'pictures', stray.slice(0, 2)), { recursive: true })
  await writeFile(join(at.folder, 'pictures', stray.slice(0, 2), `${stray}.256`), 'a picture of what is gone')
  const left = async () => [
    ...(await readdir(join(at.folder, 'partial'))),
    ...(await readdir(join(at.folder, 'pictures', stray.slice(0, 2)))),
  ]
  await until('the leftovers to go', async () => (await left()).length === 0)
})

test('[FILES-1] killed between the last byte and the commit: the upload is made whole when somebody asks where it stands', async () => {
  await using at = await place()
  const bytes = randomBytes(5000)
  let id: FileId
  {
    await using files = await at.open()
    id = (await files.uploads.begin(at.ada.caller, announced(bytes.length))).id
  }
  // As it lies there when the commit never came: all bytes under the upload's name, and perhaps under their hash already.
  await writeFile(join(at.folder, 'partial', id), bytes)
  await mkdir(join(at.folder, 'blobs', hashOf(bytes).slice(0, 2)), { recursive: true })
  await link(join(at.folder, 'partial', id), join(at.folder, 'blobs', hashOf(bytes).slice(0, 2), hashOf(bytes)))
  await using files = await at.open()
  expect(await failureOf(() => files.find(at.ada.caller, id))).toBe('file_not_whole')
  expect(await files.uploads.stand(at.ada.caller, id)).toMatchObject({ offset: 5000, isWhole: true })
  expect(await files.find(at.ada.caller, id)).toMatchObject({ mark: hashOf(bytes) })
  expect(await readdir(join(at.folder, 'partial'))).toEqual([])
  expect(await isThere((await files.find(at.ada.caller, id)).path)).toBe(true)
})

test('[FILES-9] uploads side by side cannot pass together what all files may take; the last one waits and goes on when there is room', async () => {
  await using at = await place({ fileBytesInAll: 5000 })
  await using files = await at.open()
  const bytes = [randomBytes(3000), randomBytes(3000)] as const
  const begun = await Promise.all([0, 1].map(() => files.uploads.begin(at.ada.caller, announced(3000))))
  const [one, two] = begun.map(({ id }) => id) as [FileId, FileId]
  const take = (id: FileId, from: Buffer, offset: number, end: number) =>
    files.uploads.take(at.ada.caller, id, { offset, bytes: Readable.from([from.subarray(offset, end)]) })
  await take(one, bytes[0], 0, 2999)
  await take(two, bytes[1], 0, 2999)
  expect(await take(one, bytes[0], 2999, 3000)).toMatchObject({ isWhole: true })
  expect(await failureOf(() => take(two, bytes[1], 2999, 3000))).toBe('disk_full')
  expect(await failureOf(() => files.uploads.stand(at.ada.caller, two))).toBe('disk_full')
  await files.uploads.cancel(at.ada.caller, one)
  await until('room for it', () =>
    files.uploads.stand(at.ada.caller, two).then(
      ({ isWhole }) => isWhole,
      () => false,
    ),
  )
  expect(await files.find(at.ada.caller, two)).toMatchObject({ mark: hashOf(bytes[1]) })
})

test('[FILES-12] the bytes go from the disk with the last who kept them, and not before', async () => {
  await using at = await place()
  await using files = await at.open()
  const bytes = randomBytes(3000)
  const [one, two] = [await bring(files, at.ada, bytes), await bring(files, at.bo, bytes)]
  const { path } = await files.find(at.ada.caller, one)
  const rooms = (await at.world.do(at.ada, 'room.list', {})).rooms
  const workshop = rooms.find(({ name }) => name === 'Workshop')?.id as never
  const [first, second] = [await sendFiles(at.world, at.ada, workshop, [one]), await sendFiles(at.world, at.bo, workshop, [two])]
  await at.world.do(at.ada, 'message.delete', { room: workshop, id: first.id })
  const loose = () => at.world.store.read(async (tx) => tx.selectFrom('blobs').select('loose').execute())
  await until('a look at it', async () => (await loose()).every(({ loose: is }) => is === 0))
  expect(await isThere(path)).toBe(true)
  await at.world.do(at.bo, 'message.delete', { room: workshop, id: second.id })
  await until('the bytes to go', async () => !(await isThere(path)))
  expect(await loose()).toEqual([])
})

test('[FILES-12] bytes that the disk would not let go are taken away as soon as it does, without a new start', async () => {
  const told: string[] = []
  await using at = await place({}, { ...strict, warn: (_about, says) => void told.push(says) })
  await using files = await at.open()
  const bytes = randomBytes(1000)
  const id = await bring(files, at.ada, bytes)
  const { path } = await files.find(at.ada.caller, id)
  // Something that is no file can be deleted by nobody who means a file.
  await rm(path)
  await mkdir(path)
  await files.uploads.cancel(at.ada.caller, id)
  await until('the failure', () => Promise.resolve(told.length > 0))
  await rm(path, { recursive: true })
  await writeFile(path, bytes)
  await until('the bytes to go', async () => !(await isThere(path)))
})

test('[FILES-23] [FILES-1] a byte that changed is found when it is asked for, admins are told, and the same bytes mend it for everybody', async () => {
  await using at = await place({}, { ...strict, error: () => undefined })
  await using files = await at.open()
  const admin = await at.world.person('Root', { setup: at.world.chat.renewSetup() })
  const bytes = randomBytes(3_000_000)
  const id = await bring(files, at.ada, bytes)
  const found = await files.find(at.ada.caller, id)
  await found.check()
  await writeFile(found.path, bytes.with(2_000_000, (bytes[2_000_000] ?? 0) ^ 1))
  for (let reader = 0; reader < 2; reader++) expect(await failureOf(() => found.check())).toBe('file_damaged')
  const trouble = () => at.world.told.filter(({ event }) => event.event === 'server.trouble')
  expect(trouble()).toMatchObject([{ event: { with: { trouble: { code: 'files_damaged', says: expect.stringContaining('“x”') } } } }])
  expect(trouble()[0]?.to).toEqual(new Set([admin.id]))
  // The twin is looked at before it is taken for the same.
  const all = at.world.told.length
  const other = await bring(files, at.bo, bytes)
  await (await files.find(at.bo.caller, other)).check()
  await (await files.find(at.ada.caller, id)).check()
  expect(at.world.told.slice(all).map(({ event }) => event.with)).toEqual([{ trouble: null }])
})

test('[FILES-23] what rots where nobody looks is found by looking through everything, a few at a time', async () => {
  const world = await createWorld()
  await using _closed = world
  const { ada } = await createCast(world)
  const contents = ['a', 'b', 'c', 'd']
  for (const content of contents) await upload(world, ada, { content, size: 200_000_000 })
  const hashes = contents.map((content) => hashOf(Buffer.from(content))).toSorted()
  const looked: string[] = []
  const bad = new Set<string>([hashes[2] ?? ''])
  const found: string[] = []
  let now = 0
  const scrub = createScrub(
    {
      core: world.chat.core,
      checks: { isSound: async (hash) => (looked.push(hash), !bad.has(hash)) },
      damaged: async (hash) => void found.push(hash),
    },
    () => now,
  )
  await scrub.some()
  expect(looked).toEqual(hashes.slice(0, 2))
  await scrub.some()
  await scrub.some()
  // Asked twice before it is told: somebody may have brought it again meanwhile.
  expect([looked.slice(2), found]).toEqual([[hashes[2], hashes[2], hashes[3]], [hashes[2]]])
  await scrub.some()
  expect(looked).toHaveLength(5)
  now += 7 * 86_400_000
  await scrub.some()
  expect(looked).toHaveLength(7)
})

test('[FILES-23] what was looked through counts for a day, or until somebody writes to it', async () => {
  await using at = await place()
  const disk = await openDisk(at.folder.replace(/files$/, ''))
  const bytes = randomBytes(100_000)
  const hash = hashOf(bytes)
  await mkdir(join(disk.blob(hash), '..'), { recursive: true })
  let digests = 0
  let now = 0
  await using hashing = createHashing()
  const counting = { digest: (path: string, size: number) => (digests++, hashing.digest(path, size)) }
  const checks = createChecks(disk, counting, () => now)
  expect([await checks.isSound(hash), digests]).toEqual([false, 0])
  await writeFile(disk.blob(hash), bytes)
  expect([...(await Promise.all([checks.isSound(hash), checks.isSound(hash)])), digests]).toEqual([true, true, 1])
  now += 86_399_000
  expect([await checks.isSound(hash), digests]).toEqual([true, 1])
  now += 2000
  expect([await checks.isSound(hash), digests]).toEqual([true, 2])
  await writeFile(disk.blob(hash), bytes.with(5, (bytes[5] ?? 0) ^ 1))
  expect([await checks.isSound(hash), await checks.isSound(hash), digests]).toEqual([false, false, 3])
  await writeFile(disk.blob(hash), bytes)
  await checks.wasSound(hash)
  expect([await checks.isSound(hash), digests]).toEqual([true, 3])
})

test('[FILES-12] bytes that come again while they go stay', async () => {
  await using at = await place()
  await using files = await at.open()
  const bytes = randomBytes(2000)
  for (let round = 0; round < 25; round++) {
    const id = await bring(files, at.ada, bytes)
    const [again] = await Promise.all([bring(files, at.bo, bytes), files.uploads.cancel(at.ada.caller, id)])
    expect(await isThere((await files.find(at.bo.caller, again)).path)).toBe(true)
    await files.uploads.cancel(at.bo.caller, again)
  }
})

test('[FILES-11] a clock that jumps ends nothing for a day', () => {
  const at = { wall: 1_000_000_000, real: 0 }
  const watch = createClockWatch(
    () => at.wall,
    () => at.real,
  )
  const pass = (ms: number) => Object.assign(at, { wall: at.wall + ms, real: at.real + ms })
  const hour = 3_600_000
  expect(watch()).toBe(true)
  pass(40 * 24 * hour)
  expect(watch()).toBe(true)
  at.wall += 300 * 24 * hour
  expect(watch()).toBe(false)
  pass(23 * hour)
  expect(watch()).toBe(false)
  pass(2 * hour)
  expect(watch()).toBe(true)
  at.wall -= 2 * hour
  expect(watch()).toBe(false)
})

test('[FILES-11] a clock that was set wrong while the server was off ends nothing for a day either', () => {
  const day = 86_400_000
  const ends = (since: number, elapsed: number) => {
    let real = 0
    const watch = createClockWatch(
      () => 1_800_000_000_000 + real,
      () => real,
      1_800_000_000_000 - since,
    )
    real = elapsed
    return watch()
  }
  expect([ends(20 * day, 0), ends(31 * day, 0), ends(-day, 0), ends(10_000 * day, day / 2)]).toEqual([true, false, false, false])
})

test('[FILES-15] hashing follows the bytes that have arrived, begins anew when some are taken back, and says when a file is too short', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-hash-'))
  await using hashing = createHashing()
  const bytes = randomBytes(9_000_000)
  const path = join(folder, 'bytes')
  await writeFile(path, bytes)
  for (const upTo of [1, 5_000_000, 4_000_000, 8_999_999]) hashing.feed(path, upTo)
  expect(await hashing.digest(path, bytes.length)).toBe(hashOf(bytes))
  await expect(hashing.digest(path, bytes.length + 1)).rejects.toThrow('shorter')
  await expect(hashing.digest(join(folder, 'nothing'), 5)).rejects.toThrow('ENOENT')
  expect(await hashing.digest(path, 0)).toBe(hashOf(Buffer.alloc(0)))
  await rm(folder, { recursive: true })
})

test('[FILES-15] where there is one core, bytes are hashed as they come; what did not come past is read from the disk', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-hash-'))
  await using hashing = createHashing(1000, true)
  const bytes = randomBytes(1000)
  const path = join(folder, 'never written')
  const feed = (from: number, to: number) => hashing.feed(path, to, [bytes.subarray(from, from + 5), bytes.subarray(from + 5, to)])
  feed(0, 400)
  feed(400, 1000)
  expect(await hashing.digest(path, 1000)).toBe(hashOf(bytes))
  // Nothing is remembered of it, of a file with a gap, of one that was taken back, and of one that is longer.
  const unknown = async () => await expect(hashing.digest(path, 1000)).rejects.toThrow('ENOENT')
  await unknown()
  feed(500, 1000)
  await unknown()
  feed(0, 600)
  hashing.feed(path, 400)
  feed(400, 1000)
  await unknown()
  feed(0, 700)
  await unknown()
  // Begun anew, after a forgotten one.
  feed(0, 700)
  hashing.forget(path)
  feed(0, 1000)
  expect(await hashing.digest(path, 1000)).toBe(hashOf(bytes))
  await rm(folder, { recursive: true })
})

test('[FILES-15] a hashing thread that ends when idle takes nobody along who asks at that moment', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-hash-'))
  await using hashing = createHashing(0)
  const bytes = randomBytes(1000)
  await writeFile(join(folder, 'bytes'), bytes)
  for (let round = 0; round < 60; round++) {
    expect(await hashing.digest(join(folder, 'bytes'), bytes.length)).toBe(hashOf(bytes))
    // As many turns as it takes until the next question meets the end of the thread.
    for (let turn = 0; turn < round % 12; turn++) await new Promise((resolve) => setImmediate(resolve))
  }
  await rm(folder, { recursive: true })
})

test('[FILES-1] folders and files are for their owner alone', async () => {
  await using at = await place()
  await using files = await at.open()
  const { path } = await files.find(at.ada.caller, await bring(files, at.ada, randomBytes(10)))
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  for (const name of ['', 'partial', 'blobs', 'pictures']) expect((await stat(join(at.folder, name))).mode & 0o777).toBe(0o700)
  expect(await (await openDisk(at.folder)).free()).toBeGreaterThan(0)
})
