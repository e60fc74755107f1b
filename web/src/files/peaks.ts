// The shape of a sound: how loud it is along the way, as so many bars.

export const BARS = 48
/** The quietest bar is still seen. */
const LEAST = 0.08

/** The loudest of each part, so that the loudest of all is 1. Silence is a row of the least. */
export function peaksOf(samples: Float32Array, bars = BARS): readonly number[] {
  const loud = Array.from({ length: bars }, (_, bar) => {
    const end = Math.ceil(((bar + 1) * samples.length) / bars)
    let most = 0
    for (let at = Math.floor((bar * samples.length) / bars); at < end; at++) most = Math.max(most, Math.abs(samples[at] ?? 0))
    return most
  })
  const loudest = Math.max(...loud)
  return loud.map((one) => (loudest === 0 ? LEAST : Math.max(LEAST, one / loudest)))
}

export type Heard = { readonly peaks: readonly number[]; readonly durationMs: number }

/** Undefined for what the browser cannot decode. */
export async function listen(bytes: Blob): Promise<Heard | undefined> {
  try {
    const sound = await new OfflineAudioContext(1, 1, 16_000).decodeAudioData(await bytes.arrayBuffer())
    return { peaks: peaksOf(sound.getChannelData(0)), durationMs: sound.duration * 1000 }
  } catch {
    return undefined
  }
}
