import { crc32, deflateSync } from 'node:zlib'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { FileCard } from '@hearth/protocol/shapes.ts'
import sharp from 'sharp'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { enter, type House, openHouse } from './testing/house.ts'
import * as tus from './testing/tus.ts'

let house: House
let ada: tus.Entered
beforeAll(async () => {
  house = await openHouse()
  ada = await enter(house, 'Ada')
})
afterAll(async () => house[Symbol.asyncDispose]())

const fresh = (bytes: Buffer | string) => new Uint8Array(Buffer.from(bytes))

/** Uploads, sends, and gives the card others see. */
async function card(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<FileCard> {
  const id = await tus.upload(house, ada, bytes, { name })
  const { id: message } = await tus.send(ada, [id])
  const { message: said } = await ada.ask('message.get', { room: ada.lobby as RoomId, id: message })
  const found = said.files?.[0]
  if (!found) throw new Error('the message lost its file')
  return found
}
const picture = (id: string, size: number | string) => tus.download(house, ada, `${id}/${size}`)

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type), data])
  const frame = Buffer.alloc(8)
  frame.writeUInt32BE(data.length, 0)
  frame.writeUInt32BE(crc32(body), 4)
  return Buffer.concat([frame.subarray(0, 4), body, frame.subarray(4)])
}
/** A PNG that says it is so large; its rows are empty, and a few bytes hold a million of them. */
function bomb(width: number, height: number, rows: number): Buffer {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  // One bit for a point: the test itself unpacks nothing.
  header.set([1, 0], 8)
  const data = deflateSync(Buffer.alloc(rows * (Math.ceil(width / 8) + 1)), { level: 9 })
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk('IHDR', header),
    chunk('IDAT', data),
    chunk('IEND', Buffer.alloc(0)),
  ])
}

