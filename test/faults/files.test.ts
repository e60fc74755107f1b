// Files when things go wrong: the server killed midway, the disk full, a network that breaks.
import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { openAsBlob, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import type { Progress } from '@hearth/client/files.ts'
import { expect, it } from 'vitest'
import { comeBack, join as enter, say } from '../harness/cast.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { createSender, fetchedHash, hashOf } from '../harness/upload.ts'

const deep = process.env['HEARTH_TEST_DEEP'] === '1'
const MB = 1_048_576
const size = (deep ? 1024 : 40) * MB

/** Bytes that look like nothing, in a file, for a gigabyte of them is no matter for memory. */
async function someBytes(folder: string, length: number): Promise<Blob> {
  const path = join(folder, 'bytes')
  await writeFile(path, '')
  for (let at = 0; at < length; at += 8 * MB) await writeFile(path, randomBytes(Math.min(8 * MB, length - at)), { flag: 'a' })
  return openAsBlob(path)
}

const plainPort = ({ run }: Server): number => run.plainPort ?? 0
const flags = (port = 0): string[] => ['--plain-port', String(port)]
const memoryOf = ({ run }: Server): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${run.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024

/** A piece has eight megabytes at most: of a gigabyte two of them are less than a twentieth. */
const twoPieces = 2 * 8 * MB

it(`[FILES-2] [CLIENT-19] ${size / MB} MB with the server killed twice midway arrive whole, and no more than two pieces are sent again`, {
  timeout: deep ? 900_000 : 120_000,
}, async () => {
  const folder = temporary('upload')
  const data = join(folder.path, 'data')
  let server = await startServer({ data, flags: flags() })
  const port = plainPort(server)
  const ada = await enter(server, 'ada')
  const bytes = await someBytes(folder.path, size)
  const sender = createSender(port, ada.token)
  let progress: Progress | undefined
  const uploading = sender.upload({ bytes, name: 'big.bin', room: ada.lobby }, (now) => (progress = now))
  for (const part of [0.3, 0.6]) {
    await until('some of it to arrive', () => (progress?.sent ?? 0) > size * part, { within: 300_000, every: 1 })
    await server.kill('SIGKILL')
    server = await startServer({ data, flags: flags(port) })
  }
  const id = await uploading.done
  expect(sender.bytes() - size).toBeLessThanOrEqual(twoPieces)
  const back = await comeBack(server, 'ada', ada.token)
  const { id: message } = await back.wire.ask('message.send', { room: ada.lobby, text: '', clientId: 'big', files: [id] })
  const { message: said } = await back.wire.ask('message.get', { room: ada.lobby, id: message })
  expect(said.files).toMatchObject([{ id, size, name: 'big.bin' }])
  const bo = await enter(server, 'bo')
  expect(await fetchedHash(sender, bo.token, id)).toBe(await hashOf(bytes))
  expect(await fetchedHash(sender, bo.token, id, size - 1000)).toBe(await hashOf(bytes.slice(size - 1000)))
  await server[Symbol.asyncDispose]()
  folder.drop()
})

it.each([
  ['nearly full: files leave the rest to everything else', 6 * MB, 9 * MB],
  ['full to the last byte', 0, 0],
])(
  '[FILES-10] F7: the disk is %s; the upload says so and waits, people go on talking, and it goes on when there is room',
  {
    timeout: 120_000,
  },
  async (_how, freeBytes, left) => {
    const folder = temporary('upload-full')
    const data = join(folder.path, 'data')
    const mount = ['unshare', '-m', 'sh', '-c', 'mkdir -p "$0" && mount -t tmpfs -o size=80m tmpfs "$0" && exec "$@"', data]
    await using server = await startServer({
      data,
      under: mount,
      flags: flags(),
      env: { HEARTH_LIMITS_FREE_BYTES: String(freeBytes) },
    })
    const inside = (script: string): string =>
      execFileSync('nsenter', ['-m', '-t', String(server.run.pid), 'sh', '-c', script], { encoding: 'utf8' })
    const ada = await enter(server, 'ada')
    const bytes = await someBytes(folder.path, 30 * MB)
    const sender = createSender(plainPort(server), ada.token)
    let progress: Progress | undefined
    let isFilled = false
    // Between two pieces, so that it happens midway on a machine of any speed.
    const uploading = sender.upload({ bytes, name: 'big.bin', room: ada.lobby }, (now) => {
      progress = now
      if (isFilled || now.sent < 2 * MB) return
      isFilled = true
      inside(
        `free=$(df -k --output=avail '${data}' | tail -1); dd if=/dev/zero of='${data}/ballast' bs=1k count=$((free - ${left / 1024})) 2>/dev/null || true`,
      )
    })
    await until('the upload to wait', () => progress?.is === 'waiting' && progress.failure?.code === 'disk_full', {
      within: 30_000,
      every: 5,
      seen: () => JSON.stringify(progress),
    })
    if (left > 0) await say(ada, ada.lobby, 'Can anybody hear me?')
    const { messages } = await ada.wire.ask('room.history', { room: ada.lobby })
    expect(messages).toHaveLength(left > 0 ? 1 : 0)
    inside(`rm '${data}/ballast'`)
    sender.nudge()
    const id = await uploading.done
    expect(sender.bytes()).toBeLessThan(size * 2)
    await until(
      'it to be sent',
      () => ada.wire.ask('message.send', { room: ada.lobby, text: '', clientId: 'big', files: [id] }).catch(() => undefined),
      {
        within: 20_000,
      },
    )
    expect(await fetchedHash(sender, ada.token, id)).toBe(await hashOf(bytes))
    folder.drop()
  },
)

it('[FILES-15] a large upload in one piece takes no more memory than a small one, and people talk meanwhile', {
  timeout: 120_000,
}, async () => {
  const folder = temporary('upload-memory')
  await using server = await startServer({ flags: flags() })
  const ada = await enter(server, 'ada')
  const bytes = await someBytes(folder.path, 120 * MB)
  const headers = { authorization: `Bearer ${ada.token}`, 'tus-resumable': '1.0.0' }
  const base = `http://127.0.0.1:${plainPort(server)}`
  const begun = await fetch(`${base}/files`, { method: 'POST', headers: { ...headers, 'upload-length': String(bytes.size) } })
  const path = begun.headers.get('location') ?? ''
  await say(ada, ada.lobby, 'before')
  const before = memoryOf(server)
  let isDone = false
  const patch = fetch(base + path, {
    method: 'PATCH',
    headers: { ...headers, 'content-type': 'application/offset+octet-stream', 'upload-offset': '0' },
    body: bytes,
  }).finally(() => (isDone = true))
  let most = before
  let slowest = 0
  while (!isDone) {
    const began = performance.now()
    await say(ada, ada.lobby, 'meanwhile')
    slowest = Math.max(slowest, performance.now() - began)
    most = Math.max(most, memoryOf(server))
    await new Promise((resolve) => setTimeout(resolve, 25))
  }
  expect((await patch).status).toBe(204)
  // Half of what came in: a server that held it would show all of it.
  expect(most - before).toBeLessThan(60)
  expect(slowest).toBeLessThan(3000)
  folder.drop()

  // Somebody who sends all of a body and hangs up before it could be read is no fault of the server's.
  const small = await fetch(`${base}/files`, { method: 'POST', headers: { ...headers, 'upload-length': '1000' } })
  const place = small.headers.get('location') ?? ''
  const lines = [`PATCH ${place} HTTP/1.1`, `Host: ${new URL(base).host}`, `Authorization: Bearer ${ada.token}`, 'Tus-Resumable: 1.0.0']
  const head = [...lines, 'Content-Type: application/offset+octet-stream', 'Upload-Offset: 0', 'Content-Length: 1000', '', ''].join('\r\n')
  const speak = (text: string) =>
    new Promise<Socket>((resolve, reject) => {
      const socket = connect(plainPort(server), '127.0.0.1')
      socket.once('error', reject).write(text, () => resolve(socket))
    })
  const holding = await speak(head)
  const leaving = await speak(head + 'x'.repeat(1000))
  leaving.destroy()
  const standing = await fetch(base + place, { method: 'HEAD', headers })
  expect([standing.status, ['0', '1000'].includes(standing.headers.get('upload-offset') ?? '')]).toEqual([200, true])
  expect(server.output()).not.toContain('for a reason that is ours')
  holding.destroy()
})
