import { standardLimits } from '@hearth/protocol/limits.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import { expect, test } from 'vitest'
import { check } from './check.ts'
import { held, moved, squareOf, WHOLE } from './crop.ts'
import { folderOf, pack, pasted, stamp } from './incoming.ts'
import { boxOf, endingOf, isPicture, isVoice, type Picture, sourcesOf } from './look.ts'
import { markOf } from './mark.ts'
import { peaksOf } from './peaks.ts'

const MB = 1_048_576
const limits = { ...standardLimits, fileBytes: 10 * MB, imageBytes: 2 * MB, videoBytes: 0, filesPerMessage: 3 }
const told = (name: string, size: number, type = '') => ({ name, size, type })

test('[WEB-20] what is too large, too much or not taken is said before anything is sent', () => {
  const { taken, refused } = check(
    [
      told('big.iso', 11 * MB),
      told('photo.jpg', 3 * MB, 'image/jpeg'),
      told('film.mp4', 5, 'video/mp4'),
      told('notes.txt', 5, 'text/plain'),
    ],
    0,
    limits,
  )
  expect(taken.map(({ name }) => name)).toEqual(['notes.txt'])
  expect(refused).toEqual([
    '“big.iso” has 11 MB; here a file may have 10 MB at most.',
    '“photo.jpg” has 3 MB; here a file may have 2 MB at most.',
    'Videos are not taken here: “film.mp4” was left out.',
  ])
})

test('[WEB-20] files beyond what a message takes are left out, those that wait already counted', () => {
  const { taken, refused } = check([told('a', 1), told('b', 1), told('c', 1)], 1, limits)
  expect(taken.map(({ name }) => name)).toEqual(['a', 'b'])
  expect(refused).toEqual(['A message takes 3 files at most: the last one was left out.'])
  expect(check([told('a', 1)], 0, undefined)).toMatchObject({ taken: [{ name: 'a' }], refused: [] })
})

const card = (more: Partial<FileCard>): FileCard => ({
  id: 'f' as FileCard['id'],
  name: 'x',
  size: 1,
  kind: 'image',
  type: 'image/jpeg',
  ...more,
})
const picture = (width: number, height: number): Picture => ({ ...card({}), width, height })

test('[WEB-21] a picture’s place is known before it comes, in its own proportions and never larger than it is', () => {
  expect(boxOf({ width: 4000, height: 3000 })).toEqual({ width: 420, height: 315 })
  expect(boxOf({ width: 1000, height: 4000 })).toEqual({ width: 85, height: 340 })
  expect(boxOf({ width: 200, height: 100 })).toEqual({ width: 200, height: 100 })
})

test('[WEB-21] of the small pictures only those are named that differ, each with its own width', () => {
  expect(sourcesOf(picture(4000, 3000)).srcSet).toBe('/files/f/256 256w, /files/f/640 640w, /files/f/1600 1600w')
  expect(sourcesOf(picture(300, 600))).toEqual({ src: '/files/f/640', srcSet: '/files/f/256 128w, /files/f/640 300w' })
  expect(sourcesOf(picture(100, 80))).toEqual({ src: '/files/f/256', srcSet: '/files/f/256 100w' })
})

test('[WEB-22] only what the server made a picture of is drawn; markup and what is gone never are', () => {
  expect(isPicture(picture(10, 10))).toBe(true)
  expect(isPicture(card({ kind: 'image', type: 'image/svg+xml' }))).toBe(false)
  expect(isPicture(card({ kind: 'other', type: 'text/html', width: 10, height: 10 }))).toBe(false)
  expect(isPicture({ ...picture(10, 10), gone: 'expired' })).toBe(false)
})

