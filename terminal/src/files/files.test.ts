// Files out and in, at a server that is a function.
import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ada, bo, roomId, room as roomOf, said } from '@hearth/client/cast.ts'
import { signedIn } from '@hearth/client/desk.ts'
import type { Files, Upload } from '@hearth/client/files.ts'
import { settle } from '@hearth/client/testing.ts'
import type { FileId } from '@hearth/protocol/ids.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import fc from 'fast-check'
import { afterAll, expect, test } from 'vitest'
import { standard } from '../connect/settings.ts'
import { createIncoming, safeName } from './incoming.ts'
import { createOutgoing, PathError, pathsIn, unquoted } from './outgoing.ts'
import { receiveFiles } from './receiving.ts'
import { shelfIn } from './shelf.ts'

const folder = mkdtempSync(join(tmpdir(), 'hearth-files-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))
const room = roomId('Workshop')
const card = (name: string, size: number): FileCard => ({
  id: 'f-1' as FileId,
  name,
  size,
  kind: 'other',
  type: 'application/octet-stream',
})

/** Uploads that are over when they are told to be. */
function createDock() {
  const under: { readonly upload: Upload; end(id: string): void }[] = []
  const files: Pick<Files, 'upload' | 'forget'> = {
    upload(upload) {
      const ending = Promise.withResolvers<FileId>()
      under.push({ upload, end: (id) => ending.resolve(id as FileId) })
      const progress = { is: 'sending', sent: 0, size: upload.bytes.size, speed: 0, url: upload.url ?? `/files/${under.length}` } as const
      return { progress, done: ending.promise, cancel: () => undefined, stop: () => undefined }
    },
    forget: () => Promise.resolve(),
  }
  return { files: files as Files, under }
}
const start = (dock: ReturnType<typeof createDock>, sent: unknown[] = []) => {
  let ids = 0
  return createOutgoing({
    files: dock.files,
    shelf: shelfIn(join(folder, 'parcels.json'), (job) => job()),
    pastes: join(folder, 'pastes'),
    isSaid: () => false,
    mostBytes: () => 1000,
    send: (...all) => void sent.push(all),
    newId: () => `${Date.now()}-${++ids}`,
    now: () => 1,
  })
}

test('[TERM-27] a file is said when it is whole, and goes on with the next start while it is the same', async () => {
  const path = join(folder, 'plan.txt')
  writeFileSync(path, 'the plan')
  const first = createDock()
  const before = start(first)
  await before.resume(ada.id)
  await before.attach(room, [path])
  before.post(room, 'look', null)
  // The mark of the bytes is written down, too.
  await expect.poll(() => readFileSync(join(folder, 'parcels.json'), 'utf8')).toContain('"mark"')
  before.halt()

  const [second, sent] = [createDock(), [] as unknown[]]
  const after = start(second, sent)
  await after.resume(ada.id)
  expect(second.under[0]?.upload).toMatchObject({ name: 'plan.txt', url: '/files/1' })
  second.under[0]?.end('f-9')
  await settle()
  await expect
    .poll(() => sent)
    .toMatchObject([[room, 'look', undefined, { files: [{ id: 'f-9', name: 'plan.txt', type: 'text/plain' }] }, undefined]])
  expect(JSON.parse(readFileSync(join(folder, 'parcels.json'), 'utf8'))).toEqual({ user: ada.id, parcels: [] })
})

test('[TERM-27] what was changed meanwhile is not sent as what it was', async () => {
  const path = join(folder, 'draft.txt')
  writeFileSync(path, 'one')
  const before = start(createDock())
  await before.resume(ada.id)
  await before.attach(room, [path])
  await expect.poll(() => readFileSync(join(folder, 'parcels.json'), 'utf8')).toContain('"mark"')
  before.halt()
  writeFileSync(path, 'two')
  const dock = createDock()
  const after = start(dock)
  await after.resume(ada.id)
  expect(dock.under).toEqual([])
  expect(after.list[0]?.pieces[0]?.bytes).toBeNull()
  for (const { clientId } of after.list) after.discard(clientId)
})

test('[TERM-27] what somebody sends to one alone is saved by itself, once; elsewhere, and of one’s own, nothing is', async () => {
  const { client, board } = await signedIn([roomOf('Workshop'), roomOf('Bo', { kind: 'direct', peer: bo.id })])
  const saved: string[] = []
  const stop = receiveFiles({
    client,
    settings: () => standard({}),
    save: async (file) => void saved.push(file.name),
    failed: () => undefined,
  })
  const files = [card('plan.txt', 8)]
  board.last.say(said('Workshop', 11, bo, { files }))
  board.last.say(said('Bo', 11, ada, { files }))
  board.last.say(said('Bo', 12, bo, { files: [{ ...card('film', 2e9), id: 'f-2' as FileId }] }))
  expect(saved).toEqual([])
  board.last.say(said('Bo', 13, bo, { files }))
  board.last.say(said('Bo', 14, bo, { files }))
  expect(saved).toEqual(['plan.txt'])
  stop()
})

test('[TERM-27] a folder goes as one zip with all that is in it, which lies on the disk until it is sent', async () => {
  const place = join(folder, 'holiday')
  mkdirSync(join(place, 'day 2'), { recursive: true })
  writeFileSync(join(place, 'a.txt'), 'one')
  writeFileSync(join(place, 'day 2', 'b.txt'), 'two')
  const dock = createDock()
  const outgoing = start(dock)
  await outgoing.attach(room, [place])
  expect(dock.under[0]?.upload.name).toBe('holiday.zip')
  const zip = Buffer.from((await dock.under[0]?.upload.bytes.arrayBuffer()) ?? new ArrayBuffer(0)).toString('latin1')
  for (const part of ['holiday/a.txt', 'holiday/day 2/b.txt', 'one', 'two']) expect(zip).toContain(part)
  expect(readdirSync(join(folder, 'pastes'))).toHaveLength(1)
  for (const { clientId } of outgoing.list) outgoing.discard(clientId)
  await expect.poll(() => readdirSync(join(folder, 'pastes'))).toEqual([])
})

test('[TERM-27] an empty folder, one that is too large, or nothing at all is refused in words', async () => {
  const outgoing = start(createDock())
  mkdirSync(join(folder, 'empty'))
  mkdirSync(join(folder, 'large'))
  writeFileSync(join(folder, 'large', 'film'), 'x'.repeat(2000))
  await expect(outgoing.attach(room, [join(folder, 'empty')])).rejects.toThrow(PathError)
  await expect(outgoing.attach(room, [join(folder, 'large')])).rejects.toThrow('holds 2.0 kB; the server takes 1.0 kB')
  await expect(outgoing.attach(room, [join(folder, 'nothing')])).rejects.toThrow('There is no file')
})

test('[TERM-27] a fetch that breaks goes on where it stood, under a name that is free', async () => {
  const bytes = 'abcdefghij'.repeat(1000)
  const asked: (string | null)[] = []
  const get: typeof fetch = async (_url, init) => {
    const range = new Headers(init?.headers).get('range')
    asked.push(range)
    const from = Number(/bytes=(\d+)-/u.exec(range ?? '')?.[1] ?? 0)
    // The first time the connection ends in the middle.
    const pieces = asked.length === 1 ? [bytes.slice(0, 4000), undefined] : [bytes.slice(from)]
    const body = new ReadableStream({
      pull(control) {
        if (pieces.length === 0) return control.close()
        const piece = pieces.shift()
        if (piece === undefined) control.error(new TypeError('terminated'))
        else control.enqueue(new TextEncoder().encode(piece))
      },
    })
    return new Response(body, { status: range === null ? 200 : 206 })
  }
  const downloads = join(folder, 'downloads')
  mkdirSync(downloads)
  writeFileSync(join(downloads, 'a.bin'), 'there already')
  const incoming = createIncoming({
    fetch: get,
    base: 'https://x',
    token: () => 't',
    wait: (_ms, then) => (then(), () => undefined),
  })
  const path = await incoming.fetch(card('../../a.bin', bytes.length), downloads)
  expect(path).toBe(join(downloads, 'a (2).bin'))
  expect(readFileSync(path, 'utf8')).toBe(bytes)
  expect(asked[0]).toBeNull()
  expect(asked.at(-1)).toBe('bytes=4000-')
  expect(readdirSync(downloads).toSorted()).toEqual(['a (2).bin', 'a.bin'])
})

/** A server that gives these bytes, and what was asked of it. */
function createShop(bytes: string, { etag, cuts = 0, broken = 0 }: { etag?: string; cuts?: number; broken?: number } = {}) {
  const asked: string[] = []
  const gate = Promise.withResolvers<void>()
  const get: typeof fetch = async (url, init) => {
    asked.push(String(url))
    await gate.promise
    init?.signal?.throwIfAborted()
    const given = asked.length <= cuts ? bytes.slice(0, -3) : asked.length <= broken ? bytes.replaceAll('a', 'b') : bytes
    return new Response(given, { headers: etag === undefined ? {} : { etag } })
  }
  const wait = (_ms: number, then: () => void) => (then(), () => undefined)
  return { asked, open: gate.resolve, incoming: createIncoming({ fetch: get, base: 'https://x', token: () => 't', wait }) }
}

test('[TERM-27] a file that is asked for twice comes once, and both have it', async () => {
  const shop = createShop('whole')
  const downloads = join(folder, 'twice')
  const both = [shop.incoming.fetch(card('b.txt', 5), downloads), shop.incoming.fetch(card('b.txt', 5), downloads)]
  shop.open()
  expect(new Set(await Promise.all(both))).toEqual(new Set([join(downloads, 'b.txt')]))
  expect(shop.asked).toHaveLength(1)
  expect(readdirSync(downloads)).toEqual(['b.txt'])
})

test('[TERM-27] what came too short, too long or as other bytes is no file: it is fetched anew', async () => {
  const etag = `"${createHash('sha256').update('banana').digest('hex')}"`
  for (const how of [{ cuts: 1 }, { etag, broken: 1 }]) {
    const shop = createShop('banana', how)
    const downloads = mkdtempSync(join(folder, 'bad-'))
    // Of an earlier run, with more in it than the file has.
    writeFileSync(join(downloads, '.f-1.part'), 'bananabanana')
    shop.open()
    expect(readFileSync(await shop.incoming.fetch(card('c.txt', 6), downloads), 'utf8')).toBe('banana')
    expect(shop.asked).toHaveLength(2)
    expect(readdirSync(downloads)).toEqual(['c.txt'])
  }
})

test('[TERM-27] what is taken along overwrites nothing, and leaves nothing where it is stopped or breaks off', async () => {
  const shop = createShop('a zip')
  const downloads = mkdtempSync(join(folder, 'along-'))
  writeFileSync(join(downloads, 'hearth-all.zip'), 'the one of yesterday')
  const coming = shop.incoming.download('/export', 'hearth-all.zip', downloads)
  expect(shop.incoming.list).toMatchObject([{ id: '/export', size: undefined }])
  shop.open()
  expect(await coming).toBe(join(downloads, 'hearth-all (2).zip'))
  const again = shop.incoming.download('/export', 'hearth-all.zip', downloads)
  shop.incoming.cancel('/export')
  await expect(again).rejects.toThrow()
  expect(readdirSync(downloads).toSorted()).toEqual(['hearth-all (2).zip', 'hearth-all.zip'])
  expect(readFileSync(join(downloads, 'hearth-all.zip'), 'utf8')).toBe('the one of yesterday')
})

test('[TERM-27] a name of many letters fits into a folder, and keeps its end', () => {
  expect(Buffer.byteLength(safeName(`${'漢'.repeat(300)}.pdf`))).toBeLessThanOrEqual(200)
  expect(safeName(`${'漢'.repeat(300)}.pdf`)).toMatch(/漢\.pdf$/u)
})

test('[TERM-27] no name leaves the folder, hides, or is none', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (name) => {
      const safe = safeName(name)
      expect(safe).not.toMatch(/[/\\\u0000-\u001f]|^[.-]/u)
      expect(safe.length).toBeGreaterThan(0)
    }),
  )
})

test('[TERM-27] what a file manager drops into a terminal is read as paths', () => {
  expect(pathsIn("/srv/ada/the\\ plan.txt '/tmp/a b.png'")).toEqual(['/srv/ada/the plan.txt', '/tmp/a b.png'])
  expect(pathsIn('file:///tmp/a%20b.txt')).toEqual(['/tmp/a b.txt'])
  // A percent sign that begins nothing is one.
  expect(pathsIn('file:///tmp/50%')).toEqual(['/tmp/50%'])
  expect(pathsIn('and/or')).toBeUndefined()
  expect(pathsIn('/me waves')).toBeUndefined()
  expect(unquoted('"with blanks"')).toBe('with blanks')
})
