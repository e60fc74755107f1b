// One's own side of a call: the microphone, the camera and the screen of this device, opened when they are wanted and let go when not.

import { t } from '../text/t.ts'
import { openBoth, openCamera, openMicrophone, openScreen, type Screen } from './capture.ts'
import { type Choices, useChoices } from './choices.ts'
import { createEars } from './ears.ts'
import { createMeter, type Meter } from './meter.ts'
import { createMutedSense, createSpeechSense } from './speaking.ts'
import { type Device, type Trouble, trouble, troubleOf } from './trouble.ts'

export type StudioState = {
  /** Open, though maybe not heard. */
  readonly microphone: MediaStreamTrack | null
  /** Others hear what the microphone hears. */
  readonly isHeard: boolean
  readonly camera: MediaStreamTrack | null
  readonly screen: Screen | null
  /** Asked for, and not there yet: the browser may be asking the person. */
  readonly opening: ReadonlySet<Device>
  readonly troubles: Readonly<Partial<Record<Device, Trouble>>>
  readonly speaks: boolean
  /** Talks while nobody hears it. */
  readonly isUnheard: boolean
  /** How often a device was opened: then devices may have got their names. */
  readonly opened: number
}

export type Studio = {
  readonly state: StudioState
  subscribe(changed: () => void): () => void
  /** Heard or not. Opens the microphone at the first time; false when there is none to be had. What was said last holds when it comes. */
  hear(isHeard: boolean): Promise<boolean>
  /** Opens the microphone for oneself: its level is shown, and whether others hear it stays as it was. */
  listen(): Promise<boolean>
  see(isSeen: boolean): Promise<boolean>
  /** Opens both with one question to the person, where neither is open yet: else nothing. Heard or not stays as it was. */
  both(): void
  share(isShared: boolean): Promise<boolean>
  /** The other camera of a phone. */
  flip(): Promise<void>
  /** Opens again what is open, with what is chosen now. */
  renew(what: 'microphone' | 'camera'): Promise<void>
  /** 0 to 1, now. */
  level(): number
  dismiss(what: Device): void
  close(): void
}

const LISTEN_MS = 100

const silence: StudioState = {
  microphone: null,
  isHeard: false,
  camera: null,
  screen: null,
  opening: new Set(),
  troubles: {},
  speaks: false,
  isUnheard: false,
  opened: 0,
}

