// What synthetic people of a call say and show. Every packet says when it was sent, and by which process: clocks of others mean nothing here.
import { FILLS } from '@hearth/protocol/call-sizes.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Caller } from '#harness/calling.ts'
import { until } from '#harness/until.ts'

/** A voice is so many packets. */
export const PACKETS_PER_SECOND = 50
/** Of the call with cameras. */
export const PEOPLE = 6
/** Who speak at once, of however many. */
export const TALKERS = 8
const FRAMES_PER_SECOND = 15
/** Packets of one frame, by layer: some 150, 500 and 1,300 kilobits in a second. */
const LAYERS = [
  ['l', 180, 1],
  ['m', 360, 4],
  ['h', 720, 11],
] as const
const STAMP_BYTES = 12

export const connected = (one: Caller): Promise<unknown> =>
  until(`${one.name} to be connected`, () => one.calls.mine.is === 'in' && one.calls.mine.link === 'connected', { within: 60_000 })

function stamped(size: number): Buffer {
  const payload = Buffer.alloc(size)
  payload.writeUInt32BE(process.pid, size - STAMP_BYTES)
  payload.writeDoubleBE(performance.now(), size - 8)
  return payload
}

/** One of ours, of whichever process. @param bytes of its payload */
export const isMeant = (bytes: number): boolean => bytes > STAMP_BYTES

/** Milliseconds since this process sent it; undefined: it was another one. */
export function tookFrom(payload: Buffer): number | undefined {
  if (!isMeant(payload.length) || payload.readUInt32BE(payload.length - STAMP_BYTES) !== process.pid) return undefined
  return performance.now() - payload.readDoubleBE(payload.length - 8)
}

/**
 * Again and again, for each of them by a clock of their own: devices do not keep time together. With intervals they came to: those that are late at
 * once, because this process had something else to do, go on from there at once.
 */
function often<T>(everybody: readonly T[], every: number, act: (one: T) => void): () => void {
  const timers = new Map<T, NodeJS.Timeout>()
  const keepOn = (one: T, due: number): void => {
    const turn = (): void => {
      act(one)
      keepOn(one, due + every)
    }
    timers.set(one, setTimeout(turn, Math.max(0, due - performance.now())))
  }
  everybody.forEach((one, at) => keepOn(one, performance.now() + ((at + Math.random()) * every) / everybody.length))
  return () => {
    for (const timer of timers.values()) clearTimeout(timer)
  }
}

/** Gives back how to stop, as all of these do. */
export const speaking = (people: readonly Caller[]): (() => void) =>
  often(people, 1000 / PACKETS_PER_SECOND, (one) => one.peer()?.voice(25, stamped(80)))

/** As a page does it: no layer that is larger than anybody looks at. */
function layersFor(one: Caller): readonly (typeof LAYERS)[number][] {
  const { mine } = one.calls
  const looked = mine.is === 'in' && mine.watched !== null ? mine.watched.camera : Number.POSITIVE_INFINITY
  return LAYERS.filter((_layer, at) => looked > 0 && (LAYERS[at - 1]?.[1] ?? 0) < looked * FILLS)
}

/** A keyframe every two seconds, and where one is asked for, as an encoder does. */
export function filmed(people: readonly Caller[]): () => void {
  const cameras = people.map((one) => ({ one, frame: 0, asked: 0 }))
  return often(cameras, 1000 / FRAMES_PER_SECOND, (camera) => {
    const peer = camera.one.peer()
    const asks = peer?.said.get('206/1') ?? 0
    const keyframe = camera.frame++ % (FRAMES_PER_SECOND * 2) === 0 || asks > camera.asked
    camera.asked = asks
    for (const [rid, height, packets] of layersFor(camera.one))
      for (let index = 0; index < packets; index++)
        peer?.picture('camera', { rid, height, keyframe: keyframe && index === 0, stamp: stamped(1000) })
  })
}

const LOOK_MS = 500

/** Everybody looks at everybody who is in, in a tile of middle size. */
export function watched(people: readonly Caller[], room: RoomId): () => void {
  const seen = new Map<Caller, string>()
  const look = (one: Caller): void => {
    const { mine } = one.calls
    const others = (one.client.state.calls.get(room)?.participants ?? []).filter(({ id }) => mine.is === 'in' && id !== mine.you)
    const who = others.map(({ id }) => id).join()
    if (seen.get(one) === who) return
    seen.set(one, who)
    one.calls.want(others.map(({ id }) => ({ participant: id, source: 'camera', height: 360 })))
  }
  return often(people, LOOK_MS, look)
}
