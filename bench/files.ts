// Files: bytes up and down beside the bare disk and bare node:http in the same run, memory while two gigabytes come in, pictures in a second,
// and how fast all of it is backed up.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { Agent, request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { hearth, temporary } from '#harness/server.ts'
import { createCrowd } from './crowd.ts'
import { type Started, startHearth, startStream } from './servers/start.ts'

export type FilesMeasured = {
  /** Megabytes in a second, one file of `megabytes`. */
  readonly megabytes: number
  readonly diskMBs: number
  readonly upPlainMBs: number
  readonly upMBs: number
  readonly downPlainMBs: number
  readonly downMBs: number
  /** All together, `sideBySide` downloads of one file of 100 MB. */
  readonly sideBySide: number
  readonly manyPlainMBs: number
  readonly manyMBs: number
  /** How much more memory the server takes at most while one upload of so many megabytes comes in. */
  readonly memoryOf: number
  readonly memoryMB: number
  readonly picturesPerSecond: number
  /** Stored bytes into a backup that was read back and compared. */
  readonly backupMBs: number
}

const MB = 1_048_576
const [SIZE, LARGE, SMALL] = [256, 2048, 100] as const
const SIDE_BY_SIDE = 100
const PICTURES = 24
/** What has not come by then ends the measurement with an error. */
const WITHIN_MS = 120_000
const piece = randomBytes(MB)
const agent = new Agent({ keepAlive: true, maxSockets: 200 })

type Guest = { readonly token: string; readonly room: string }

export async function measureFiles(): Promise<FilesMeasured> {
  const folder = temporary('bench-files')
  try {
    const diskMBs = await writeDisk(join(folder.path, 'disk'), SIZE)
    const plain = await measurePlain(folder.path)
    return { megabytes: SIZE, diskMBs, ...plain, sideBySide: SIDE_BY_SIDE, ...(await measureHearth(folder.path)) }
  } finally {
    agent.destroy()
    folder.drop()
  }
}

async function measurePlain(folder: string): Promise<Pick<FilesMeasured, 'upPlainMBs' | 'downPlainMBs' | 'manyPlainMBs'>> {
  await using server = await startStream(folder)
  const up = (name: string, size: number) => speed(size, () => send(server, 'PUT', `/${name}`, {}, size))
  const upPlainMBs = await up('large', SIZE)
  await up('small', SMALL)
  const downPlainMBs = await speed(SIZE, () => fetchAll(server, '/large', {}))
  const many = () => Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => fetchAll(server, '/small', {})))
  return { upPlainMBs, downPlainMBs, manyPlainMBs: await speed(SMALL * SIDE_BY_SIDE, many) }
}

type Ours = Pick<FilesMeasured, 'upMBs' | 'downMBs' | 'manyMBs' | 'memoryOf' | 'memoryMB' | 'picturesPerSecond' | 'backupMBs'>

async function measureHearth(folder: string): Promise<Ours> {
  const data = join(folder, 'data')
  const limits = { HEARTH_LIMITS_FREE_BYTES: '0', HEARTH_LIMITS_FILE_BYTES: String(4096 * MB) }
  await using server = await startHearth('plain', limits, data)
  const guest = await enter(server)
  const headers = { authorization: `Bearer ${guest.token}` }
  await upload(server, guest, 1)
  const before = memory(server, 'VmRSS')
  let large = ''
  const upMBs = await speed(SIZE, async () => (large = await upload(server, guest, SIZE)))
  const small = await upload(server, guest, SMALL)
  const downMBs = await speed(SIZE, () => fetchAll(server, `/files/${large}`, headers))
  const backupMBs = await speed(SIZE + SMALL, () => backUp(join(folder, 'bytes.backup'), data))
  const many = () => Promise.all(Array.from({ length: SIDE_BY_SIDE }, () => fetchAll(server, `/files/${small}`, headers)))
  // Before the downloads side by side, which take memory of their own.
  await upload(server, guest, LARGE)
  const memoryMB = memory(server, 'VmHWM') - before
  const manyMBs = await speed(SMALL * SIDE_BY_SIDE, many)
  return { upMBs, downMBs, backupMBs, manyMBs, memoryOf: LARGE, memoryMB, picturesPerSecond: await drawPictures(server, guest) }
}

async function backUp(file: string, data: string): Promise<void> {
  const { code, stderr } = await hearth(['backup', file, '--data', data], { within: WITHIN_MS })
  if (code !== 0) throw new Error(`the backup failed: ${stderr}`)
}

async function enter({ address }: Started): Promise<Guest> {
  const crowd = createCrowd(address)
  const line = await crowd.open()
  const { token = '' } = await crowd.ask(line, 'guest.enter', { name: 'guest' })
  const { rooms } = await crowd.ask(line, 'room.list', {})
  line.socket.destroy()
  return { token, room: rooms[0]?.id ?? '' }
}

async function speed(megabytes: number, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return Math.round(megabytes / ((performance.now() - began) / 1000))
}

async function writeDisk(path: string, megabytes: number): Promise<number> {
  return await speed(megabytes, async () => {
    await using file = await open(path, 'w')
    for (let at = 0; at < megabytes; at++) await file.write(piece)
    await file.datasync()
  })
}

