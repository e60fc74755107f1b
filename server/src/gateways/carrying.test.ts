import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { createWorld, failureOf } from '#core/testing/world.ts'
import { openFiles } from '#files/files.ts'
import { createLog } from '#server/main.ts'
import { bring, fetchPieces, fetchWhole } from './carrying.ts'

async function scene() {
  await using stack = new AsyncDisposableStack()
  const world = stack.use(await createWorld())
  const folder = await mkdtemp(join(tmpdir(), 'hearth-carrying-'))
  stack.defer(() => rm(folder, { recursive: true }))
  const files = stack.use(
    await openFiles({ core: world.chat.core, publish: () => {}, folder: join(folder, 'files'), log: createLog('silent') }),
  )
  const mia = await world.person('Mia', { setup: world.chat.renewSetup() })
  const { caller } = await world.person('Ada')
  const [lobby] = (await world.chat.execute(caller, 'room.list', {})).reply.rooms
  if (lobby === undefined) throw new Error('there is no lobby')
  const refused = async () => {
    await world.store.write(async () => undefined)
    const { entries } = await world.do(mia, 'moderation.audit', {})
    return entries.filter(({ deed, by }) => deed === 'refused' && by === caller.user).map(({ detail }) => detail)
  }
  const held = stack.move()
  return { files, caller, lobby, refused, [Symbol.asyncDispose]: () => held.disposeAsync() }
}

test('[FILES-1] older programs get exactly as many bytes as they were told, and what they were: they take all that follows for words', async () => {
  await using place = await scene()
  const { files, caller, lobby } = place
  const bytes = Buffer.alloc(200_000, 'as it was')
  const size = bytes.length
  const id = await bring(files, caller, { room: lobby.id, name: 'x', size, bytes, durationMs: null })
  expect((await fetchWhole(files, caller, { id, size }, size)).equals(bytes)).toBe(true)
  expect(await failureOf(() => fetchWhole(files, caller, { id, size }, size - 1))).toBe('file_too_large')
  expect(await failureOf(() => fetchWhole(files, caller, { id, size: size - 1 }, size))).toBe('file_damaged')

  // Looked through and announced already; what becomes shorter or longer then breaks off.
  const { path } = await files.find(caller, id)
  for (const harm of [bytes.subarray(1), Buffer.concat([bytes, bytes])]) {
    await writeFile(path, bytes)
    const pieces = await fetchPieces(files, caller, { id, size })
    await writeFile(path, harm)
    let got = 0
    const all = async () => {
      for await (const piece of pieces) got += piece.length
    }
    expect(await failureOf(all)).toBe('file_damaged')
    expect(got).toBeLessThanOrEqual(size)
  }
  await writeFile(path, bytes.with(9, 1))
  expect(await failureOf(() => fetchPieces(files, caller, { id, size }))).toBe('file_damaged')
})

test('[SIGN-1] an app password to read with fetches files and brings none, by whatever way; one to talk with does both', async () => {
  await using place = await scene()
  const { files, caller, lobby } = place
  const [talker, reader] = [{ ...caller, app: 'chat' } as const, { ...caller, app: 'read' } as const]
  const file = { room: lobby.id, name: 'x', size: 4, bytes: Buffer.from('four'), durationMs: null }
  const id = await bring(files, talker, file)
  expect((await fetchWhole(files, reader, { id, size: 4 }, 4)).toString()).toBe('four')
  expect(await failureOf(() => bring(files, reader, file))).toBe('not_in_scope')
  expect(await failureOf(() => files.uploads.begin(reader, file))).toBe('not_in_scope')
  const { id: begun } = await files.uploads.begin(talker, file)
  expect(await failureOf(() => files.uploads.take(reader, begun, { offset: 0, bytes: Readable.from([file.bytes]) }))).toBe('not_in_scope')
  expect(await failureOf(() => files.uploads.stand(reader, begun))).toBe('not_in_scope')
  expect(await failureOf(() => files.uploads.cancel(reader, begun))).toBe('not_in_scope')
  // What was refused is in the audit log, once an hour for each kind, as commands are.
  expect(await place.refused()).toEqual(['file.bring: not_in_scope'])
})
