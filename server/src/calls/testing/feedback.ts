// What a synthetic participant says by RTCP of what comes in.
import type { SyntheticPeer } from './peer.ts'

type Feedback = Pick<SyntheticPeer, 'nack' | 'askKeyframe' | 'lose' | 'estimate'>

/** @param ssrcOf by `mid` */
export function createFeedback(
  rtcp: (bytes: Buffer) => void,
  ssrcOf: ReadonlyMap<string, number>,
  lines: SyntheticPeer['lines'],
): Feedback {
  let lostInAll = 0
  return {
    nack(mid, sequence) {
      rtcp(words(0x81cd0003, 7, ssrcOf.get(mid) ?? 0, sequence * 65_536))
    },
    askKeyframe(mid) {
      rtcp(words(0x81ce0002, 7, ssrcOf.get(mid) ?? 0))
    },
    lose(mid, lost) {
      const { packets = 0, last = 0 } = lines.get(mid) ?? {}
      lostInAll = Math.max(lostInAll, Math.round((packets * lost) / (1 - Math.min(0.99, lost))))
      const losses = Math.floor(lost * 255) * 16_777_216 + (lostInAll & 0xffffff)
      rtcp(words(0x81c90007, 7, ssrcOf.get(mid) ?? 0, losses, last & 0xffff, 0, 0, 0))
    },
    estimate(kilobits) {
      // As mantissa and exponent.
      const exponent = Math.max(0, Math.ceil(Math.log2((kilobits * 1000) / 0x3ffff)))
      rtcp(words(0x8fce0005, 7, 0, 0x52454d42, 0x1000000 + exponent * 0x40000 + Math.floor((kilobits * 1000) / 2 ** exponent), 7))
    },
  }
}

function words(...all: readonly number[]): Buffer {
  const bytes = Buffer.alloc(all.length * 4)
  for (const [at, word] of all.entries()) bytes.writeUInt32BE(word >>> 0, at * 4)
  return bytes
}
