// What the headers of tus 1.0.0 say (https://tus.io/protocols/resumable-upload): pure, no request and no answer.
import { ChatError } from '@hearth/protocol/errors.ts'
import type { FileId, RoomId } from '@hearth/protocol/ids.ts'
import type { Announced } from '#files/uploads.ts'

export const VERSION = '1.0.0'
export const EXTENSIONS = 'creation,creation-with-upload,termination,checksum,expiration'
export const ALGORITHMS = 'sha1,sha256'
export const BODY = 'application/offset+octet-stream'

type Headers = Readonly<Record<string, string | string[] | undefined>>

const ID = /^[0-9a-hjkmnp-tv-z]{26}$/
const NUMBER = /^\d{1,15}$/
const NAME_BYTES = 2048

/** Throws upload_version. */
export function checkVersion(headers: Headers): void {
  if (headers['tus-resumable'] !== VERSION) throw new ChatError('upload_version')
}

/** Throws file_unknown: what is no id is no file either. */
export function fileIdOf(text: string): FileId {
  if (!ID.test(text)) throw new ChatError('file_unknown')
  // The pattern is that of the schema.
  return text as FileId
}

/** What POST announces. Throws bad_request. */
export function announcedBy(headers: Headers): Announced {
  const size = numberIn(headers, 'upload-length')
  if (size === undefined) throw new ChatError('bad_request', { at: '/upload-length' })
  const about = metadataOf(headers['upload-metadata'])
  const room = about.get('room')
  if (room !== undefined && !ID.test(room)) throw new ChatError('bad_request', { at: '/upload-metadata' })
  const duration = about.get('duration')
  return {
    size,
    name: about.get('filename') ?? 'file',
    room: room === undefined ? null : (room as RoomId),
    durationMs: duration !== undefined && NUMBER.test(duration) ? Number(duration) : null,
  }
}

/** Throws bad_request. */
export function offsetOf(headers: Headers): number {
  const offset = numberIn(headers, 'upload-offset')
  if (offset === undefined) throw new ChatError('bad_request', { at: '/upload-offset' })
  return offset
}

/** `Upload-Checksum: sha256 BASE64`. Throws bad_request. */
export function checksumOf(headers: Headers): { readonly algorithm: 'sha1' | 'sha256'; readonly digest: Buffer } | undefined {
  const header = headers['upload-checksum']
  if (header === undefined) return undefined
  const [, algorithm, digest] = /^(sha1|sha256) ([A-Za-z0-9+/]{27,44}=?)$/.exec(String(header)) ?? []
  if (digest === undefined) throw new ChatError('bad_request', { at: '/upload-checksum' })
  return { algorithm: algorithm === 'sha1' ? 'sha1' : 'sha256', digest: Buffer.from(digest, 'base64') }
}

function numberIn(headers: Headers, name: string): number | undefined {
  const header = headers[name]
  if (header === undefined) return undefined
  if (typeof header !== 'string' || !NUMBER.test(header)) throw new ChatError('bad_request', { at: `/${name}` })
  return Number(header)
}

/** `key BASE64,key BASE64,key`: keys of ours are read, others left alone. */
function metadataOf(header: string | string[] | undefined): ReadonlyMap<string, string> {
  const about = new Map<string, string>()
  for (const pair of String(header ?? '').split(',')) {
    const [key = '', value = ''] = pair.trim().split(' ')
    if (key !== '' && value.length <= NAME_BYTES) about.set(key, Buffer.from(value, 'base64').toString('utf8'))
  }
  return about
}
