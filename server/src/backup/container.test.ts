import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { type Head, type Part, readContainer, writeContainer } from './container.ts'
import { BackupError } from './faults.ts'

const version = '1.4.0'
const head: Head = {
  version,
  at: 1_700_000_000_000,
  name: 'Hearth',
  engine: 'sqlite',
  layout: '0001_foundation',
  people: 4,
  rooms: 2,
  messages: 9,
}
const words = Buffer.from('what is kept '.repeat(40))
const blob = createHash('sha256').update(words).digest('hex')
const parts = [
  { name: 'database.db', content: [words.subarray(0, 100), words.subarray(100)], bytes: words.length },
  { name: 'tls/ca.crt', content: [], bytes: 0 },
  { name: `files/blobs/${blob.slice(0, 2)}/${blob}`, content: [words], bytes: words.length },
]

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-container-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

async function* each(list: readonly Part[]) {
  yield* list
}
const write = (file: string, list: readonly Part[] = parts, of: Head = head) => writeContainer(file, of, each(list), () => 0)
async function read(file: string, as = version) {
  const seen: Record<string, string> = {}
  const found = await readContainer(file, {
    version: as,
    take: async ({ name }, content) => {
      let text = ''
      for await (const piece of content) text += piece.toString()
      seen[name] = text
    },
  })
  return { found, seen }
}
const sentence = (reading: Promise<unknown>): Promise<string> =>
  reading.then(
    () => 'it was read',
    (error: unknown) => (error instanceof BackupError ? error.message : `no sentence: ${String(error)}`),
  )

it('[BACKUP-1] what was written is read back, byte for byte, with what its head and end say', async () => {
  const file = join(folder, 'whole')
  const made = await write(file)
  const { found, seen } = await read(file)
  expect(found).toEqual(made)
  expect(found).toMatchObject({ ...head, parts: 3, bytes: 2 * words.length, files: 1, fileBytes: words.length, leftOut: 0 })
  expect(seen).toEqual({ 'database.db': words.toString(), 'tls/ca.crt': '', [parts[2]?.name ?? '']: words.toString() })
  expect(statSync(file).mode & 0o777).toBe(0o600)
})

it('[BACKUP-2] every byte that is changed, every cut and everything added is refused with one sentence', { timeout: 120_000 }, async () => {
  const file = join(folder, 'whole')
  await write(file)
  const whole = readFileSync(file)
  const broken = join(folder, 'broken')
  const refusals = new Set<string>()
  const refuse = async (bytes: Uint8Array) => {
    writeFileSync(broken, bytes)
    refusals.add((await sentence(read(broken))).replace(/made by Hearth \S+,/, 'made by Hearth x,'))
  }
  for (let at = 0; at < whole.length; at++) {
    const flipped = Buffer.from(whole)
    flipped[at] = (flipped[at] ?? 0) ^ (1 << (at % 8))
    await refuse(flipped)
  }
  for (let length = 0; length < whole.length; length++) await refuse(whole.subarray(0, length))
  for (const more of [[0], [1, 2, 3], whole]) await refuse(Buffer.concat([whole, Buffer.from(more)]))
  expect([...refusals].toSorted()).toEqual(
    [
      `${broken} is damaged or cut short. Nothing of it was used; take another backup.`,
      `${broken} is not a backup of Hearth.`,
      `${broken} was made by Hearth x, which is newer than this one (1.4.0). Update Hearth first; nothing was changed.`,
    ].toSorted(),
  )
})

it('[BACKUP-3] a newer version and a newer format are refused by name; an older version is read', async () => {
  const file = join(folder, 'newer')
  await write(file, parts, { ...head, version: '1.10.0' })
  expect(await sentence(read(file))).toBe(
    `${file} was made by Hearth 1.10.0, which is newer than this one (1.4.0). Update Hearth first; nothing was changed.`,
  )
  await expect(read(file, '1.10.0')).resolves.toBeDefined()
  await expect(read(file, '2.0.0')).resolves.toBeDefined()
  const format = readFileSync(file)
  format.writeUInt32BE(2, 8)
  writeFileSync(file, format)
  expect(await sentence(read(file, '1.4.0'))).toContain('made by Hearth 1.10.0, which is newer')
})

it('[BACKUP-4] a part that could land elsewhere, or is not what its name says, is refused', async () => {
  const names = [
    '../outside',
    '/etc/passwd',
    'tls/../../x',
    'database.db/x',
    'hearth.db',
    '__proto__',
    'constructor',
    `files/blobs/00/${blob}`,
    `files/blobs/${blob.slice(0, 2)}/${blob.toUpperCase()}`,
    `files/blobs/${blob.slice(0, 2)}/${blob.slice(0, 2)}${'0'.repeat(62)}`,
  ]
  for (const [at, name] of names.entries()) {
    const file = join(folder, String(at))
    await write(file, [{ name, content: [words], bytes: words.length }])
    expect(await sentence(read(file)), name).toContain('is damaged or cut short')
  }
})

it('[BACKUP-5] a part that grew or shrank while it was read is no backup', async () => {
  await expect(write(join(folder, 'a'), [{ name: 'database.db', content: [words], bytes: words.length - 1 }])).rejects.toThrow(BackupError)
  await expect(write(join(folder, 'b'), [{ name: 'database.db', content: [words], bytes: words.length + 1 }])).rejects.toThrow(BackupError)
  expect(readdirSync(folder)).toEqual(['a', 'b'])
})
