// What a backup holds, and where each part lies in the data folder it is put back into.
import { join } from 'node:path'

const BLOB = /^files\/blobs\/([0-9a-f]{2})\/(\1[0-9a-f]{62})$/

/** Every other name, and the file it becomes. What was outside of the data folder comes back inside, for its owner to look at. */
const fixed: Readonly<Record<string, string>> = {
  'database.db': 'hearth.db',
  'hearth.toml': 'hearth.toml',
  'tls/ca.crt': 'tls/ca.crt',
  'tls/ca.key': 'tls/ca.key',
  // What clients of the vases gateway hold the other half of.
  'vases/private.pem': 'vases/private.pem',
  'outside/hearth.toml': 'from-backup/hearth.toml',
  'outside/tls.crt': 'from-backup/tls.crt',
  'outside/tls.key': 'from-backup/tls.key',
}

export const DATABASE = 'database.db'

/** The digest a stored file is named by, or nothing where the part is no stored file. */
export const blobOf = (name: string): string | undefined => BLOB.exec(name)?.[2]

export const blobPart = (hash: string): string => `files/blobs/${hash.slice(0, 2)}/${hash}`

export const isPartName = (name: string): boolean => Object.hasOwn(fixed, name) || BLOB.test(name)

/** Where a part belongs. Its name has been checked. */
export const placeOf = (folder: string, name: string): string => join(folder, fixed[name] ?? name)
