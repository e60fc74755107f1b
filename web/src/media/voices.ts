// Everybody who is heard: one hidden element each, outside of what React draws, so that no change of scene makes a gap in the sound.
import { playOn } from './devices.ts'

export type Voices = {
  /** What is to be heard, by a name of its own (a person's microphone, the sound of a screen). Others fall silent. */
  set(sounds: readonly Sound[]): void
  /** Nobody is heard while deaf. */
  deafen(isDeaf: boolean): void
  speaker(id: string | null): void
  /** Tries again what the browser refused to play before the page was touched. */
  resume(): void
  close(): void
}
export type Sound = { readonly key: string; readonly track: MediaStreamTrack; readonly volume: number }

/** @param blocked hears whether the browser keeps the page silent until somebody touches it */
export function createVoices(blocked: (isBlocked: boolean) => void): Voices {
  const elements = new Map<string, HTMLAudioElement>()
  let isDeaf = false
  let speaker: string | null = null

  function element(key: string, track: MediaStreamTrack): HTMLAudioElement {
    const known = elements.get(key)
    if (known && trackOf(known) === track) return known
    if (known) drop(key)
    const fresh = new Audio()
    fresh.autoplay = true
    fresh.dataset['voice'] = key
    fresh.srcObject = new MediaStream([track])
    fresh.muted = isDeaf
    // In the page, so that a phone does not take it for something forgotten.
    fresh.hidden = true
    document.body.append(fresh)
    elements.set(key, fresh)
    if (speaker !== null) void playOn(fresh, speaker)
    start(fresh)
    return fresh
  }
  function start(one: HTMLAudioElement): void {
    one.play().then(
      () => blocked(false),
      (failure: unknown) => failure instanceof Error && failure.name === 'NotAllowedError' && blocked(true),
    )
  }
  function drop(key: string): void {
    const one = elements.get(key)
    if (!one) return
    one.srcObject = null
    one.remove()
    elements.delete(key)
  }

  return {
    set(sounds) {
      const wanted = new Set(sounds.map(({ key }) => key))
      for (const key of [...elements.keys()]) if (!wanted.has(key)) drop(key)
      for (const { key, track, volume } of sounds) element(key, track).volume = Math.min(1, Math.max(0, volume))
    },
    deafen(to) {
      isDeaf = to
      for (const one of elements.values()) one.muted = to
    },
    speaker(id) {
      speaker = id
      for (const one of elements.values()) void playOn(one, id)
    },
    resume() {
      for (const one of elements.values()) if (one.paused) start(one)
    },
    close() {
      for (const key of [...elements.keys()]) drop(key)
    },
  }
}

const trackOf = (element: HTMLAudioElement): MediaStreamTrack | undefined =>
  element.srcObject instanceof MediaStream ? element.srcObject.getAudioTracks()[0] : undefined
