// The client's uploads against a real server.
import { randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { createFiles, type Progress } from '@hearth/client/files.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { enter, type House, openHouse, until } from './testing/house.ts'
import * as tus from './testing/tus.ts'

const MB = 1_048_576
let house: House
let ada: tus.Entered
beforeAll(async () => {
  house = await openHouse({ limits: { fileBytes: 8 * MB, fileBytesPerPerson: 100 * MB, audioBytes: 0 } })
  ada = await enter(house, 'Ada')
})
afterAll(async () => house[Symbol.asyncDispose]())

type Asked = { readonly method: string; readonly path: string; readonly size: number; readonly checksum: string | null }

/** A client whose network can be broken after the server has worked: its answer is lost, with an error or in silence. */
function someone(
  breaks: (asked: Asked) => boolean = () => false,
  how: 'fails' | 'is silent' = 'fails',
  carry: (bytes: Blob) => Blob | Promise<Blob> = (bytes) => bytes,
) {
  const asked: Asked[] = []
  const files = createFiles({
    base: `http://${house.plain}`,
    token: () => ada.token,
    now: () => performance.now(),
    chance: () => 0.01,
    sha256: (bytes) => crypto.subtle.digest('SHA-256', bytes),
    wait(ms, then) {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
    async fetch(input, init = {}) {
      const one = {
        method: init.method ?? 'GET',
        path: String(input).replace(`http://${house.plain}`, ''),
        size: init.body instanceof Blob ? init.body.size : 0,
        checksum: new Headers(init.headers).get('upload-checksum'),
      }
      asked.push(one)
      const answer = await fetch(input, init.body instanceof Blob ? { ...init, body: await carry(init.body) } : init)
      if (!breaks(one)) return answer
      if (how === 'is silent') return new Promise(() => {})
      throw new TypeError('the network went away')
    },
  })
  return { files, asked }
}
/** One bit is another one. */
async function damaged(whole: Blob): Promise<Blob> {
  const bytes = new Uint8Array(await whole.arrayBuffer())
  bytes[7] = (bytes[7] ?? 0) ^ 1
  return new Blob([bytes])
}
const blob = (size: number) => new Blob([new Uint8Array(randomBytes(size))])

describe('uploads of the client', () => {
  test('[CLIENT-19] says how far and how fast, and gives what a message takes', async () => {
    const { files, asked } = someone()
    const seen: Progress[] = []
    const bytes = blob(3 * MB)
    const uploading = files.upload({ bytes, name: 'Übersicht 🎉.bin', room: ada.lobby as RoomId }, (now) => seen.push(now))
    const id = await uploading.done
    const sent = seen.map((progress) => progress.sent)
    expect(sent).toEqual(sent.toSorted((a, b) => a - b))
    expect(new Set(sent).size).toBeGreaterThan(2)
    expect(uploading.progress).toMatchObject({ is: 'done', sent: 3 * MB, size: 3 * MB, url: `/files/${id}` })
    expect(uploading.progress.speed).toBeGreaterThan(0)
    await tus.send(ada, [id], 'Look')
    const { messages } = await ada.ask('room.history', { room: ada.lobby as RoomId })
    expect(messages.at(-1)?.files).toMatchObject([{ id, name: 'Übersicht 🎉.bin', size: 3 * MB }])
    expect((await tus.bytesOf(await tus.download(house, ada, id))).equals(Buffer.from(await bytes.arrayBuffer()))).toBe(true)
    expect(asked.reduce((sum, { size }) => sum + size, 0)).toBe(3 * MB)
    expect([files.url(id), files.pictureUrl(id, 256)]).toEqual([
      `http://${house.plain}/files/${id}`,
      `http://${house.plain}/files/${id}/256`,
    ])
  })

  test('[CLIENT-19] lost answers cost a question and not a byte: what the server has is never sent again', async () => {
    let breaks = 0
    const { files, asked } = someone(({ method }) => method !== 'POST' && ++breaks % 2 === 1 && breaks < 12)
    const bytes = blob(2 * MB)
    const id = await files.upload({ bytes, name: 'x', room: ada.lobby as RoomId }).done
    expect(breaks).toBeGreaterThan(4)
    expect(asked.reduce((sum, { size }) => sum + size, 0)).toBe(2 * MB)
    expect((await tus.bytesOf(await tus.download(house, ada, id))).equals(Buffer.from(await bytes.arrayBuffer()))).toBe(true)
  })

  test('[CLIENT-19] [FILES-14] each piece says what it hashes to; one that was damaged on its way is not kept and sent again, for ever damaged ones are given up', async () => {
    let pieces = 0
    const damagedOnce = someone(undefined, undefined, (bytes) => (++pieces === 2 ? damaged(bytes) : bytes))
    const bytes = blob(2 * MB)
    const id = await damagedOnce.files.upload({ bytes, name: 'x', room: ada.lobby as RoomId }).done
    const sent = damagedOnce.asked.filter(({ method }) => method === 'PATCH')
    expect(sent.every(({ checksum }) => /^sha256 [A-Za-z0-9+/]{43}=$/.test(checksum ?? ''))).toBe(true)
    expect(sent.reduce((sum, { size }) => sum + size, 0)).toBe(2 * MB + (sent[1]?.size ?? 0))
    expect((await tus.bytesOf(await tus.download(house, ada, id))).equals(Buffer.from(await bytes.arrayBuffer()))).toBe(true)

    const always = someone(undefined, undefined, damaged)
    const never = always.files.upload({ bytes, name: 'x', room: ada.lobby as RoomId })
    await expect(never.done).rejects.toMatchObject({ code: 'upload_checksum' })
    const standing = await tus.standing(house, ada, never.progress.url ?? '')
    expect([standing.headers.get('upload-offset'), never.progress]).toMatchObject([
      '0',
      { is: 'failed', failure: { code: 'upload_checksum' } },
    ])
  })

  test('[CLIENT-19] two pages that send the same upload hinder each other, and end all the same', async () => {
    const bytes = blob(3 * MB)
    const one = someone().files.upload({ bytes, name: 'x', room: ada.lobby as RoomId })
    const url = await until('some progress', () => one.progress.url)
    const two = someone().files.upload({ bytes, name: 'x', room: ada.lobby as RoomId, url })
    expect(await two.done).toBe(await one.done)
    expect((await tus.bytesOf(await tus.download(house, ada, await one.done))).equals(Buffer.from(await bytes.arrayBuffer()))).toBe(true)
  })

  test('[CLIENT-19] goes on after a reload with the address it was given, and begins anew where that is forgotten', async () => {
    const bytes = blob(2 * MB)
    const before = someone(({ method }) => method === 'PATCH', 'is silent')
    const first = before.files.upload({ bytes, name: 'x', room: ada.lobby as RoomId })
    const url = await until('the first piece to arrive', () => (before.asked.length > 1 ? first.progress.url : undefined))
    // The page is gone: nothing is cancelled, nothing is heard of it any more.
    const after = someone()
    const id = await after.files.upload({ bytes, name: 'x', room: ada.lobby as RoomId, url }).done
    expect(`/files/${id}`).toBe(url)
    expect(after.asked[0]).toMatchObject({ method: 'HEAD', path: url })
    await tus.cancel(house, ada, url)
    const anew = await after.files.upload({ bytes, name: 'x', room: ada.lobby as RoomId, url }).done
    expect(anew).not.toBe(id)
  })

  test('[CLIENT-19] a cancelled upload is gone here and there; a refusal is final and says why', async () => {
    const { files } = someone()
    const names = async () => (await readdir(join(house.data, 'files/partial'))).length
    const before = await names()
    const uploading = files.upload(
      { bytes: blob(6 * MB), name: 'x', room: ada.lobby as RoomId },
      ({ sent }) => sent > 0 && uploading.cancel(),
    )
    await expect(uploading.done).rejects.toMatchObject({ code: 'offline' })
    expect(uploading.progress.is).toBe('cancelled')
    const { url = '' } = uploading.progress
    await expect.poll(async () => (await tus.standing(house, ada, url)).status).toBe(404)
    await expect.poll(names).toBe(before)

    const large = files.upload({ bytes: blob(8 * MB + 1), name: 'x', room: ada.lobby as RoomId })
    await expect(large.done).rejects.toMatchObject({ code: 'file_too_large' })
    expect(large.progress).toMatchObject({ is: 'failed', failure: { code: 'file_too_large' } })
    const fits = files.upload({ bytes: blob(8 * MB), name: 'x', room: ada.lobby as RoomId })
    await fits.done
    // Sounds are not taken here: said when it is known what it is.
    const wav = new Blob([Buffer.concat([Buffer.from('RIFF\x24\x00\x00\x00WAVEfmt '), Buffer.alloc(300)])])
    await expect(files.upload({ bytes: wav, name: 'x.txt', room: ada.lobby as RoomId }).done).rejects.toMatchObject({
      code: 'file_kind_refused',
    })
    await expect.poll(names).toBe(before)
  })

  test('[CLIENT-19] three at a time; the others wait for their turn', async () => {
    const { files, asked } = someone()
    const uploads = Array.from({ length: 7 }, () => files.upload({ bytes: blob(1000), name: 'x', room: ada.lobby as RoomId }))
    expect(uploads.map(({ progress }) => progress.is).filter((is) => is === 'queued').length).toBeGreaterThanOrEqual(4)
    expect(new Set(await Promise.all(uploads.map(({ done }) => done))).size).toBe(7)
    expect(asked.slice(0, 3).map(({ method }) => method)).toEqual(['POST', 'POST', 'POST'])
  })
})

describe('uploads that meet each other', () => {
  test('[FILES-2] a connection that brings nothing more is cut off when the same upload comes over another, and what it brought counts', async () => {
    const path = tus.locationOf(await tus.announce(house, ada, { size: 1000 }))
    const hanging = new ReadableStream<Uint8Array>({ start: (stream) => stream.enqueue(new Uint8Array(randomBytes(400))) })
    const first = fetch(tus.url(house, path), {
      method: 'PATCH',
      headers: { authorization: `Bearer ${ada.token}`, 'tus-resumable': '1.0.0', 'content-type': tus.TYPE, 'upload-offset': '0' },
      body: hanging,
      duplex: 'half',
    }).then(
      ({ status }) => status,
      () => 'cut off',
    )
    // What is cut off before its first byte came in has brought nothing: both are fine.
    const offset = async () => Number((await tus.standing(house, ada, path)).headers.get('upload-offset'))
    let at = await offset()
    expect([0, 400]).toContain(at)
    while (at < 1000) {
      const answer = await tus.patch(house, ada, path, new Uint8Array(randomBytes(Math.min(300, 1000 - at))), at)
      // The first may have come in between the question and this piece.
      expect([204, 409]).toContain(answer.status)
      at = answer.status === 409 ? await offset() : Number(answer.headers.get('upload-offset'))
    }
    expect(await first).toBe('cut off')
  })
})
