import { createHash, randomBytes } from 'node:crypto'
import { open, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connect, enter, type House, openHouse, until } from './testing/house.ts'
import * as tus from './testing/tus.ts'

let house: House
let ada: tus.Entered
let bo: tus.Entered
beforeAll(async () => {
  house = await openHouse()
  ada = await enter(house, 'Ada')
  bo = await enter(house, 'Bo')
})
afterAll(async () => house[Symbol.asyncDispose]())

const bytesFor = (size: number) => new Uint8Array(randomBytes(size))
const blobsOn = async (where: House) =>
  (await readdir(join(where.data, 'files/blobs'), { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).length

describe('uploads', () => {
  test('[FILES-1] [FILES-2] bytes come in pieces, a message takes them along, and whoever is in the room gets them back, equal', async () => {
    const bytes = bytesFor(300_000)
    const begun = await tus.announce(house, ada, { size: bytes.length, name: 'plan.bin' })
    expect(begun.status).toBe(201)
    const path = tus.locationOf(begun)
    expect(path).toMatch(/^\/files\/[0-9a-hjkmnp-tv-z]{26}$/)
    const first = await tus.patch(house, ada, path, bytes.subarray(0, 100_000), 0)
    expect([first.status, first.headers.get('upload-offset')]).toEqual([204, '100000'])
    expect(first.headers.get('upload-expires')).toMatch(/GMT$/)
    expect((await tus.standing(house, ada, path)).headers.get('upload-offset')).toBe('100000')
    // Not whole: nobody gets it, and no message takes it.
    const id = path.replace('/files/', '')
    expect(await tus.codeOf(await tus.download(house, ada, id))).toBe('file_not_whole')
    await expect(tus.send(ada, [id as never])).rejects.toThrow('file_not_whole')
    const last = await tus.patch(house, ada, path, bytes.subarray(100_000), 100_000)
    expect([last.status, last.headers.get('upload-offset')]).toEqual([204, '300000'])

    const { id: message, seq } = await tus.send(ada, [id as never], 'The plan')
    const heard = await until('the message', () => bo.events.find(({ event, seq: at }) => event === 'message.said' && at === seq))
    const card = { id, name: 'plan.bin', size: 300_000, kind: 'other', type: 'application/octet-stream' }
    expect(heard.with).toMatchObject({ id: message, text: 'The plan', files: [card] })
    const { messages } = await bo.ask('room.history', { room: bo.lobby as RoomId })
    expect(messages.at(-1)?.files).toEqual([card])
    const got = await tus.download(house, bo, id)
    expect(got.status).toBe(200)
    expect((await tus.bytesOf(got)).equals(bytes)).toBe(true)
    expect(got.headers.get('etag')).toBe(`"${createHash('sha256').update(bytes).digest('hex')}"`)
  })

  test('[FILES-14] creation with bytes, the empty file, checksums, wrong offsets, wrong versions and the end of an upload', async () => {
    const bytes = bytesFor(5000)
    const at = await tus.upload(house, ada, new Uint8Array(0))
    expect((await tus.bytesOf(await tus.download(house, ada, at))).length).toBe(0)

    const withBytes = await fetch(tus.url(house, '/files'), {
      method: 'POST',
      headers: { authorization: `Bearer ${ada.token}`, 'tus-resumable': '1.0.0', 'upload-length': '5000', 'content-type': tus.TYPE },
      body: bytes,
    })
    expect([withBytes.status, withBytes.headers.get('upload-offset')]).toEqual([201, '5000'])

    const path = tus.locationOf(await tus.announce(house, ada, { size: 5000 }))
    const sum = (of: Uint8Array) => `sha256 ${createHash('sha256').update(of).digest('base64')}`
    const damaged = await tus.patch(house, ada, path, bytes.subarray(0, 1000), 0, { 'upload-checksum': sum(bytes) })
    expect([damaged.status, await tus.codeOf(damaged)]).toEqual([460, 'upload_checksum'])
    expect((await tus.standing(house, ada, path)).headers.get('upload-offset')).toBe('0')
    const good = await tus.patch(house, ada, path, bytes.subarray(0, 1000), 0, { 'upload-checksum': sum(bytes.subarray(0, 1000)) })
    expect(good.status).toBe(204)
    const elsewhere = await tus.patch(house, ada, path, bytes, 500)
    expect([elsewhere.status, await tus.codeOf(elsewhere)]).toEqual([409, 'upload_offset'])
    const tooMuch = await tus.patch(house, ada, path, bytes, 1000)
    expect([tooMuch.status, await tus.codeOf(tooMuch)]).toEqual([413, 'file_too_large'])
    const old = await tus.patch(house, ada, path, bytes, 1000, { 'tus-resumable': '0.2.2' })
    expect([old.status, await tus.codeOf(old)]).toEqual([412, 'upload_version'])
    expect((await tus.standing(house, bo, path)).status).toBe(404)
    expect((await tus.cancel(house, bo, path)).status).toBe(404)
    expect((await tus.cancel(house, ada, path)).status).toBe(204)
    expect((await tus.standing(house, ada, path)).status).toBe(404)
    expect(await readdir(join(house.data, 'files/partial'))).toEqual([])

    const abilities = await fetch(tus.url(house, '/files'), { method: 'OPTIONS' })
    expect(abilities.headers.get('tus-extension')).toBe('creation,creation-with-upload,termination,checksum,expiration')
    expect(abilities.headers.get('tus-max-size')).toBe('2147483648')
  })

  test('[FILES-3] the same bytes lie on the disk once, and count for each who brought them', async () => {
    const before = await blobsOn(house)
    const bytes = bytesFor(10_000)
    const [one, two] = [await tus.upload(house, ada, bytes), await tus.upload(house, bo, bytes)]
    expect(await blobsOn(house)).toBe(before + 1)
    const { id } = await tus.send(ada, [one])
    await tus.send(bo, [two])
    await ada.ask('message.delete', { room: ada.lobby as RoomId, id: id as MessageId })
    expect((await tus.download(house, bo, one)).status).toBe(404)
    expect((await tus.bytesOf(await tus.download(house, bo, two))).equals(bytes)).toBe(true)
  })

  test('[FILES-19] a page needs our own origin to change something; to see a picture it needs none, but no foreign page', async () => {
    const id = await tus.upload(house, ada, bytesFor(100))
    const cookie = `__Host-hearth=${ada.token}`
    const ask = (method: string, headers: Record<string, string>) =>
      fetch(tus.url(house, `/files/${id}`), { method, headers: { cookie, ...headers } })
    expect((await ask('GET', {})).status).toBe(200)
    expect((await ask('GET', { 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await ask('GET', { origin: 'https://elsewhere.example' })).status).toBe(403)
    expect((await ask('HEAD', { 'tus-resumable': '1.0.0' })).status).toBe(200)
    expect((await ask('HEAD', { 'tus-resumable': '1.0.0', 'sec-fetch-site': 'cross-site' })).status).toBe(403)
    expect((await ask('DELETE', { 'tus-resumable': '1.0.0' })).status).toBe(403)
    expect((await ask('DELETE', { 'tus-resumable': '1.0.0', origin: 'https://elsewhere.example' })).status).toBe(403)
    expect((await ask('DELETE', { 'tus-resumable': '1.0.0', origin: `http://${house.plain}` })).status).toBe(204)
    expect((await fetch(tus.url(house, `/files/${id}`))).status).toBe(401)
  })
})

describe('downloads', () => {
  test('[FILES-5] parts, marks and what is known already', async () => {
    const bytes = bytesFor(1000)
    const id = await tus.upload(house, ada, bytes)
    const get = (headers: Record<string, string>) => tus.download(house, ada, id, headers)
    const tag = (await get({})).headers.get('etag') ?? ''
    const part = await get({ range: 'bytes=10-19' })
    expect([part.status, part.headers.get('content-range'), part.headers.get('content-length')]).toEqual([206, 'bytes 10-19/1000', '10'])
    expect((await tus.bytesOf(part)).equals(bytes.subarray(10, 20))).toBe(true)
    expect((await tus.bytesOf(await get({ range: 'bytes=-5' }))).equals(bytes.subarray(995))).toBe(true)
    expect((await tus.bytesOf(await get({ range: 'bytes=990-' }))).equals(bytes.subarray(990))).toBe(true)
    expect((await get({ range: 'bytes=0-1, 5-6' })).status).toBe(200)
    const beyond = await get({ range: 'bytes=1000-' })
    expect([beyond.status, beyond.headers.get('content-range'), await tus.codeOf(beyond)]).toEqual([416, 'bytes */1000', 'range_unknown'])
    expect((await get({ range: 'bytes=0-1', 'if-range': tag })).status).toBe(206)
    expect((await get({ range: 'bytes=0-1', 'if-range': '"other"' })).status).toBe(200)
    expect((await get({ range: 'bytes=0-1', 'if-range': `W/${tag}` })).status).toBe(200)
    const known = await get({ 'if-none-match': tag })
    expect([known.status, (await tus.bytesOf(known)).length]).toEqual([304, 0])
    const head = await fetch(tus.url(house, `/files/${id}`), { method: 'HEAD', headers: { authorization: `Bearer ${ada.token}` } })
    expect([head.status, head.headers.get('content-length'), head.headers.get('accept-ranges')]).toEqual([200, '1000', 'bytes'])
  })

  test('[FILES-1] [FILES-5] a file that the disk has lost a part of, or changed a byte of, is not given out', async () => {
    const bytes = bytesFor(1000)
    const id = await tus.upload(house, ada, bytes)
    const hash = createHash('sha256').update(bytes).digest('hex')
    const path = join(house.data, 'files/blobs', hash.slice(0, 2), hash)
    const changed = bytes.with(500, (bytes[500] ?? 0) ^ 1)
    for (const harm of [() => truncate(path, 900), () => writeFile(path, changed), () => rm(path)]) {
      expect((await tus.bytesOf(await tus.download(house, ada, id))).equals(bytes)).toBe(true)
      await harm()
      for (const headers of [{}, { range: 'bytes=0-9' }]) {
        const answer = await tus.download(house, ada, id, headers)
        expect([answer.status, answer.headers.get('etag'), await tus.codeOf(answer)]).toEqual([410, null, 'file_damaged'])
      }
      // The same bytes, sent again, mend it.
      await tus.upload(house, bo, bytes)
    }
    expect((await tus.bytesOf(await tus.download(house, ada, id))).equals(bytes)).toBe(true)
  })

  test('[FILES-1] of a large file that was changed the last bytes never leave, whichever part of it is asked for', async () => {
    const bytes = bytesFor(17 * 1_048_576)
    const id = await tus.upload(house, ada, bytes)
    const hash = createHash('sha256').update(bytes).digest('hex')
    const path = join(house.data, 'files/blobs', hash.slice(0, 2), hash)
    expect((await tus.bytesOf(await tus.download(house, ada, id))).equals(bytes)).toBe(true)
    await using file = await open(path, 'r+')
    await file.write(Buffer.from([(bytes[9_000_000] ?? 0) ^ 1]), 0, 1, 9_000_000)
    for (const headers of [{}, { range: 'bytes=0-1' }])
      await expect(tus.download(house, ada, id, headers).then(tus.bytesOf)).rejects.toThrow()
  })

  test('[FILES-4] a link dies with membership, with the message, with the room and with the sign-in; ids of others say nothing', async () => {
    const { room } = await ada.ask('room.create', { kind: 'group', name: 'Workshop', members: [bo.user as never] })
    using cy = await enter(house, 'Cy')
    const bytes = bytesFor(100)
    const id = await tus.upload(house, ada, bytes, { room: room.id })
    const status = async (who: { readonly token: string }) => (await tus.download(house, who, id)).status
    // Not sent: only its owner.
    expect([await status(ada), await status(bo), await status(cy)]).toEqual([200, 404, 404])
    const { id: message } = await tus.send(ada, [id], '', room.id)
    expect([await status(ada), await status(bo), await status(cy)]).toEqual([200, 200, 404])
    await ada.ask('room.remove', { room: room.id, user: bo.user as never })
    expect([await status(ada), await status(bo)]).toEqual([200, 404])
    await ada.ask('room.invite', { room: room.id, users: [bo.user as never] })
    expect(await status(bo)).toBe(200)
    await bo.ask('room.leave', { room: room.id })
    expect(await status(bo)).toBe(404)
    await ada.ask('room.invite', { room: room.id, users: [bo.user as never] })

    using second = await connect(house)
    const { token = '' } = await second.ask('session.open', { name: 'Bo', password: 'a long walk by the sea' })
    expect(await status({ token })).toBe(200)
    await second.ask('session.close', {})
    expect(await status({ token })).toBe(401)

    await ada.ask('message.delete', { room: room.id, id: message })
    expect([await status(ada), await status(bo)]).toEqual([404, 404])
    const other = await tus.upload(house, ada, bytesFor(100), { room: room.id })
    await tus.send(ada, [other], '', room.id)
    await ada.ask('room.delete', { room: room.id })
    expect((await tus.download(house, ada, other)).status).toBe(404)
    expect((await tus.download(house, ada, '0'.repeat(26))).status).toBe(404)
    expect((await tus.download(house, ada, '..%2f..%2fcontrol.key')).status).toBe(404)
  })
})
