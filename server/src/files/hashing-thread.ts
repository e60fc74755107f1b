// A thread that hashes files while they still arrive: it reads what is on the disk, so that nothing has to be handed over.
import { createHash, type Hash } from 'node:crypto'
import { closeSync, openSync, readSync } from 'node:fs'
import { parentPort } from 'node:worker_threads'

/** `upTo`: so many bytes are there by now. With `end` these are all. */
export type HashRequest =
  | { readonly do: 'feed'; readonly path: string; readonly upTo: number; readonly end?: number }
  | { readonly do: 'forget'; readonly path: string }
export type HashAnswer = { readonly end: number; readonly hash: string } | { readonly end: number; readonly fault: string }

type Reading = { readonly hash: Hash; at: number; upTo: number; end: number | undefined; isAtWork: boolean }

/** So much at once, then it is another file's turn. */
const SLICE = 4_194_304
const buffer = Buffer.allocUnsafe(1_048_576)
const readings = new Map<string, Reading>()

parentPort?.on('message', (request: HashRequest) => {
  if (request.do === 'forget') return void readings.delete(request.path)
  const { path, upTo, end } = request
  let reading = readings.get(path)
  // Bytes were taken back: what was hashed is not what is there.
  if (reading === undefined || upTo < reading.at) {
    reading = { hash: createHash('sha256'), at: 0, upTo, end, isAtWork: false }
    readings.set(path, reading)
  }
  reading.upTo = upTo
  reading.end = end
  if (!reading.isAtWork) step(path, reading)
})

function step(path: string, reading: Reading): void {
  if (readings.get(path) !== reading) return
  try {
    take(path, reading)
  } catch (error) {
    readings.delete(path)
    if (reading.end !== undefined) answer({ end: reading.end, fault: String(error) })
    return
  }
  reading.isAtWork = reading.at < reading.upTo
  if (reading.isAtWork) return void setImmediate(() => step(path, reading))
  if (reading.end === undefined) return
  readings.delete(path)
  answer({ end: reading.end, hash: reading.hash.digest('hex') })
}

function take(path: string, reading: Reading): void {
  if (reading.at >= reading.upTo) return
  const file = openSync(path, 'r')
  try {
    const stop = Math.min(reading.upTo, reading.at + SLICE)
    while (reading.at < stop) {
      const read = readSync(file, buffer, 0, Math.min(buffer.length, stop - reading.at), reading.at)
      if (read === 0) throw new Error('the file is shorter than it was')
      reading.hash.update(buffer.subarray(0, read))
      reading.at += read
    }
  } finally {
    closeSync(file)
  }
}

function answer(given: HashAnswer): void {
  parentPort?.postMessage(given)
}