test('[WEB-23] what was recorded here is a voice, other sounds are sounds', () => {
  const voice = card({ kind: 'video', type: 'video/webm', name: 'Voice message 2026-03-14 15.09.webm', durationMs: 4000 })
  expect(isVoice(voice)).toBe(true)
  expect(isVoice({ ...voice, name: 'song.webm' })).toBe(false)
  expect(isVoice({ ...voice, gone: 'expired' })).toBe(false)
  // Whoever scrolls past would fetch and unpack all of it: that is for a player, which takes parts.
  expect(isVoice({ ...voice, size: 2_000_000_000 })).toBe(false)
  expect(isVoice({ ...voice, durationMs: 86_400_000 })).toBe(false)
})

test('[WEB-23] the bars of a sound reach from silence to the loudest', () => {
  const sound = new Float32Array(400).map((_, at) => (at < 200 ? 0 : at < 300 ? -0.25 : 0.5))
  expect(peaksOf(sound, 4)).toEqual([0.08, 0.08, 0.5, 1])
  expect(peaksOf(new Float32Array(0), 3)).toEqual([0.08, 0.08, 0.08])
})

test('[WEB-24] bytes are known by their beginning, middle and end, and by how many they are', async () => {
  const large = new Uint8Array(5 * MB)
  const mark = await markOf(new Blob([large]))
  expect(mark).toBe(await markOf(new Blob([large])))
  for (const at of [0, 2.5 * MB, 5 * MB - 1]) expect(await markOf(new Blob([large.with(at, 1)]))).not.toBe(mark)
  expect(await markOf(new Blob([large, 'x']))).not.toBe(mark)
})

const inFolder = (path: string, text: string): File =>
  Object.defineProperty(new File([text], path.split('/').at(-1) ?? ''), 'webkitRelativePath', { value: path })

test('[WEB-25] a folder becomes one zip with every file in its place', async () => {
  const folder = folderOf([inFolder('photos/a.txt', 'first'), inFolder('photos/more/b.txt', 'second')])
  if (!folder) throw new Error('no folder')
  const zip = await pack(folder)
  const text = new TextDecoder('latin1').decode(await zip.arrayBuffer())
  expect([zip.name, zip.type, text.slice(0, 4)]).toEqual(['photos.zip', 'application/zip', 'PK\u0003\u0004'])
  for (const piece of ['photos/a.txt', 'first', 'photos/more/b.txt', 'second']) expect(text).toContain(piece)
  expect(folderOf([])).toBeUndefined()
})

const clipboard = (types: readonly string[], files: readonly File[]): DataTransfer => ({ types, files }) as unknown as DataTransfer

test('[WEB-25] a pasted picture is called after the time; a pasted table stays words', () => {
  const image = new File(['x'], 'image.png', { type: 'image/png' })
  const now = new Date(2026, 2, 14, 15, 9).getTime()
  expect(pasted(clipboard(['Files'], [image]), now).map(({ name }) => name)).toEqual([`pasted ${stamp(now)}.png`])
  expect(stamp(now)).toBe('2026-03-14 15.09')
  expect(pasted(clipboard(['text/html', 'Files'], [new File(['x'], 'cat.gif')]), now).map(({ name }) => name)).toEqual(['cat.gif'])
  expect(pasted(clipboard(['text/plain', 'text/html', 'Files'], [image]), now)).toEqual([])
})

test('[WEB-26] the part one is seen with never leaves the image, however it is moved', () => {
  const image = { width: 400, height: 200 }
  expect(squareOf(image, WHOLE)).toEqual({ left: 100, top: 0, side: 200 })
  expect(squareOf(image, moved(image, WHOLE, { x: 9999, y: 9999 }, 260))).toEqual({ left: 0, top: 0, side: 200 })
  expect(squareOf(image, held(image, { x: 1, y: 1, zoom: 2 }))).toEqual({ left: 300, top: 100, side: 100 })
  expect(held(image, { ...WHOLE, zoom: 99 }).zoom).toBe(5)
})

test('[WEB-21] a card says what kind of file it is', () => {
  expect(['a.pdf', 'b.tar.gz', 'README', 'x.verylongending'].map(endingOf)).toEqual(['PDF', 'GZ', 'File', 'File'])
})
