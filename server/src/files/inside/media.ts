// How long sound and film last, and which of both it is, as its bytes say. A format that takes either is no film without pictures.
import { type Box, boxesIn } from './boxes.ts'
import type { Bytes } from './bytes.ts'

/** `durationMs`: null where the bytes do not say it in a place that is known here. */
export type Media = { readonly type: string; readonly durationMs: number | null }

/** @param type as the first bytes say it */
export function mediaOf(bytes: Bytes, type: string): Media {
  const plain = type.split(';', 1)[0] ?? type
  const seconds = secondsOf(bytes, plain)
  const durationMs = seconds.long !== null && seconds.long >= 0 && seconds.long < MOST_SECONDS ? Math.round(seconds.long * 1000) : null
  return { type: seconds.onlySound && plain.startsWith('video/') ? (SOUND[plain] ?? type) : type, durationMs }
}

const MOST_SECONDS = 366 * 24 * 3600
const SOUND: Readonly<Record<string, string>> = {
  'video/webm': 'audio/webm',
  'video/matroska': 'audio/webm',
  'video/x-matroska': 'audio/webm',
  'video/mp4': 'audio/mp4',
  'video/quicktime': 'audio/mp4',
  'video/x-m4v': 'audio/mp4',
  'video/ogg': 'audio/ogg',
}

type Seconds = { readonly long: number | null; readonly onlySound: boolean }
const unknown: Seconds = { long: null, onlySound: false }

function secondsOf(bytes: Bytes, type: string): Seconds {
  if (/^video\/(?:webm|(?:x-)?matroska)$/.test(type)) return matroska(bytes)
  if (/^(?:video|audio)\/(?:mp4|quicktime|x-m4[av]|3gpp2?)$/.test(type)) return movie(bytes)
  if (/^audio\/(?:x-)?wav$/.test(type)) return { long: wave(bytes), onlySound: true }
  if (/^audio\/(?:ogg|opus)$/.test(type)) return { long: ogg(bytes), onlySound: true }
  if (/^audio\/(?:x-)?flac$/.test(type)) return { long: flac(bytes), onlySound: true }
  return unknown
}

const [SEGMENT, INFO, TRACKS, TRACK, CLUSTER, GROUP] = [0x18538067, 0x1549a966, 0x1654ae6b, 0xae, 0x1f43b675, 0xa0] as const
const [SCALE, DURATION, KIND, TIME, BLOCK, SIMPLE_BLOCK] = [0x2ad7b1, 0x4489, 0x83, 0xe7, 0xa1, 0xa3] as const
/** Their insides are walked through as if they stood outside: a recorder does not know how long they will be. */
const OPEN: ReadonlySet<number> = new Set([SEGMENT, INFO, TRACKS, TRACK, CLUSTER, GROUP])
/** Of blocks whose times are added up, where nothing says how long all of it is. */
const MOST_ELEMENTS = 500_000

/** EBML: an id and a length, both of a length their first bits say; so much. Times count from their cluster's. */
function matroska(bytes: Bytes): Seconds {
  const kinds = new Set<number>()
  const found = { scale: 1_000_000, duration: null as number | null, cluster: 0, last: null as number | null }
  for (let at = 0, count = 0; at < bytes.size && count < MOST_ELEMENTS; count++) {
    const id = variable(bytes, at, true)
    const length = id && variable(bytes, at + id.bytes, false)
    if (id === undefined || length === undefined) break
    const from = at + id.bytes + length.bytes
    if (id.value === CLUSTER && found.duration !== null && kinds.size > 0) break
    if (OPEN.has(id.value)) {
      at = from
      continue
    }
    if (id.value === SCALE) found.scale = integer(bytes, from, length.value)
    if (id.value === DURATION) found.duration = float(bytes, from, length.value)
    if (id.value === KIND) kinds.add(integer(bytes, from, length.value))
    if (id.value === TIME) found.cluster = integer(bytes, from, length.value)
    if (id.value === BLOCK || id.value === SIMPLE_BLOCK) found.last = Math.max(found.last ?? 0, found.cluster + blockTime(bytes, from))
    at = from + length.value
  }
  const ticks = found.duration ?? found.last
  return { long: ticks === null ? null : (ticks * found.scale) / 1e9, onlySound: kinds.has(2) && !kinds.has(1) }
}

/** A number whose first bits say how many bytes it has; an id keeps them. Of unknown length: 0, for who writes so goes on inside. */
function variable(bytes: Bytes, at: number, isId: boolean): { readonly value: number; readonly bytes: number } | undefined {
  const all = bytes.read(at, 8)
  const [first = 0] = all
  const length = Math.clz32(first) - 23
  if (length > 8 || all.length < length) return undefined
  let value = isId ? first : first & (0xff >> length)
  let isUnknown = value === 0xff >> length
  for (let next = 1; next < length; next++) {
    value = value * 256 + (all[next] ?? 0)
    isUnknown &&= all[next] === 0xff
  }
  return { value: !isId && isUnknown ? 0 : value, bytes: length }
}

