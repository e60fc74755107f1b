// A line downwards over the turn of its numbers.
import { expect, test } from 'vitest'
import { headLength, type Packet } from './rtp.ts'
import { Slot } from './slot.ts'

const packet = (sequence: number, payload = Buffer.from([1, 2, 3])): Packet => ({
  ...{ marker: false, type: 111, sequence: sequence & 0xffff, timestamp: (sequence * 960) >>> 0, ssrc: 5, mid: undefined, rid: undefined },
  ...{ repairedRid: undefined, transport: undefined, level: undefined, payload },
})

function line(): { readonly slot: Slot<string>; readonly sent: number[] } {
  const sent: number[] = []
  const slot = new Slot<string>('audio', 9, '0', 60_000, (head) => {
    expect(headLength(head)).toBeGreaterThan(0)
    sent.push(head.readUInt16BE(2))
  })
  slot.isReady = true
  return { slot, sent }
}

test('[CALLS-13] sound goes on after any number of packets, without a gap, over the turn of the numbers', () => {
  const { slot, sent } = line()
  slot.begin(5, packet(65_000), 0)
  for (let at = 0; at < 150_000; at++) slot.forward(packet(65_000 + at, at % 1000 === 7 ? Buffer.alloc(0) : undefined), at * 20)
  expect(sent).toHaveLength(150_000 - 150)
  expect(sent.findIndex((sequence, at) => at > 0 && sequence !== (((sent[at - 1] ?? 0) + 1) & 0xffff))).toBe(-1)
})

test('[CALLS-13] what comes late goes out under a number of its own, or not at all', () => {
  const { slot, sent } = line()
  slot.begin(5, packet(10), 0)
  const empty = Buffer.alloc(0)
  for (const [sequence, payload] of [[10], [12, empty], [13], [14, empty], [15], [11], [5], [16]] as const)
    slot.forward(packet(sequence, payload), 0)
  expect(new Set(sent).size).toBe(sent.length)
  expect(sent).toHaveLength(4)
  for (let at = 17; at < 1000; at++) if (at !== 700) slot.forward(packet(at), 0)
  slot.forward(packet(700), 0)
  expect(new Set(sent).size).toBe(sent.length)
})

test('[CALLS-13] two packets never go out under one number: what was sent is not sent again with other bytes, however late it says it is', () => {
  const { slot, sent } = line()
  slot.begin(5, packet(10), 0)
  for (const [sequence, byte] of [
    [10, 1],
    [12, 1],
    [11, 1],
    [11, 2],
    [10, 3],
    [12, 4],
  ] as const)
    slot.forward(packet(sequence, Buffer.from([byte])), 0)
  expect(sent).toHaveLength(3)
  expect(new Set(sent).size).toBe(3)
  for (let at = 13; at < 400; at++) slot.forward(packet(at), 0)
  for (let at = 0; at < 400; at++) slot.forward(packet(at, Buffer.from([7])), 0)
  expect(sent).toHaveLength(390)
  slot.stop()
  for (let at = 0; at < 400; at++) slot.forward(packet(at, Buffer.from([8])), 0)
  expect(sent).toHaveLength(390)
})

test('[CALLS-13] lips and voice stay together over a pause: which time a timestamp means is said of the moment it is said', () => {
  const { slot } = line()
  slot.begin(5, packet(10), 1000)
  slot.forward(packet(10), 1000)
  const spoken = slot.timestamp
  // 400 ms of silence, in which nothing is sent: 48 numbers in each of them.
  expect(slot.timestampAt(1400)).toBe((spoken + 19_200) >>> 0)
  expect(slot.timestampAt(1000)).toBe(spoken)
})
