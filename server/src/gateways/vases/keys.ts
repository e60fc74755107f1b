// The key a vases server is known by: private.pem, made at the first start, and public.pem beside it for clients to copy.
import { createPrivateKey, createPublicKey, generateKeyPair, type KeyObject } from 'node:crypto'
import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'

export type Keys = {
  readonly privateKey: KeyObject
  /** SubjectPublicKeyInfo, as clients read it. */
  readonly publicPem: string
  /** Bytes of what is sealed for it. */
  readonly sealedBytes: number
}

/** What lies there is no key a client could use; the sentence says what to do. */
export class KeyFileError extends Error {}

const BITS = 2048
const generate = promisify(generateKeyPair)

/**
 * Opens the key in the folder, which is made where it is missing. The private.pem of an old server may be put there: its clients go on.
 * Rejects with KeyFileError, or as the disk does.
 */
export async function openKeys(folder: string): Promise<Keys> {
  const file = join(folder, 'private.pem')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const privateKey = readKey(file, (await readIfThere(file)) ?? (await makeKey(file)))
  const publicPem = createPublicKey(privateKey).export({ type: 'spki', format: 'pem' }).toString()
  await writeWhole(join(folder, 'public.pem'), publicPem, 0o644)
  return { privateKey, publicPem, sealedBytes: (privateKey.asymmetricKeyDetails?.modulusLength ?? BITS) / 8 }
}

async function makeKey(file: string): Promise<string> {
  const { privateKey } = await generate('rsa', { modulusLength: BITS })
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  await writeWhole(file, pem, 0o600)
  return pem
}

function readKey(file: string, pem: string): KeyObject {
  const said = (what: string) => new KeyFileError(`${file} ${what}. Put the right key there, or remove the file: a new one is made.`)
  let key: KeyObject
  try {
    key = createPrivateKey(pem)
  } catch {
    throw said('is no private key without a password')
  }
  const bits = key.asymmetricKeyDetails?.modulusLength
  if (key.asymmetricKeyType !== 'rsa' || bits === undefined || bits < BITS || bits % 8 !== 0)
    throw said(`is no RSA key of ${BITS} bits or more`)
  return key
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

/** On the disk, whole, before it has its name: a key that clients have copied must not be lost with the power. */
async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const fresh = `${file}.new`
  await rm(fresh, { force: true })
  const handle = await open(fresh, 'wx', mode)
  try {
    await handle.writeFile(text)
    await handle.sync()
  } finally {
    await handle.close()
  }
  await rename(fresh, file)
}
