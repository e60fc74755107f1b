import { expect, it } from 'vitest'
import { EXT, OPUS, RTX, VP8 } from '../sdp.ts'
import { layersSent, Uplink } from './uplink.ts'

const MAY = new Set(['mic', 'camera', 'screen', 'sound'] as const)

/** @param named the line, and which layer it is, or of which layer it is a second time */
function packet(ssrc: number, type: number, sequence: number, named: Readonly<Record<number, string>>, payload: Buffer): Buffer {
  const extensions = Buffer.concat(
    Object.entries(named).map(([id, word]) => Buffer.concat([Buffer.from([(Number(id) << 4) | (word.length - 1)]), Buffer.from(word)])),
  )
  const words = Math.ceil(extensions.length / 4)
  const head = Buffer.alloc(16 + words * 4)
  head[0] = 0x90
  head[1] = type
  head.writeUInt16BE(sequence, 2)
  head.writeUInt32BE(ssrc, 8)
  head.writeUInt32BE(0xbede0000 + words, 12)
  extensions.copy(head, 16)
  return Buffer.concat([head, payload])
}

it('[CALLS-6] a camera that is begun anew again and again is forwarded every time, with what of it is sent once more', () => {
  const found: number[] = []
  const up = new Uplink((track, stream) => track.source === 'camera' && found.push(stream.ssrc))
  for (let at = 1; at <= 100; at++) {
    const [ssrc, again] = [at * 2, at * 2 + 1]
    const payload = Buffer.from([0x10, 0, 0, 0])
    up.rtp(packet(ssrc, VP8, 10, { [EXT.mid]: '1', [EXT.rid]: 'l' }, payload), MAY, at)
    // The one between was lost, and comes a second time under another name.
    up.rtp(packet(ssrc, VP8, 12, { [EXT.mid]: '1', [EXT.rid]: 'l' }, payload), MAY, at)
    const lost = Buffer.concat([Buffer.from([0, 11]), payload])
    up.rtp(packet(again, RTX, 1, { [EXT.mid]: '1', [EXT.repairedRid]: 'l' }, lost), MAY, at)
    expect(found).toEqual([ssrc, ssrc, ssrc])
    expect(up.tracks.camera.streams).toHaveLength(1)
    found.length = 0
  }
})

it('[CALLS-7] who sends far more than a camera and a screen are is not sent on to everybody', () => {
  let found = 0
  const up = new Uplink(() => void found++)
  const send = (sequence: number, bytes: number, now: number) =>
    up.rtp(packet(7, VP8, sequence & 0xffff, { [EXT.mid]: '2' }, Buffer.alloc(bytes, 0x10)), MAY, now)
  for (let at = 0; at < 4000; at++) send(at, 50, 1)
  expect(found).toBeLessThanOrEqual(2000)
  for (let at = 0; at < 4000; at++) send(4000 + at, 1200, 2000)
  expect(found).toBeLessThan(3500)
  const before = found
  for (let at = 0; at < 700; at++) send(8000 + at, 1200, 4000 + at * 1.5)
  expect(found - before).toBe(700)
})

it('[CALLS-7] a voice is taken as it came the first time: nothing says that it is a piece of it, sent once more', () => {
  let found = 0
  const up = new Uplink(() => void found++)
  for (const sequence of [10, 11, 12]) up.rtp(packet(3, OPUS, sequence, { [EXT.mid]: '0' }, Buffer.from([1, 2, 3])), MAY, 1)
  expect(found).toBe(3)
  up.rtp(packet(4, RTX, 1, { [EXT.mid]: '0' }, Buffer.from([0, 11, 9, 9, 9])), MAY, 2)
  expect(found).toBe(3)
})

it('[CALLS-6] a camera whose device has much to do stays where it is seen; a layer that is left out is not taken for one that is slow', () => {
  const up = new Uplink(() => undefined)
  const send = (rid: string, sequence: number, now: number) =>
    up.rtp(packet(rid === 'l' ? 1 : 2, VP8, sequence, { [EXT.mid]: '1', [EXT.rid]: rid }, Buffer.from([0x10, 0, 0, 0])), MAY, now)
  const sent = (now: number) => layersSent(up.tracks.camera, now)
  send('l', 1, 0)
  send('m', 1, 0)
  expect(sent(1000)).toEqual([true, true])
  send('l', 2, 1000)
  expect(sent(2000)).toEqual([true, false])
  expect(sent(3000)).toEqual([true, true])
  expect(sent(4500)).toEqual([true, false])
  expect(sent(5000)).toEqual([false, false])
})