test('[FILES-8] [FILES-20] a photo is measured as it is shown; its pictures are upright and small; they and the photo itself say nothing of where it was taken', async () => {
  const photo = await sharp({ create: { width: 1200, height: 800, channels: 3, background: '#c63' } })
    .withExif({ IFD0: { Copyright: 'Somebody at home' }, IFD3: { GPSLatitude: '51/1 30/1 3230/100' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer()
  const { id, ...about } = await card(fresh(photo), 'garden.jpg')
  expect(about).toEqual({ name: 'garden.jpg', size: photo.length, kind: 'image', type: 'image/jpeg', width: 800, height: 1200 })
  for (const [size, width, height] of [
    [64, 43, 64],
    [256, 171, 256],
    [640, 427, 640],
    [1600, 800, 1200],
  ] as const) {
    const response = await picture(id, size)
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'image/webp'])
    const made = await sharp(await tus.bytesOf(response)).metadata()
    expect([made.format, made.width, made.height, made.exif, made.orientation]).toEqual(['webp', width, height, undefined, undefined])
  }
  const original = await tus.download(house, ada, id)
  const kept = Buffer.from(await original.clone().arrayBuffer())
  expect([kept.length, (await sharp(kept).metadata()).orientation]).toEqual([photo.length, 6])
  expect([photo, kept].map((bytes) => bytes.includes('Somebody at home'))).toEqual([true, false])
  expect(await sharp(kept).raw().toBuffer()).toEqual(await sharp(photo).raw().toBuffer())
  // The same photo again, from somebody who knows nothing of that: still one content.
  expect((await card(fresh(photo), 'again.jpg')).size).toBe(photo.length)
  expect([original.headers.get('content-type'), original.headers.get('content-disposition')]).toEqual([
    'image/jpeg',
    `inline; filename="garden.jpg"; filename*=UTF-8''garden.jpg`,
  ])
  expect((await picture(id, 100)).status).toBe(404)
  expect((await picture(id, '64.webp')).status).toBe(404)
})

test('[FILES-8] what unpacks to gigabytes ends nothing but its own picture', async () => {
  const bombs = [bomb(60_000, 60_000, 1), bomb(200_000, 200_000, 0), bomb(9000, 9000, 9000)]
  const cards = await Promise.all(bombs.map((bytes, index) => card(fresh(bytes), `bomb ${index}.png`)))
  expect(cards.map(({ kind, width }) => [kind, width])).toEqual([
    ['image', undefined],
    ['image', undefined],
    ['image', 9000],
  ])
  const statuses = await Promise.all(cards.map(async ({ id }) => (await picture(id, 256)).status))
  expect(statuses).toEqual([415, 415, 200])
  // Too large to be shown: a browser that tried would run out of memory.
  const huge = await tus.download(house, ada, cards[0]?.id ?? '')
  expect([huge.headers.get('content-type'), huge.headers.get('content-disposition')?.split(';')[0]]).toEqual([
    'application/octet-stream',
    'attachment',
  ])
  // Half a picture: it has measures, and cannot be drawn.
  const half = (
    await sharp({ create: { width: 900, height: 900, channels: 3, background: '#36c', noise: { type: 'gaussian', mean: 128, sigma: 60 } } })
      .jpeg()
      .toBuffer()
  ).subarray(0, 9000)
  const broken = await card(fresh(half), 'half.jpg')
  expect((await picture(broken.id, 256)).status).toBe(415)
  expect(await tus.codeOf(await picture(broken.id, 256))).toBe('not_an_image')
  const fine = await sharp({ create: { width: 40, height: 30, channels: 3, background: '#fff' } })
    .png()
    .toBuffer()
  expect((await picture((await card(fresh(fine), 'fine.png')).id, 256)).status).toBe(200)
})

const markup = '<script>alert(document.domain)</script>'
const svg = `<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${markup}</svg>`
const gif = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64')

// Bytes, the name they come under, what they are called to who fetches them, and whether they may be shown.
test.each<[string, Buffer | string, string, boolean]>([
  ['page.html', `<!doctype html><html>${markup}</html>`, 'text/plain; charset=utf-8', false],
  ['picture.png', `<!doctype html><html>${markup}</html>`, 'text/plain; charset=utf-8', false],
  ['drawing.svg', svg, 'text/plain; charset=utf-8', false],
  ['drawing.svg', `<?xml version="1.0"?>${svg}`, 'application/octet-stream', false],
  [
    'feed.xml',
    `<?xml version="1.0"?><x xmlns:h="http://www.w3.org/1999/xhtml"><h:script>alert(1)</h:script></x>`,
    'application/octet-stream',
    false,
  ],
  ['script.js', 'alert(document.domain)', 'text/plain; charset=utf-8', false],
  ['style.css', '* { background: url(//elsewhere.example) }', 'text/plain; charset=utf-8', false],
  ['paper.pdf', `%PDF-1.7\n1 0 obj <</OpenAction <</S/JavaScript/JS(app.alert(1))>>>> endobj\n%%EOF`, 'application/pdf', false],
  ['both.gif', Buffer.concat([gif, Buffer.from(`\n/*${markup}*/=1;alert(1)`)]), 'image/gif', true],
  ['also.html', Buffer.concat([gif, Buffer.from(markup)]), 'image/gif', true],
  ['tool.exe', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)]), 'application/octet-stream', false],
  ['nothing.bin', Buffer.alloc(64), 'application/octet-stream', false],
  ['words.txt', 'Grüße an alle', 'text/plain; charset=utf-8', false],
])('[FILES-6] %s is what its bytes are, runs nowhere, and is shown only if it cannot do harm', async (name, bytes, type, shown) => {
  const id = await tus.upload(house, ada, fresh(bytes), { name })
  const { headers } = await tus.download(house, ada, id)
  expect(headers.get('content-type')).toBe(type)
  expect(headers.get('content-disposition')?.split(';')[0]).toBe(shown ? 'inline' : 'attachment')
  expect(headers.get('x-content-type-options')).toBe('nosniff')
  expect(headers.get('content-security-policy')).toMatch(/^default-src 'none';.*; sandbox$/)
  expect(headers.get('cross-origin-resource-policy')).toBe('same-origin')
  expect(headers.get('cache-control')).toMatch(/^private/)
  expect((await picture(id, 64)).status).toBe(shown ? 200 : 415)
})
