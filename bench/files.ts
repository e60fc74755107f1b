// Files: bytes up and down beside the bare disk and bare node:http in the same run, in rounds; downloads side by side, memory while two gigabytes
// come in, pictures in a second, and how fast all of it is backed up.
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { Agent, request as httpRequest } from 'node:http'
import { join } from 'node:path'
import { crc32, deflateSync } from 'node:zlib'
import { hearth, temporary } from '#harness/server.ts'
import { createCrowd } from './crowd.ts'
import { cpuOf } from './load/party.ts'
import { middle } from './measure.ts'
import { type Started, startHearth, startStream } from './servers/start.ts'

export type FilesMeasured = {
  /** Megabytes in a second, one file of `megabytes`: the middle of `rounds`, in which both take turns. */
  readonly megabytes: number
  readonly rounds: number
  readonly diskMBs: number
  readonly upPlainMBs: number
  readonly upMBs: number
  readonly downPlainMBs: number
  readonly downMBs: number
  /** Processor time of the server's process for such a file, all its threads: it says more than seconds where others use the machine. */
  readonly upPlainCpuMs: number
  readonly upCpuMs: number
  readonly downPlainCpuMs: number
  readonly downCpuMs: number
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
const ROUNDS = 5
/** What has not come by then ends the measurement with an error. */
const WITHIN_MS = 120_000
/** They come again after more than a packer remembers. */
const pieces = Array.from({ length: 8 }, () => randomBytes(MB))
const agent = new Agent({ keepAlive: true, maxSockets: 200 })

type Guest = { readonly token: string; readonly room: string }

export async function measureFiles(): Promise<FilesMeasured> {
  const folder = temporary('bench-files')
  try {
    const diskMBs = await writeDisk(join(folder.path, 'disk'), SIZE)
    return { megabytes: SIZE, rounds: ROUNDS, diskMBs, sideBySide: SIDE_BY_SIDE, ...(await measureBoth(folder.path)) }
  } finally {
    agent.destroy()
    folder.drop()
  }
}

type Measured = Omit<FilesMeasured, 'megabytes' | 'rounds' | 'diskMBs' | 'sideBySide'>

/** One after the other in each round: what else the machine does meets both. */
async function measureBoth(folder: string): Promise<Measured> {
  const data = join(folder, 'data')
  const limits = { HEARTH_LIMITS_FREE_BYTES: '0', HEARTH_LIMITS_FILE_BYTES: String(4096 * MB) }
  await using bare = await startStream(folder)
  await using server = await startHearth('plain', limits, data)
  const guest = await enter(server)
  const headers = { authorization: `Bearer ${guest.token}` }
  // The process that looks at files has begun.
  await upload(server, guest, 1)
  const rounds: Round[] = []
  for (let round = 0; round < ROUNDS; round++) {
    const bareUp = await weighed(bare, SIZE, () => send(bare, 'PUT', '/large', {}, SIZE))
    let large = ''
    const up = await weighed(server, SIZE, async () => (large = await upload(server, guest, SIZE)))
    const bareDown = await weighed(bare, SIZE, () => fetchAll(bare, '/large', {}))
    const down = await weighed(server, SIZE, () => fetchAll(server, `/files/${large}`, headers))
    rounds.push({ bareUp, up, bareDown, down })
  }
  return { ...middles(rounds), ...(await measureMany(bare, server, guest)), ...(await measureRest(folder, data, server, guest)) }
}

type Weighed = { readonly mbs: number; readonly cpuMs: number }
type Round = { readonly bareUp: Weighed; readonly up: Weighed; readonly bareDown: Weighed; readonly down: Weighed }

async function weighed({ pid }: Started, megabytes: number, work: () => Promise<unknown>): Promise<Weighed> {
  const before = cpuOf(pid)
  const mbs = await speed(megabytes, work)
  return { mbs, cpuMs: Math.round((cpuOf(pid) - before) * 1000) }
}

function middles(rounds: readonly Round[]) {
  const of = (what: keyof Round, which: keyof Weighed) => middle(rounds.map((round) => round[what][which]))
  return {
    ...{ upPlainMBs: of('bareUp', 'mbs'), upMBs: of('up', 'mbs'), downPlainMBs: of('bareDown', 'mbs'), downMBs: of('down', 'mbs') },
    ...{ upPlainCpuMs: of('bareUp', 'cpuMs'), upCpuMs: of('up', 'cpuMs') },
    ...{ downPlainCpuMs: of('bareDown', 'cpuMs'), downCpuMs: of('down', 'cpuMs') },
  }
}

async function measureMany(bare: Started, server: Started, guest: Guest): Promise<Pick<Measured, 'manyPlainMBs' | 'manyMBs'>> {
  const many = (work: () => Promise<unknown>) => Promise.all(Array.from({ length: SIDE_BY_SIDE }, work))
  await send(bare, 'PUT', '/small', {}, SMALL)
  const manyPlainMBs = await speed(SMALL * SIDE_BY_SIDE, () => many(() => fetchAll(bare, '/small', {})))
  const small = await upload(server, guest, SMALL)
  const headers = { authorization: `Bearer ${guest.token}` }
  return { manyPlainMBs, manyMBs: await speed(SMALL * SIDE_BY_SIDE, () => many(() => fetchAll(server, `/files/${small}`, headers))) }
}

type Rest = Pick<Measured, 'memoryOf' | 'memoryMB' | 'picturesPerSecond' | 'backupMBs'>

async function measureRest(folder: string, data: string, first: Started, guest: Guest): Promise<Rest> {
  const picturesPerSecond = await drawPictures(first, guest)
  const stored = SIZE * ROUNDS + SMALL
  const backupMBs = await speed(stored, () => backUp(join(folder, 'bytes.backup'), data))
  return { ...(await measureMemory(folder)), picturesPerSecond, backupMBs }
}

/** A server of its own: what others have needed before would be counted as well, or hide it. */
async function measureMemory(folder: string): Promise<Pick<Rest, 'memoryOf' | 'memoryMB'>> {
  const limits = { HEARTH_LIMITS_FREE_BYTES: '0', HEARTH_LIMITS_FILE_BYTES: String(4096 * MB) }
  await using server = await startHearth('plain', limits, join(folder, 'memory'))
  const guest = await enter(server)
  await upload(server, guest, 1)
  const before = memory(server, 'VmRSS')
  await upload(server, guest, LARGE)
  return { memoryOf: LARGE, memoryMB: memory(server, 'VmHWM') - before }
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

const pieceAt = (at: number): Buffer => pieces[at % pieces.length] ?? Buffer.alloc(MB)

async function writeDisk(path: string, megabytes: number): Promise<number> {
  return await speed(megabytes, async () => {
    await using file = await open(path, 'w')
    for (let at = 0; at < megabytes; at++) await file.write(pieceAt(at))
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
    let sent = 0
    // No two files alike: the second one would be kept already.
    const first = Buffer.from(pieceAt(0))
    first.writeDoubleBE(performance.now())
    const more = (): void => {
      while (sent < megabytes) if (!request.write(sent++ === 0 ? first : pieceAt(sent))) return void request.once('drain', more)
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
  const time = (ours: number, bare: number) => `${ours} ms, bare node:http ${bare} ms: ${(bare / Math.max(1, ours)).toFixed(2)}`
  return [
    [`the disk, ${given.megabytes} MB and a sync`, `${given.diskMBs} MB/s`],
    [`upload of ${given.megabytes} MB`, share(given.upMBs, given.upPlainMBs)],
    ['  processor time', time(given.upCpuMs, given.upPlainCpuMs)],
    [`download of ${given.megabytes} MB`, share(given.downMBs, given.downPlainMBs)],
    ['  processor time', time(given.downCpuMs, given.downPlainCpuMs)],
    [`${given.sideBySide} downloads of ${SMALL} MB side by side`, share(given.manyMBs, given.manyPlainMBs)],
    [`more memory while ${given.memoryOf} MB come in`, `${given.memoryMB} MB`],
    ['pictures of 256 points, of 3 million each', `${given.picturesPerSecond} a second`],
    ['a backup, read back and compared', `${given.backupMBs} MB/s`],
  ]
}
