import { expect, it } from 'vitest'
import type { Transport, WebRtcServer, Worker } from './api.ts'
import { canBeHad, createDoors } from './doors.ts'

/** Of a worker only that ports are taken and given back, as mediasoup does it: all of a door, or nothing. */
function takesPorts() {
  const taken = new Set<string>()
  const doors: string[][] = []
  const worker = {
    async createWebRtcServer({ listenInfos }: Parameters<Worker['createWebRtcServer']>[0]) {
      const wanted = listenInfos.map(({ protocol, ip, port }) => `${protocol} ${ip} ${port}`)
      if (wanted.some((one) => taken.has(one) || !one.includes(' 127.'))) throw new Error('address not available')
      for (const one of wanted) taken.add(one)
      doors.push(wanted)
      let left = (): void => undefined
      const server = {
        ...{ id: wanted.join(), closed: false },
        observer: { on: (_name: string, heard: () => void) => void (left = heard) },
        close: () => wanted.forEach((one) => taken.delete(one)),
      }
      return Object.assign(server, { leave: () => left() })
    },
  }
  return { worker: Promise.resolve(worker as unknown as Worker), taken, doors }
}
const guest = async (door: WebRtcServer) => ({ door }) as unknown as Transport & { door: WebRtcServer & { leave(): void } }

it('[CALLS-6] an address that is not there yet is left out, and calls go on at all others', async () => {
  expect(await Promise.all(['127.0.0.1', '203.0.113.7', '2001:db8::7'].map(canBeHad))).toEqual([true, false, false])
  const { worker, doors } = takesPorts()
  const made = createDoors(worker, [45_000, 45_002])
  await made.enter(['127.0.0.1', '203.0.113.7'], guest)
  await made.enter(['127.0.0.1'], guest)
  expect(doors).toEqual([['udp 127.0.0.1 45000', 'tcp 127.0.0.1 45000']])
  await expect(createDoors(worker, [45_000, 45_000]).enter(['127.0.0.1'], guest)).rejects.toThrow('no UDP port from 45000 to 45000')
})

it('[CALLS-6] however often networks come and go, there is a port left: what nobody comes in by is closed', async () => {
  const { worker, taken } = takesPorts()
  const made = createDoors(worker, [45_000, 45_001])
  const stays = (await made.enter(['127.0.0.1'], guest)) as Awaited<ReturnType<typeof guest>>
  for (let at = 2; at < 12; at++) {
    const one = (await made.enter(['127.0.0.1', `127.0.0.${at}`], guest)) as Awaited<ReturnType<typeof guest>>
    one.door.leave()
  }
  expect([...taken].filter((one) => one.startsWith('udp 127.0.0.1 '))).toHaveLength(2)
  stays.door.leave()
  await made.enter(['127.0.0.1', '127.0.0.99'], guest)
  expect([...taken].filter((one) => one.startsWith('udp 127.0.0.1 '))).toHaveLength(1)
})
