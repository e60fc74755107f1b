import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, open, rm, writeFile } from 'node:fs/promises'
import { createServer, get, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { giveBack, pour } from './pour.ts'

test('[FILES-15] the memory of a piece goes at once, but not what others share', () => {
  const own = new Uint8Array(1000)
  const whole = new Uint8Array(1000)
  const part = whole.subarray(10, 20)
  giveBack(own)
  giveBack(part)
  expect([own.length, whole.length, part.length]).toEqual([0, 1000, 10])
})

test('[FILES-15] a file is sent as it is, a part of it too; a reader who goes, and a file that is shorter, end it', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'hearth-pour-'))
  const bytes = randomBytes(700_001)
  const path = join(folder, 'bytes')
  await writeFile(path, bytes)
  const ended: unknown[] = []
  const serve = async (range: string, response: ServerResponse) => {
    await using file = await open(path, 'r')
    const [start = 0, end = 0] = range.split('-').map(Number)
    await pour(file, response, start, end, Promise.resolve()).then(
      () => ended.push('whole'),
      (error: unknown) => (ended.push(error), response.destroy()),
    )
  }
  const server = createServer((request, response) => void serve(String(request.headers['x-range']), response)).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  const ask = (range: string) =>
    new Promise<IncomingMessage>((resolve, reject) => {
      get({ port, headers: { 'x-range': range }, agent: false }, resolve).once('error', reject)
    })
  const hashOf = async (stream: AsyncIterable<Buffer>) => {
    const hash = createHash('sha256')
    for await (const piece of stream) hash.update(piece)
    return hash.digest('hex')
  }
  for (const [start, end] of [
    [0, bytes.length - 1],
    [131_071, 131_073],
    [699_999, 700_000],
  ] as const)
    expect(await hashOf(await ask(`${start}-${end}`))).toBe(
      createHash('sha256')
        .update(bytes.subarray(start, end + 1))
        .digest('hex'),
    )
  expect(ended).toEqual(['whole', 'whole', 'whole'])
  await expect(ask('0-900000').then(hashOf)).rejects.toThrow()
  await writeFile(path, Buffer.alloc(64_000_000))
  ;(await ask('0-63999999')).destroy()
  await expect.poll(() => ended.length, { timeout: 15_000 }).toBe(5)
  expect(ended.slice(3)).toEqual([expect.any(Error), expect.any(Error)])
  server.close()
  await rm(folder, { recursive: true })
})
