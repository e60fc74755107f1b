import { once } from 'node:events'
import { PassThrough, Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { gather } from './gather.ts'

const piece = (letter: string, length: number) => Buffer.alloc(length, letter)

function taker(after: () => Promise<void> = async () => {}) {
  const taken: string[] = []
  let atOnce = 0
  let most = 0
  const take = async (pieces: readonly Uint8Array[], length: number) => {
    most = Math.max(most, ++atOnce)
    await after()
    const text = Buffer.concat(pieces).toString()
    expect(text).toHaveLength(length)
    taken.push(text)
    atOnce--
  }
  return { taken, take, most: () => most }
}
const see = () => {}

test('[FILES-15] small pieces are taken as large ones, one at a time, in order, and the rest at the end', async () => {
  const { taken, take, most } = taker(() => new Promise((go) => setImmediate(go)))
  await gather({ bytes: Readable.from([...'abcdefg'].map((letter) => piece(letter, 3))), least: 6, see, take })
  expect([taken.join(''), most()]).toEqual(['aaabbbcccdddeeefffggg', 1])
  expect(taken.every((text, at) => text.length >= 6 || at === taken.length - 1)).toBe(true)
})

test('[FILES-15] the source waits while one is taken and another is ready', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  const { taken, take } = taker(() => promise)
  const bytes = new PassThrough({ highWaterMark: 4 })
  const done = gather({ bytes, least: 4, see, take })
  for (let sent = 0; sent < 8; sent++) bytes.write(piece('x', 4))
  await expect.poll(() => bytes.isPaused()).toBe(true)
  expect([taken.length, bytes.readableLength > 0 || bytes.writableLength > 0]).toEqual([0, true])
  resolve()
  bytes.end()
  await done
  expect(taken.join('')).toBe('x'.repeat(32))
})

test('[FILES-2] what came before the source broke, or was refused, is taken; a source that broke before anybody listened breaks this too', async () => {
  const broken = new PassThrough()
  const first = taker()
  const done = gather({ bytes: broken, least: 100, see, take: first.take })
  broken.write('abc')
  await expect.poll(() => broken.readableLength).toBe(0)
  broken.destroy(new Error('the line is cut'))
  await expect(done).rejects.toThrow('the line is cut')
  expect(first.taken).toEqual(['abc'])

  const second = taker()
  const refused = new PassThrough()
  let seen = 0
  const refuse = ({ length }: Uint8Array) => {
    seen += length
    if (seen > 4) throw new Error('too much')
  }
  const refusing = gather({ bytes: refused, least: 2, see: refuse, take: second.take })
  for (const text of ['ab', 'cd', 'ef']) refused.write(text)
  await expect(refusing).rejects.toThrow('too much')
  expect([second.taken.join(''), refused.destroyed]).toEqual(['abcd', false])

  await expect(gather({ bytes: broken, least: 2, see, take: first.take })).rejects.toThrow()
  const ended = Readable.from([])
  ended.resume()
  await once(ended, 'end')
  await expect(gather({ bytes: ended, least: 2, see, take: first.take })).resolves.toBeUndefined()
})

test('[FILES-10] when nothing more can be taken it ends, with what is left untaken', async () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  let times = 0
  const take = async () => {
    times++
    await promise
    throw new Error('the disk is full')
  }
  const bytes = new PassThrough()
  const done = gather({ bytes, least: 2, see, take })
  bytes.write('abcd')
  bytes.write('ef')
  bytes.end()
  await expect.poll(() => times).toBe(1)
  resolve()
  await expect(done).rejects.toThrow('the disk is full')
  expect(times).toBe(1)
})
