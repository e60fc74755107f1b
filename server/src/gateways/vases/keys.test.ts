import { constants, generateKeyPairSync, publicEncrypt, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openKey } from './crypto.ts'
import { openKeys } from './keys.ts'

const place = async () => {
  const root = await mkdtemp(join(tmpdir(), 'hearth-vases-'))
  return { folder: join(root, 'keys'), [Symbol.asyncDispose]: () => rm(root, { recursive: true }) }
}
const sealFor = (pem: string, key: Buffer) =>
  publicEncrypt({ key: pem, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, key)

test('[VASES-9] the key is made once, for its owner’s eyes alone, and is the same after every start', async () => {
  await using at = await place()
  const first = await openKeys(at.folder)
  const again = await openKeys(at.folder)
  expect(again.publicPem).toBe(first.publicPem)
  expect(first.publicPem).toMatch(/^-----BEGIN PUBLIC KEY-----\n/)
  expect(await readFile(join(at.folder, 'public.pem'), 'utf8')).toBe(first.publicPem)
  expect((await stat(join(at.folder, 'private.pem'))).mode & 0o777).toBe(0o600)
  const key = randomBytes(16)
  expect(openKey(again.privateKey, sealFor(first.publicPem, key))).toEqual(key)
  expect(first.sealedBytes).toBe(256)
})

test('[VASES-9] the key file of an old server is taken as it is, and its public half is written anew', async () => {
  await using at = await place()
  await openKeys(at.folder)
  const old = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const file = join(at.folder, 'private.pem')
  await writeFile(file, old.privateKey.export({ type: 'pkcs1', format: 'pem' }))
  const { publicPem } = await openKeys(at.folder)
  expect(publicPem).toBe(old.publicKey.export({ type: 'spki', format: 'pem' }))
  expect(await readFile(join(at.folder, 'public.pem'), 'utf8')).toBe(publicPem)
})

test('[VASES-9] a key file that is none says what to do, and stays as it is', async () => {
  await using at = await place()
  await openKeys(at.folder)
  const file = join(at.folder, 'private.pem')
  const small = generateKeyPairSync('rsa', { modulusLength: 1024 }).privateKey.export({ type: 'pkcs8', format: 'pem' })
  const curve = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ type: 'pkcs8', format: 'pem' })
  for (const wrong of ['', 'not a key', small.toString(), curve.toString()]) {
    await writeFile(file, wrong)
    await expect(openKeys(at.folder)).rejects.toThrow(/private\.pem is no .* a new one is made\.$/)
    expect(await readFile(file, 'utf8')).toBe(wrong)
  }
})