export function createStudio(choices: () => Choices = useChoices.getState): Studio {
  const ears = createEars()
  const ear = createEar()
  let state = silence
  let facing: 'user' | 'environment' = 'user'
  let isClosed = false
  /** What was asked for last: a browser that asks its person takes its time, and they may think otherwise by then. */
  const wants = { camera: false, screen: false }

  function change(to: Partial<StudioState>): void {
    state = { ...state, ...to }
    ears.tell()
  }
  /** Runs what opens a device. Whatever arrives after the studio was closed is let go at once. */
  async function opening<T>(what: Device, open: () => Promise<T>, letGo: (got: T) => void): Promise<T | undefined> {
    const { [what]: _old, ...troubles } = state.troubles
    change({ opening: new Set([...state.opening, what]), troubles })
    try {
      const got = await open()
      if (!isClosed) return got
      letGo(got)
    } catch (failure) {
      if (!isClosed) change({ troubles: { ...state.troubles, [what]: troubleOf(failure, what) } })
    } finally {
      change({ opening: new Set([...state.opening].filter((one) => one !== what)), opened: state.opened + 1 })
    }
    return undefined
  }
  const stop = (track: MediaStreamTrack): void => track.stop()

  const voice = () => ({ device: choices().microphone, noise: choices().noise })
  async function takeMicrophone(open = () => openMicrophone(voice())): Promise<boolean> {
    const track = await opening('microphone', open, stop)
    if (!track) return false
    letMicrophoneGo()
    track.enabled = state.isHeard
    track.onended = () => void microphoneLost(track)
    ear.listen(track)
    change({ microphone: track })
    return true
  }
  /** Pulled out: another one is taken where there is one, and the person is told in any case. */
  async function microphoneLost(track: MediaStreamTrack): Promise<void> {
    if (state.microphone !== track) return
    letMicrophoneGo()
    await takeMicrophone()
    change({ troubles: { ...state.troubles, microphone: state.microphone ? switched(state.microphone) : trouble('microphone', 'lost') } })
  }
  function letMicrophoneGo(): void {
    ear.listen(null)
    if (state.microphone) {
      state.microphone.onended = null
      state.microphone.stop()
    }
    change({ microphone: null, speaks: false })
  }
  const sight = () => ({ device: choices().camera, facing })
  async function takeCamera(open = () => openCamera(sight())): Promise<boolean> {
    const track = await opening('camera', open, stop)
    if (track && !wants.camera) track.stop()
    if (!track || !wants.camera) return false
    letCameraGo()
    track.onended = () => {
      if (state.camera !== track) return
      wants.camera = false
      change({ camera: null, troubles: { ...state.troubles, camera: trouble('camera', 'lost') } })
    }
    change({ camera: track })
    return true
  }
  function letCameraGo(): void {
    if (state.camera) {
      state.camera.onended = null
      state.camera.stop()
    }
    change({ camera: null })
  }
  async function takeScreen(): Promise<boolean> {
    const screen = await opening('screen', openScreen, (got) => got && letGo(got))
    if (screen && !wants.screen) letGo(screen)
    if (!screen || !wants.screen) return false
    letScreenGo()
    // The browser has a button of its own to end it.
    screen.video.onended = () => state.screen === screen && letScreenGo()
    change({ screen })
    return true
  }
  function letScreenGo(): void {
    if (state.screen) letGo(state.screen)
    change({ screen: null })
  }

  const timer = setInterval(() => {
    const { speaks, isUnheard } = ear.hear(!state.isHeard)
    if (speaks !== state.speaks || isUnheard !== state.isUnheard) change({ speaks, isUnheard })
  }, LISTEN_MS)

  return {
    get state() {
      return state
    },
    subscribe: ears.add,
    async hear(isHeard) {
      change({ isHeard })
      if (state.microphone) state.microphone.enabled = isHeard
      if (!isHeard || state.microphone || state.opening.has('microphone')) return true
      const isThere = await takeMicrophone()
      if (!isThere) change({ isHeard: false })
      return isThere
    },
    async listen() {
      return state.microphone !== null || state.opening.has('microphone') || takeMicrophone()
    },
    async see(isSeen) {
      wants.camera = isSeen
      if (isSeen) return state.camera !== null || state.opening.has('camera') || (await takeCamera())
      letCameraGo()
      return true
    },
    both() {
      // Who has one of them open asks for the other alone.
      if (state.microphone || state.camera || state.opening.size > 0) return
      wants.camera = true
      const tracks = openBoth(voice(), sight(), (what) => !isClosed && (what === 'microphone' || wants.camera))
      void takeMicrophone(() => tracks.microphone).then((isThere) => isThere || change({ isHeard: false }))
      void takeCamera(() => tracks.camera)
    },
    async share(isShared) {
      wants.screen = isShared
      if (isShared) return state.opening.has('screen') || takeScreen()
      letScreenGo()
      return true
    },
    async flip() {
      const before = facing
      facing = facing === 'user' ? 'environment' : 'user'
      if (!state.camera) return
      // Many phones open one camera at a time; and which one was chosen in a list is not what is meant now.
      letCameraGo()
      if (await takeCamera(() => openCamera({ device: null, facing }))) return
      facing = before
      if (wants.camera) await takeCamera()
    },
    async renew(what) {
      if (what === 'microphone' && state.microphone) await takeMicrophone()
      if (what === 'camera' && state.camera) await takeCamera()
    },
    level: ear.level,
    dismiss(what) {
      const { [what]: _old, ...troubles } = state.troubles
      change({ troubles })
    },
    close() {
      isClosed = true
      clearInterval(timer)
      letMicrophoneGo()
      letCameraGo()
      letScreenGo()
      ear.close()
      ears.clear()
    },
  }
}

function letGo({ video, audio }: Screen): void {
  video.onended = null
  video.stop()
  audio?.stop()
}

/** No fault, but a surprise. */
const switched = ({ label }: MediaStreamTrack): Trouble => ({
  what: 'microphone',
  is: 'lost',
  title: t('The microphone is gone'),
  says: label
    ? t('You are heard by “{label}” now. Choose one in the call’s settings.', { label })
    : t('You are heard by another one now. Choose one in the call’s settings.'),
})

type Ear = {
  listen(track: MediaStreamTrack | null): void
  level(): number
  hear(isMuted: boolean): { readonly speaks: boolean; readonly isUnheard: boolean }
  close(): void
}

/** Listens to one's own microphone. The browser's sound machine is started with the first microphone, not before. */
function createEar(): Ear {
  let context: AudioContext | null = null
  let meter: Meter | null = null
  const speech = createSpeechSense()
  const muted = createMutedSense()
  const level = (): number => meter?.level() ?? 0
  return {
    listen(track) {
      meter?.close()
      meter = null
      if (!track) return
      // It is heard by nobody: for a call a second way to the speaker would be kept going, all the while.
      context ??= new AudioContext({ sinkId: { type: 'none' } })
      if (context.state === 'suspended') void context.resume().catch(() => undefined)
      meter = createMeter(context, track)
    },
    level,
    hear(isMuted) {
      const now = performance.now()
      const speaks = speech.hear(level(), now)
      return { speaks: speaks && !isMuted, isUnheard: meter !== null && muted.hear(speaks, isMuted, now) }
    },
    close() {
      meter?.close()
      meter = null
      void context?.close()
    },
  }
}
