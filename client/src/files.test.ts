import { expect, test } from 'vitest'
import { createFiles } from './files.ts'
import { createClock } from './testing.ts'

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((go) => setImmediate(go))
}

/** A server that makes an upload when it is let, and takes each whole at once. */
function setUp() {
  const asked: string[] = []
  const waiting: (() => void)[] = []
  const sizes = new Map<string, number>()
  let made = 0
  const answer = async (path: string, { method = '', headers }: RequestInit): Promise<Response> => {
    asked.push(`${method} ${path}`)
    if (method === 'POST') {
      const id = ++made
      sizes.set(`/files/f${id}`, Number(new Headers(headers).get('upload-length')))
      await new Promise<void>((go) => waiting.push(go))
      return new Response(null, { status: 201, headers: { location: `/files/f${id}`, 'upload-offset': '0' } })
    }
    return new Response(null, { headers: { 'upload-offset': `${sizes.get(path) ?? 0}` } })
  }
  const clock = createClock()
  const given = { base: '', token: () => null, now: clock.now, chance: () => 0.5, wait: clock.wait, sha256: null }
  const files = createFiles({ ...given, fetch: answer as typeof fetch })
  const upload = (name: string) => files.upload({ bytes: new Blob([name]), name })
  return { asked, waiting, upload, posts: () => asked.filter((one) => one.startsWith('POST')).length }
}

test('[CLIENT-21] never more than three go up at once, also in the moment in which one ends', async () => {
  const { upload, waiting, posts } = setUp()
  const first = ['a', 'b', 'c', 'd'].map(upload)
  await turns()
  expect(posts()).toBe(3)
  waiting.shift()?.()
  // In the very turn in which the first one is whole, another one is begun.
  await first[0]?.done
  upload('e')
  await turns()
  expect(posts()).toBe(4)
  for (const go of waiting) go()
})

test('[CLIENT-21] what is called off while it waits its turn leaves its place, and takes none', async () => {
  const { upload, waiting, posts } = setUp()
  const all = ['a', 'b', 'c', 'd', 'e'].map(upload)
  await turns()
  all[3]?.cancel()
  await expect(all[3]?.done).rejects.toThrow()
  expect(all[3]?.progress.is).toBe('cancelled')
  for (const go of waiting.splice(0)) go()
  await turns()
  expect(posts()).toBe(4)
  for (const go of waiting) go()
  await all[4]?.done
})

test('[CLIENT-21] an upload that is called off while the server makes it is taken back there', async () => {
  const { upload, waiting, asked } = setUp()
  const one = upload('a')
  await turns()
  one.cancel()
  await expect(one.done).rejects.toThrow()
  for (const go of waiting) go()
  await turns()
  expect(asked).toEqual(['POST /files', 'DELETE /files/f1'])
})