const tus = ({ token }: Guest) => ({ authorization: `Bearer ${token}`, 'tus-resumable': '1.0.0' })

/** In one request, as plain node:http gets it. Gives the id. */
async function upload(server: Started, guest: Guest, megabytes: number): Promise<string> {
  return await uploadBytes(server, guest, megabytes * MB, (path, headers) => send(server, 'PATCH', path, headers, megabytes))
}

async function uploadBytes(
  server: Started,
  guest: Guest,
  length: number,
  bring: (path: string, headers: Record<string, string>) => Promise<unknown>,
): Promise<string> {
  const about = `room ${Buffer.from(guest.room).toString('base64')}`
  const begun = await fetch(`http://127.0.0.1:${server.address.port}/files`, {
    method: 'POST',
    headers: { ...tus(guest), 'upload-length': String(length), 'upload-metadata': about },
  })
  const path = begun.headers.get('location')
  if (path === null) throw new Error(`an upload was refused: ${await begun.text()}`)
  await bring(path, { ...tus(guest), 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' })
  return path.replace('/files/', '')
}

/** So many megabytes, no faster than they are taken. */
function send({ address }: Started, method: string, path: string, headers: Record<string, string>, megabytes: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const all = { ...headers, 'content-length': String(megabytes * MB) }
    const request = httpRequest({ host: '127.0.0.1', port: address.port, method, path, headers: all, agent, timeout: WITHIN_MS })
    let left = megabytes
    const more = (): void => {
      while (left > 0) if ((left--, !request.write(piece))) return void request.once('drain', more)
      request.end()
    }
    request.on('timeout', () => request.destroy(new Error('nothing came for too long')))
    request.on('error', reject)
    request.on('response', (response) => {
      const { statusCode = 0 } = response
      response.resume().on('end', () => (statusCode < 300 ? resolve() : reject(new Error(`${method} was answered ${statusCode}`))))
    })
    more()
  })
}

/** Reads to the end and keeps nothing. */
function fetchAll({ address }: Started, path: string, headers: Record<string, string>): Promise<number> {
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: '127.0.0.1', port: address.port, path, headers, agent, timeout: WITHIN_MS }, (response) => {
      let bytes = 0
      response.on('data', (some: Buffer) => (bytes += some.length))
      response.on('end', () => (response.statusCode === 200 ? resolve(bytes) : reject(new Error(`${path}: ${response.statusCode}`))))
    })
    request.on('timeout', () => request.destroy(new Error('nothing came for too long')))
    request.on('error', reject)
    request.end()
  })
}

/** Pictures of 256 points of images of three million, each new. */
async function drawPictures(server: Started, guest: Guest): Promise<number> {
  const ids: string[] = []
  for (let shade = 0; shade < PICTURES; shade++) {
    const bytes = new Uint8Array(image(2000, 1500, shade))
    const bring = async (path: string, headers: Record<string, string>): Promise<unknown> =>
      fetch(`http://127.0.0.1:${server.address.port}${path}`, { method: 'PATCH', headers, body: bytes })
    ids.push(await uploadBytes(server, guest, bytes.length, bring))
  }
  const headers = { authorization: `Bearer ${guest.token}` }
  const rate = await speed(PICTURES * 10, () => Promise.all(ids.map((id) => fetchAll(server, `/files/${id}/256`, headers))))
  return rate / 10
}

/** A PNG with something in it to be unpacked. */
function image(width: number, height: number, shade: number): Buffer {
  const rows = Buffer.alloc(height * (width * 3 + 1))
  for (let at = 0; at < rows.length; at++) rows[at] = at % (width * 3 + 1) === 0 ? 0 : ((at * 31 + shade * 7) >> 5) & 255
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([8, 2], 8)
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])
  return Buffer.concat([signature, chunk('IHDR', header), chunk('IDAT', deflateSync(rows, { level: 1 })), chunk('IEND', Buffer.alloc(0))])
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}

/** Megabytes: what it takes now, or the most it ever took. */
function memory({ pid }: Started, what: 'VmRSS' | 'VmHWM'): number {
  const found = new RegExp(`${what}:\\s+(\\d+) kB`).exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
  return Math.round(Number(found?.[1] ?? 0) / 1024)
}

/** For people. */
export function filesInWords(given: FilesMeasured): (readonly string[])[] {
  const share = (ours: number, bare: number) => `${ours} MB/s, ${(ours / Math.max(1, bare)).toFixed(2)} of bare node:http (${bare} MB/s)`
  return [
    [`the disk, ${given.megabytes} MB and a sync`, `${given.diskMBs} MB/s`],
    [`upload of ${given.megabytes} MB`, share(given.upMBs, given.upPlainMBs)],
    [`download of ${given.megabytes} MB`, share(given.downMBs, given.downPlainMBs)],
    [`${given.sideBySide} downloads of ${SMALL} MB side by side`, share(given.manyMBs, given.manyPlainMBs)],
    [`more memory while ${given.memoryOf} MB come in`, `${given.memoryMB} MB`],
    ['pictures of 256 points, of 3 million each', `${given.picturesPerSecond} a second`],
    ['a backup, read back and compared', `${given.backupMBs} MB/s`],
  ]
}
