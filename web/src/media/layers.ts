// The same picture in several sizes (simulcast): who looks at a small tile is sent the small one.
import { FILLS } from '@hearth/protocol/call-sizes.ts'

type Layer = { readonly scaleResolutionDownBy: number; readonly maxBitrate: number; readonly maxFramerate: number }

/** A camera's whole, half and quarter, largest first, and what each may cost at most. */
const camera: readonly Layer[] = [
  { scaleResolutionDownBy: 1, maxBitrate: 1_500_000, maxFramerate: 30 },
  { scaleResolutionDownBy: 2, maxBitrate: 450_000, maxFramerate: 24 },
  { scaleResolutionDownBy: 4, maxBitrate: 120_000, maxFramerate: 15 },
]
/** A screen is sharp or useless: its smaller ones are slow rather than blurred. */
const screen: readonly Layer[] = [
  { scaleResolutionDownBy: 1, maxBitrate: 2_500_000, maxFramerate: 15 },
  { scaleResolutionDownBy: 1.5, maxBitrate: 700_000, maxFramerate: 5 },
  { scaleResolutionDownBy: 2, maxBitrate: 300_000, maxFramerate: 3 },
]
const VOICE_BITS = 32_000
const SOUND_BITS = 96_000

type Source = 'mic' | 'camera' | 'screen' | 'sound'

/** Lines of a picture: as it comes from the device (undefined: not known), and where it is drawn largest (0: nobody looks). */
export type Looked = { readonly whole: number | undefined; readonly shown: number }

/**
 * What a sender's encodings are set to. They are given smallest first, as the server offers their names; of one there is only the largest.
 * A voice is sent before any picture. What nobody looks at is not made: each size costs the processor its share.
 * @param looked undefined: not known, and all is made
 */
export function tuned(encodings: readonly RTCRtpEncodingParameters[], source: Source, looked?: Looked): RTCRtpEncodingParameters[] {
  if (source === 'mic' || source === 'sound')
    return encodings.map((one) => ({
      ...one,
      maxBitrate: source === 'mic' ? VOICE_BITS : SOUND_BITS,
      priority: 'high',
      networkPriority: 'high',
    }))
  const layers = (source === 'camera' ? camera : screen).slice(0, Math.max(1, encodings.length)).reverse()
  return encodings.map((one, index) => ({
    ...{ ...one, ...layers[index], priority: 'low', networkPriority: 'low' },
    active: looked === undefined || (looked.shown > 0 && !isFilled(looked, layers[index - 1])),
  }))
}

/** Of its shorter side, which stays the same where a phone is turned: it does not always say so. Undefined: not known. */
export function linesOf(track: MediaStreamTrack | null): number | undefined {
  const { width, height } = track?.getSettings() ?? {}
  return width === undefined || height === undefined || width * height === 0 ? undefined : Math.min(width, height)
}

/** By the next smaller layer. */
function isFilled({ whole, shown }: Looked, smaller: Layer | undefined): boolean {
  return smaller !== undefined && whole !== undefined && whole / smaller.scaleResolutionDownBy >= shown * FILLS
}
