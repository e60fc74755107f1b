// How loud something is, now. Listens in on a track without changing it.

export type Meter = { /** 0 silent to 1 as loud as it gets, on the ear's scale. */ level(): number; close(): void }

/** Below this a room is quiet, above that a voice is near: the meter's ends, in decibels below the loudest. */
const QUIET_DB = -60
const LOUD_DB = -8

/** @param samples of a wave, each −1 to 1 */
export function loudness(samples: Float32Array): number {
  let sum = 0
  for (const one of samples) sum += one * one
  const db = 10 * Math.log10(sum / samples.length || Number.MIN_VALUE)
  return Math.min(1, Math.max(0, (db - QUIET_DB) / (LOUD_DB - QUIET_DB)))
}

/** The track is copied, so that a microphone that is off for others can still be listened to here. */
export function createMeter(context: AudioContext, track: MediaStreamTrack): Meter {
  const copy = track.clone()
  copy.enabled = true
  const source = context.createMediaStreamSource(new MediaStream([copy]))
  const ear = context.createAnalyser()
  ear.fftSize = 1024
  source.connect(ear)
  const samples = new Float32Array(ear.fftSize)
  return {
    level() {
      ear.getFloatTimeDomainData(samples)
      return loudness(samples)
    },
    close() {
      source.disconnect()
      copy.stop()
    },
  }
}
