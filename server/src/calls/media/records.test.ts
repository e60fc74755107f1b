import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isHello, isRepeated, recordsIn, soundIn } from './records.ts'

function record(type: number, epoch: number, body: readonly number[]): Buffer {
  const head = Buffer.from([type, 0xfe, 0xfd, 0, epoch, 0, 0, 0, 0, 0, 0, 0, body.length])
  return Buffer.concat([head, Buffer.from(body)])
}
const hello = record(22, 0, [1, 2, 3])
const finished = record(22, 1, [0, 1, 9])
const changed = record(20, 0, [1])
const openAlert = record(21, 0, [2, 40])
const sealedAlert = record(21, 1, [0, 1, ...Array<number>(24).fill(7)])

it('[CALLS-7] whoever shouts from the side ends no handshake and begins none anew', () => {
  expect(soundIn(hello, false)).toEqual(hello)
  expect(soundIn(hello, true)).toBeUndefined()
  expect(soundIn(openAlert, false)).toBeUndefined()
  expect(soundIn(openAlert, true)).toBeUndefined()
  expect(soundIn(sealedAlert, false)).toBeUndefined()
  expect(soundIn(sealedAlert, true)).toEqual(sealedAlert)
  expect([hello, finished, changed].map(isHello)).toEqual([true, false, false])
})

it('[CALLS-7] who missed the end of the handshake says all of it again, and is answered', () => {
  const again = Buffer.concat([record(22, 0, [11, 1]), record(22, 0, [15, 1]), changed, finished])
  expect(soundIn(again, true)).toEqual(Buffer.concat([changed, finished]))
})

it('[CALLS-7] what is said again while hands are shaken changes no key, so that everybody is heard on a slow network, too', () => {
  const [certificate, key, proof] = [record(22, 0, [11, 0]), record(22, 0, [16, 0]), record(22, 0, [15, 0])]
  expect([...recordsIn(Buffer.concat([certificate, key, proof, changed, finished]))]).toEqual([certificate, key, proof, changed, finished])
  expect([certificate, key, proof].map((one) => isRepeated(one, 4, []))).toEqual([false, false, false])
  expect([certificate, key, proof].map((one) => isRepeated(one, 4, [11, 16]))).toEqual([true, true, false])
  expect([changed, finished].map((one) => isRepeated(one, 6, [11, 16, 15, 20]))).toEqual([false, false])
  const begins = (cookie: number[]) =>
    record(22, 0, [1, ...Array<number>(11).fill(0), 254, 253, ...Array<number>(32).fill(7), 2, 8, 8, cookie.length, ...cookie])
  expect([0, 2, 4, 6].map((flight) => isRepeated(begins([]), flight, []))).toEqual([false, false, true, true])
  expect([0, 2, 4, 6].map((flight) => isRepeated(begins([5, 5]), flight, []))).toEqual([false, false, false, false])
})

it('[CALLS-10] of records that are cut, or are none, nothing comes through, and nothing is thrown', () => {
  expect(soundIn(hello.subarray(0, -1), false)).toBeUndefined()
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.boolean(), (bytes, sealed) => {
      soundIn(Buffer.from(bytes), sealed)
      isHello(Buffer.from(bytes))
      for (const one of recordsIn(Buffer.from(bytes))) isRepeated(one, 4, [11])
    }),
  )
})
