import type { FileId } from '@hearth/protocol/ids.ts'
import { expect, test } from 'vitest'
import { createSounds } from './sounds.ts'

const id = (name: string) => name as FileId

test('[WEB-60] a sound is fetched once while it is drawn, kept a little, and then its memory is given back', async () => {
  const fetched: string[] = []
  const revoked: string[] = []
  const sounds = createSounds(
    {
      fetch: async (file) => {
        fetched.push(file)
        if (file === 'broken') throw new Error('not a sound')
        return { url: `blob:${file}`, heard: undefined }
      },
      revoke: (url) => revoked.push(url),
    },
    2,
  )
  const [first, again] = [sounds.hold(id('a')), sounds.hold(id('a'))]
  expect((await again.sound).url).toBe('blob:a')
  again.letGo()
  again.letGo()
  for (const name of ['b', 'c', 'd']) {
    const held = sounds.hold(id(name))
    await held.sound
    held.letGo()
  }
  await first.sound
  // Still drawn: it stays, however many came after it.
  expect([fetched, revoked]).toEqual([['a', 'b', 'c', 'd'], ['blob:b']])
  sounds.hold(id('c')).letGo()
  first.letGo()
  await first.sound
  expect([fetched.length, revoked]).toEqual([4, ['blob:b', 'blob:d']])
  for (let tries = 1; tries <= 2; tries++) await expect(sounds.hold(id('broken')).sound).rejects.toThrow()
  expect(fetched.slice(4)).toEqual(['broken', 'broken'])
})
