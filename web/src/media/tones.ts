// The few sounds of calls, made here: nothing to load. Browsers keep a page silent until somebody has touched it; then these are silent too.

type Note = { readonly hertz: number; readonly at: number; readonly lasts: number; readonly loud?: number }

/** Seconds. Two warm notes, like a door bell heard through a wall. */
const RING: readonly Note[] = [
  { hertz: 587, at: 0, lasts: 0.42 },
  { hertz: 740, at: 0.16, lasts: 0.5 },
  { hertz: 587, at: 0.62, lasts: 0.42 },
  { hertz: 740, at: 0.78, lasts: 0.7 },
]
const SOFT: readonly Note[] = [
  { hertz: 494, at: 0, lasts: 0.5, loud: 0.5 },
  { hertz: 587, at: 0.18, lasts: 0.8, loud: 0.5 },
]
const CALLING: readonly Note[] = [{ hertz: 440, at: 0, lasts: 0.9, loud: 0.4 }]
const CAME: readonly Note[] = [
  { hertz: 523, at: 0, lasts: 0.16, loud: 0.5 },
  { hertz: 698, at: 0.09, lasts: 0.26, loud: 0.5 },
]
const WENT: readonly Note[] = [
  { hertz: 587, at: 0, lasts: 0.16, loud: 0.5 },
  { hertz: 440, at: 0.09, lasts: 0.26, loud: 0.5 },
]
const TEST: readonly Note[] = [
  { hertz: 523, at: 0, lasts: 0.5 },
  { hertz: 659, at: 0.22, lasts: 0.5 },
  { hertz: 784, at: 0.44, lasts: 0.9 },
]
const scores = { came: CAME, went: WENT, test: TEST, ring: RING, soft: SOFT, calling: CALLING } as const

const every = { ring: 2600, soft: 6000, calling: 3200 } as const
const LOUD = 0.16

/** Once. `out` is where it is heard. */
export function play(context: AudioContext, tone: keyof typeof scores, out: AudioNode = context.destination): void {
  for (const { hertz, at, lasts, loud = 1 } of scores[tone]) {
    const from = context.currentTime + at
    const voice = context.createOscillator()
    const hand = context.createGain()
    voice.type = 'triangle'
    voice.frequency.value = hertz
    hand.gain.setValueAtTime(0, from)
    hand.gain.linearRampToValueAtTime(LOUD * loud, from + 0.015)
    hand.gain.exponentialRampToValueAtTime(0.0004, from + lasts)
    voice.connect(hand).connect(out)
    voice.start(from)
    voice.stop(from + lasts)
    voice.onended = () => hand.disconnect()
  }
}

/** Again and again until it is stopped. Where the browser allows no sound yet, it begins with the first touch. */
export function repeat(tone: keyof typeof every): () => void {
  const context = new AudioContext()
  const sound = (): void => {
    if (context.state === 'running') play(context, tone)
    else void context.resume().catch(() => undefined)
  }
  sound()
  const timer = setInterval(sound, every[tone])
  return () => {
    clearInterval(timer)
    void context.close()
  }
}

/** Once, on a speaker of one's choice where the browser can. Ends when it has been heard. */
export async function testSpeaker(speaker: string | null): Promise<void> {
  const context = new AudioContext()
  try {
    const out = context.createMediaStreamDestination()
    const element = new Audio()
    element.srcObject = out.stream
    if ('setSinkId' in element) await element.setSinkId(speaker ?? '').catch(() => undefined)
    await element.play()
    play(context, 'test', out)
    await new Promise((resolve) => setTimeout(resolve, 1500))
    element.srcObject = null
  } finally {
    void context.close()
  }
}