const integer = (bytes: Bytes, at: number, length: number): number => {
  const all = bytes.read(at, Math.min(6, length))
  return all.length === 0 ? 0 : all.readUIntBE(0, all.length)
}

function float(bytes: Bytes, at: number, length: number): number | null {
  const all = bytes.read(at, length)
  const value = all.length === 4 ? all.readFloatBE(0) : all.length === 8 ? all.readDoubleBE(0) : Number.NaN
  return Number.isFinite(value) && value > 0 ? value : null
}

/** Behind the number of its track. */
function blockTime(bytes: Bytes, at: number): number {
  const track = variable(bytes, at, false)
  const time = bytes.read(at + (track?.bytes ?? 1), 2)
  return time.length < 2 ? 0 : time.readInt16BE(0)
}

/** The movie's head says how long, the handler of each track what it is. */
function movie(bytes: Bytes): Seconds {
  const handlers = new Set<string>()
  const times = { scale: 0, long: 0, fragments: 0 }
  const look = ({ from, end }: { readonly from: number; readonly end: number }): void => {
    for (const box of boxesIn(bytes, from, end)) {
      if (['moov', 'trak', 'mdia', 'mvex'].includes(box.type)) look(box)
      if (box.type === 'hdlr') handlers.add(bytes.read(box.from + 8, 4).toString('latin1'))
      if (box.type === 'mvhd') Object.assign(times, headOf(bytes, box))
      if (box.type === 'mehd') times.fragments = numberIn(bytes, box, 4)
    }
  }
  look({ from: 0, end: bytes.size })
  const ticks = times.fragments || times.long
  return { long: times.scale === 0 || ticks === 0 ? null : ticks / times.scale, onlySound: handlers.has('soun') && !handlers.has('vide') }
}

const headOf = (bytes: Bytes, box: Box): { scale: number; long: number } => {
  const isLarge = bytes.read(box.from, 1)[0] === 1
  const scale = bytes.read(box.from + (isLarge ? 20 : 12), 4)
  return { scale: scale.length < 4 ? 0 : scale.readUInt32BE(0), long: numberIn(bytes, box, isLarge ? 24 : 16) }
}

/** Four bytes, or eight where the box's version says so; all ones mean nothing. */
function numberIn(bytes: Bytes, { from }: Box, at: number): number {
  const isLarge = bytes.read(from, 1)[0] === 1
  const found = bytes.read(from + at, isLarge ? 8 : 4)
  if (found.length < (isLarge ? 8 : 4) || found.every((byte) => byte === 0xff)) return 0
  return isLarge ? Number(found.readBigUInt64BE(0)) : found.readUInt32BE(0)
}

function wave(bytes: Bytes): number | null {
  let perSecond = 0
  for (let at = 12; at + 8 <= bytes.size; ) {
    const head = bytes.read(at, 20)
    const name = head.toString('latin1', 0, 4)
    const length = head.readUInt32LE(4)
    if (name === 'fmt ' && head.length === 20) perSecond = head.readUInt32LE(16)
    // What is recorded while it is written does not know its length.
    if (name === 'data') return perSecond === 0 ? null : Math.min(length === 0 ? bytes.size : length, bytes.size - at - 8) / perSecond
    at += 8 + length + (length % 2)
  }
  return null
}

const TAIL = 65_536

/** The last page says how many samples there were. */
function ogg(bytes: Bytes): number | null {
  const head = bytes.read(0, 100)
  const opus = head.indexOf('OpusHead')
  const vorbis = head.indexOf('\x01vorbis', 0, 'latin1')
  const rate = opus >= 0 ? 48_000 : vorbis >= 0 && vorbis + 16 <= head.length ? head.readUInt32LE(vorbis + 12) : 0
  const skipped = opus >= 0 && opus + 12 <= head.length ? head.readUInt16LE(opus + 10) : 0
  const tail = bytes.read(Math.max(0, bytes.size - TAIL), TAIL)
  const last = tail.lastIndexOf('OggS')
  if (rate === 0 || last < 0 || last + 14 > tail.length) return null
  const samples = Number(tail.readBigInt64LE(last + 6))
  return samples <= 0 ? null : Math.max(0, samples - skipped) / rate
}

function flac(bytes: Bytes): number | null {
  const info = bytes.read(18, 8)
  if (bytes.read(0, 4).toString('latin1') !== 'fLaC' || info.length < 8) return null
  const all = bytes.read(18, 8).readBigUInt64BE(0)
  const [rate, samples] = [Number(all >> 44n), Number(all & 0xf_ffff_ffffn)]
  return rate === 0 || samples === 0 ? null : samples / rate
}
