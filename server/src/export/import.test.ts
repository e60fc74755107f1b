import { createHash } from 'node:crypto'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FileId } from '@hearth/protocol/ids.ts'
import { afterEach, beforeEach, expect, it } from 'vitest'
import * as files from '#store/files.ts'
import { openStore } from '#store/open.ts'
import { ada, bo, fill, say, workshop } from '#store/testing/cast.ts'
import { ImportError, readExport } from './import.ts'
import { unzipped, written, zipped } from './testing/zips.ts'
import { openExport } from './zip.ts'

let folder: string
let file: string
let good: Map<string, string>
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-import-'))
  file = join(folder, 'export.zip')
  await using store = await openStore({ database: ':memory:' })
  await fill(store)
  writeFileSync(join(folder, hash), bytes)
  await store.write(async (tx) => {
    for (let n = 0; n < 4; n++) await say(tx, n % 2 === 0 ? ada : bo, `word ${n}`, { mentions: [bo] })
    const { id } = await say(tx, ada, 'with a file', { files: 1 })
    await files.keepBlob(tx, hash, bytes.length)
    await files.add(tx, { ...plan, message: id })
  })
  const blob = (name: string) => join(folder, name)
  await written(await openExport({ store, blob, scope: { is: 'all' }, name: 'Hearth', version: '0.1.0', at: 5 }), file)
  good = await unzipped(file)
})
afterEach(() => rmSync(folder, { recursive: true }))

const bytes = 'the bytes of a plan'
const hash = createHash('sha256').update(bytes).digest('hex')
const plan: files.FileRow = {
  ...{ id: '01hz0000000000000000000f11' as FileId, owner: ada, room: workshop, message: null, name: 'plan.txt', size: bytes.length, hash },
  ...{ kind: 'document', type: 'text/plain', width: null, height: null, durationMs: null, picture: false, at: 3000, gone: null },
}

/** What reading it in is refused with. */
async function refusal(): Promise<string> {
  await using store = await openStore({ database: ':memory:' })
  const keep = async (_hash: string, content: AsyncIterable<Uint8Array>) => {
    for await (const _piece of content);
  }
  return await readExport(file, { store, keep }).then(
    () => 'it was read',
    (error: unknown) => (error instanceof ImportError ? error.message : `no sentence: ${String(error)}`),
  )
}
const log = `rooms/${workshop}/log.json`

