// Uploads and downloads of tests, over real sockets, by the protocol alone.
import type { FileId, RoomId } from '@hearth/protocol/ids.ts'
import type { House, Line } from './house.ts'

export const TYPE = 'application/offset+octet-stream'

export type Entered = Line & { readonly token: string; readonly lobby: string; readonly user: string }
export type Announce = {
  readonly name?: string
  readonly room?: string | null
  readonly size?: number
  readonly headers?: Record<string, string>
}

export const url = (house: Pick<House, 'plain'>, path: string) => `http://${house.plain}${path}`

const headersOf = ({ token }: { readonly token: string }, more: Record<string, string> = {}) => ({
  authorization: `Bearer ${token}`,
  'tus-resumable': '1.0.0',
  ...more,
})

export const metadata = (about: Record<string, string>): string =>
  Object.entries(about)
    .map(([key, value]) => `${key} ${Buffer.from(value).toString('base64')}`)
    .join(',')

/** POST without bytes. */
export function announce(
  house: House,
  who: Entered,
  { name = 'a file.txt', room = who.lobby, size = 0, headers = {} }: Announce,
): Promise<Response> {
  return fetch(url(house, '/files'), {
    method: 'POST',
    headers: headersOf(who, {
      'upload-length': String(size),
      'upload-metadata': metadata({ filename: name, ...(room === null ? {} : { room }) }),
      ...headers,
    }),
  })
}

export const locationOf = (response: Response): string => response.headers.get('location') ?? 'nowhere'

export function patch(
  house: House,
  who: { readonly token: string },
  path: string,
  bytes: Uint8Array<ArrayBuffer>,
  offset: number,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(url(house, path), {
    method: 'PATCH',
    headers: headersOf(who, { 'content-type': TYPE, 'upload-offset': String(offset), ...headers }),
    body: bytes,
  })
}

export const standing = (house: House, who: { readonly token: string }, path: string) =>
  fetch(url(house, path), { method: 'HEAD', headers: headersOf(who) })

export const cancel = (house: House, who: { readonly token: string }, path: string) =>
  fetch(url(house, path), { method: 'DELETE', headers: headersOf(who) })

/** A whole file. Rejects with the code of the refusal. */
export async function upload(house: House, who: Entered, bytes: Uint8Array<ArrayBuffer>, about: Announce = {}): Promise<FileId> {
  const begun = await checked(await announce(house, who, { ...about, size: bytes.length }))
  const path = locationOf(begun)
  if (bytes.length > 0) await checked(await patch(house, who, path, bytes, 0))
  // What the server calls it is what it goes by.
  return path.replace('/files/', '') as FileId
}

export const download = (house: House, who: { readonly token: string }, id: string, headers: Record<string, string> = {}) =>
  fetch(url(house, `/files/${id}`), { headers: { authorization: `Bearer ${who.token}`, ...headers } })

export const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer())

export async function codeOf(response: Response): Promise<string> {
  const { error }: { error?: { code: string } } = JSON.parse(await response.text())
  return error?.code ?? 'no error'
}

async function checked(response: Response): Promise<Response> {
  if (!response.ok) throw new Error(await codeOf(response))
  return response
}

let sent = 0
export function send(who: Entered, files: readonly FileId[], text = '', room: string = who.lobby) {
  return who.ask('message.send', { room: room as RoomId, text, clientId: `files-${++sent}-${who.user}`, files: [...files] })
}