it('[EXPORT-9] names that lead elsewhere, links, and what no export holds are refused', { timeout: 60_000 }, async () => {
  await zipped(file, good)
  expect(await refusal()).toBe('it was read')
  // Names of the same length, put into the bytes: no library would write them.
  for (const name of [
    '../../etc/passwd',
    '/etc/passwd00000',
    'C:\\windows\\hosts',
    '..\\..\\hosts0000',
    'rooms/../export0',
    '__proto__/polluted',
    'constructor000000',
    'export.json\0.html0',
  ].map((one) => one.slice(0, 16))) {
    await zipped(file, [...good, ['placeholder00000', 'x']])
    writeFileSync(file, Buffer.from(readFileSync(file, 'latin1').replaceAll('placeholder00000', name), 'latin1'))
    expect(await refusal(), name).toMatch(/holds "|damaged or no export/)
  }
  await zipped(file, [...good, ['rooms/readme.txt', 'x']])
  expect(await refusal()).toContain('which is no part of an export')
  await zipped(file, [...good].slice(0, 1), 0o120777)
  expect(await refusal()).toContain('no plain file')
  await zipped(file, [...good, ['people.json', '[\n]\n']])
  expect(await refusal()).toContain('twice')
})

it('[EXPORT-9] what is there to fill a disk is refused before it is unpacked', { timeout: 60_000 }, async () => {
  await zipped(
    file,
    [...good].map(([name, text]) => [name, name === 'people.json' ? Buffer.alloc(17_000_000) : text]),
  )
  expect(await refusal()).toContain('times as large as it is')
  const many = Array.from({ length: 6 }, (_, n): [string, Buffer] => [`rooms/${workshop}/shared/${n}-x.bin`, Buffer.alloc(12_000_000)])
  await zipped(file, [...good, ...many])
  expect(await refusal()).toContain('times as large as it is')
  await zipped(
    file,
    [...good].map(([name, text]) => [name, name === log ? `[\n${'"x'.repeat(2_200_000)}` : text]),
  )
  expect(await refusal()).toMatch(/a line is too long|times as large/)
})

it('[EXPORT-9] keys and values that are in no export are refused, and nothing is polluted', { timeout: 60_000 }, async () => {
  const changes: [file: string, from: string | RegExp, to: string][] = [
    ['export.json', '"format": 2', '"format": 2, "__proto__": {"polluted": true}'],
    ['export.json', '"format": 2', '"format": "one"'],
    ['people.json', '"status":""', '"__proto__":{"admin":true},"status":""'],
    ['people.json', '"status":""', '"constructor":{"prototype":{"polluted":1}},"status":""'],
    [log, '"text":"word 1"', '"text":"word 1","constructor":{}'],
    ['people.json', '"admin":false', '"admin":"yes"'],
    ['people.json', '"name":"Ada"', '"name":{"length":3}'],
    ['people.json', '"name":"Bo"', '"name":"Ada"'],
    [`rooms/${workshop}/room.json`, '"seq": 5', '"seq": 6'],
    [`rooms/${workshop}/room.json`, '"kind": "group"', '"kind": "throne"'],
    [log, '"text":"word 1"', '"text":"word\\u00001"'],
    [log, '"text":"word 1"', '"text":7'],
    [log, '"seq":2', '"seq":9'],
    [log, /\{"seq":2.*\n/, ''],
    [log, /\n\]\n$/, ''],
    [log, `"author":"${ada}"`, `"author":"${'0'.repeat(26)}"`],
    [`rooms/${workshop}/members.json`, `"user":"${ada}"`, `"user":"${'0'.repeat(26)}"`],
  ]
  for (const [name, from, to] of changes) {
    const text = good.get(name) ?? ''
    const changed = text.replace(from, to)
    expect(changed, `${name}: ${from}`).not.toBe(text)
    await zipped(file, new Map(good).set(name, changed))
    expect(await refusal(), `${name}: ${to}`).toMatch(/cannot be read in/)
  }
  expect({}).not.toHaveProperty('polluted')
  expect({}).not.toHaveProperty('admin')
})

it('[EXPORT-12] bytes that are not what they should be, or lie elsewhere, are refused', { timeout: 60_000 }, async () => {
  const shared = `rooms/${workshop}/shared/5-plan.txt`
  expect(good.get(shared)).toBe(bytes)
  await zipped(file, good)
  expect(await refusal()).toBe('it was read')
  await zipped(file, new Map(good).set(shared, bytes.replace('plan', 'trap')))
  expect(await refusal()).toContain('it is not what it should be')
  await zipped(file, new Map(good).set(shared, `${bytes} and more`))
  expect(await refusal()).toContain('it is not as long as it should be')
  const less = new Map(good)
  less.delete(shared)
  await zipped(file, less)
  expect(await refusal()).toContain(`lacks ${shared}`)
  for (const [from, to] of [
    [`"path":"${shared}"`, '"path":"people.json"'],
    [`"path":"${shared}"`, '"path":"../../etc/passwd"'],
    [`"path":"${shared}"`, '"path":null'],
    ['"name":"plan.txt"', '"name":"../plan.txt"'],
    ['"name":"plan.txt"', '"name":"plan\\r\\nx"'],
    [`"hash":"${hash}"`, '"hash":null'],
    [`"hash":"${hash}"`, '"hash":"../../../../etc/passwd"'],
    ['"gone":null', '"gone":"expired"'],
    [`"owner":"${ada}"`, `"owner":"${'0'.repeat(26)}"`],
  ] as const) {
    const changed = good.get(log)?.replace(from, to) ?? ''
    expect(changed).not.toBe(good.get(log))
    await zipped(file, new Map(good).set(log, changed))
    expect(await refusal(), to).toMatch(/cannot be read in/)
  }
})

it('[EXPORT-10] a damaged archive, one of a part, one of a newer Hearth, and no archive at all are refused by name', {
  timeout: 60_000,
}, async () => {
  await zipped(file, new Map(good).set('export.json', (good.get('export.json') ?? '').replace('"scope": "all"', '"scope": "person"')))
  expect(await refusal()).toContain('Only an export of everything can be read in')
  await zipped(file, new Map(good).set('export.json', (good.get('export.json') ?? '').replace('"format": 2', '"format": 3')))
  expect(await refusal()).toContain('newer than this one')
  const less = new Map(good)
  less.delete('contacts.json')
  await zipped(file, less)
  expect(await refusal()).toContain('lacks contacts.json')
  writeFileSync(file, 'no zip')
  expect(await refusal()).toContain('is no zip that can be read')
  rmSync(file)
  expect(await refusal()).toContain('There is no file')

  await zipped(file, good)
  const whole = readFileSync(file)
  let refused = 0
  for (let at = 0; at < whole.length; at += Math.ceil(whole.length / 80)) {
    const flipped = Buffer.from(whole)
    flipped[at] = (flipped[at] ?? 0) ^ 8
    writeFileSync(file, flipped)
    // HTML, tables and times in the archive are not read in; everything else is vouched for by its checksum and its form.
    const says = await refusal()
    expect(says).not.toContain('no sentence')
    if (says !== 'it was read') refused++
  }
  expect(refused).toBeGreaterThan(10)
})
