// People in a call, in real browsers with devices that are made up: a picture that moves and a tone that beeps. What is asserted is what arrives.

import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { until } from '../harness/until.ts'

/** For `openBrowser`: devices that need no hardware, and no question to answer. The last lets peers meet where there is only loopback. */
export const withDevices = devices(8)

/** @param fps pictures a second of each camera: many pages on few cores need fewer */
export function devices(fps: number): readonly string[] {
  return [
    `--use-fake-device-for-media-stream=fps=${fps}`,
    '--use-fake-ui-for-media-stream',
    '--allow-loopback-in-peer-connection',
    '--autoplay-policy=no-user-gesture-required',
  ]
}

export const toolbar = (page: Page): Locator => page.getByRole('toolbar', { name: 'Call' })
export const press = (page: Page, name: string | RegExp): Promise<void> =>
  toolbar(page)
    .getByRole('button', { name, exact: typeof name === 'string' })
    .click()
export const tiles = (page: Page): Locator => page.getByRole('list', { name: 'In this call' }).locator('> li[data-tile]')
export const ring = (page: Page, name: string): Locator => page.getByRole('group', { name: `${name} is calling` })

/** From the open room into its call, through the mirror. */
export async function call(page: Page, how: 'audio' | 'video'): Promise<void> {
  await page.getByRole('button', { name: `Start an ${how} call`.replace('an video', 'a video') }).click()
  await passMirror(page)
}

export async function joinCall(page: Page): Promise<void> {
  await page.getByRole('group', { name: 'Call', exact: true }).getByRole('button', { name: 'Join' }).click()
  await passMirror(page)
}

async function passMirror(page: Page): Promise<void> {
  const mirror = page.getByRole('dialog', { name: /call/i })
  await mirror.getByText(/You are heard well|Say something|You join muted/).waitFor()
  await mirror.getByRole('button', { name: /^(Start the call|Call |Join)/ }).click()
  await toolbar(page).waitFor()
}

/** What one page gets of one other person. */
type Wanted = { readonly user: string; readonly what: 'camera' | 'screen' }

/** Frames of it are drawn, one after another; their size in points. */
export async function frames(page: Page, { user, what }: Wanted): Promise<{ readonly width: number; readonly height: number }> {
  const video = page.locator(`li[data-tile=${what}][data-user="${user}"] video`)
  await video.waitFor()
  return until(
    `frames of the ${what} of ${user}`,
    async () => {
      const drawn = await video
        .evaluate(
          (one: HTMLVideoElement) =>
            new Promise<{ width: number; height: number } | null>((resolve) => {
              let seen = 0
              const late = setTimeout(() => resolve(null), 20_000)
              const look = (): void => {
                seen++
                if (seen < 3) return void one.requestVideoFrameCallback(look)
                clearTimeout(late)
                resolve({ width: one.videoWidth, height: one.videoHeight })
              }
              one.requestVideoFrameCallback(look)
            }),
        )
        .catch(() => null)
      return drawn ?? undefined
    },
    { within: 60_000, every: 50, seen: () => 'no frames' },
  )
}

/** So many voices are heard: each track that is played has sound in it. */
export async function voices(page: Page, many: number): Promise<void> {
  let last: readonly number[] = []
  await until(
    `${many} voices to be heard`,
    async () => {
      last = await page.evaluate(async (enough) => {
        const context = new AudioContext()
        await context.resume()
        const ears = [...document.querySelectorAll<HTMLAudioElement>('audio[data-voice]')].flatMap((element) => {
          if (!(element.srcObject instanceof MediaStream) || element.muted || element.paused) return []
          const ear = context.createAnalyser()
          context.createMediaStreamSource(element.srcObject).connect(ear)
          return [ear]
        })
        const loudest = ears.map(() => 0)
        const samples = new Float32Array(2048)
        const end = performance.now() + 2500
        while (performance.now() < end && loudest.filter((level) => level > 0.01).length < enough) {
          await new Promise((resolve) => requestAnimationFrame(resolve))
          ears.forEach((ear, at) => {
            ear.getFloatTimeDomainData(samples)
            loudest[at] = Math.max(loudest[at] ?? 0, ...samples)
          })
        }
        await context.close()
        return loudest
      }, many)
      return last.filter((level) => level > 0.01).length >= many
    },
    { within: 60_000, seen: () => last },
  )
}

/** By the browser's own account: so many pictures and voices come in, with bytes in them. @param which of its connections that are open */
export async function inbound(
  page: Page,
  which: 'all' | 'last' = 'all',
): Promise<{ readonly video: number; readonly audio: number; readonly tallest: number }> {
  return page.evaluate(async (among) => {
    const peers = (globalThis as unknown as { peers?: RTCPeerConnection[] }).peers ?? []
    const open = (among === 'all' ? peers : peers.slice(-1)).filter((peer) => peer.connectionState === 'connected')
    const found = { video: 0, audio: 0, tallest: 0 }
    for (const peer of open)
      for (const [, entry] of await peer.getStats()) {
        if (entry.type !== 'inbound-rtp' || entry.bytesReceived === 0) continue
        if (entry.kind === 'audio') found.audio++
        else if (entry.framesDecoded > 0) found.video++
        found.tallest = Math.max(found.tallest, entry.frameHeight ?? 0)
      }
    return found
  }, which)
}

/** From then on a screen that is shared has sound: a tone, since no program plays any here. */
export const soundOfScreens = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const devices = navigator.mediaDevices
    const real = devices.getDisplayMedia.bind(devices)
    devices.getDisplayMedia = async (wish) => {
      const stream = await real({ ...wish, audio: false })
      const context = new AudioContext()
      const [tone, out] = [context.createOscillator(), context.createMediaStreamDestination()]
      tone.connect(out)
      tone.start()
      await context.resume()
      for (const track of out.stream.getAudioTracks()) stream.addTrack(track)
      return stream
    }
  })

/** Who sits here talks without a breath: the browser's own made-up voice is a knock now and then. */
export const withVoice = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const devices = navigator.mediaDevices
    const real = devices.getUserMedia.bind(devices)
    devices.getUserMedia = async (wish) => {
      const stream = await real(wish)
      for (const silent of stream.getAudioTracks()) {
        const context = new AudioContext()
        const [tone, out] = [context.createOscillator(), context.createMediaStreamDestination()]
        tone.connect(out)
        tone.start()
        await context.resume()
        stream.removeTrack(silent)
        for (const voice of out.stream.getAudioTracks()) stream.addTrack(voice)
      }
      return stream
    }
  })

/** Devices that were opened can be pulled out from then on, see `unplug`; and the browser may take its time over its question, see `askLong`. */
export const withPlugs = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const devices = navigator.mediaDevices
    const [real, list] = [devices.getUserMedia.bind(devices), devices.enumerateDevices.bind(devices)]
    const plugs = {
      ...{ opened: [] as MediaStreamTrack[], gone: new Set<string>(), wishes: [] as (MediaStreamConstraints | undefined)[] },
      answer: Promise.resolve(),
    }
    devices.getUserMedia = async (wish) => {
      plugs.wishes.push(wish)
      await plugs.answer
      const stream = await real(wish)
      plugs.opened.push(...stream.getTracks())
      return stream
    }
    devices.enumerateDevices = async () => (await list()).filter(({ kind }) => !plugs.gone.has(kind))
    Object.assign(globalThis, { plugs })
  })

/** From then on devices cannot be had while `failsDevices` names the browser's failure. */
export const withoutDevices = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const devices = navigator.mediaDevices
    const real = devices.getUserMedia.bind(devices)
    devices.getUserMedia = async (wish) => {
      const { failsDevices } = globalThis as unknown as { failsDevices?: string }
      if (failsDevices !== undefined) throw new DOMException('', failsDevices)
      return real(wish)
    }
  })

/** What the browser says when a device is pulled out: its track ends, and the list of devices is another one. */
export const unplug = (page: Page, kind: 'audio' | 'video'): Promise<unknown> =>
  page.evaluate((which) => {
    const { plugs } = globalThis as unknown as { plugs: { opened: MediaStreamTrack[]; gone: Set<string> } }
    plugs.gone.add(`${which}input`)
    for (const track of plugs.opened.filter((one) => one.kind === which && one.readyState === 'live')) {
      track.stop()
      track.dispatchEvent(new Event('ended'))
    }
    navigator.mediaDevices.dispatchEvent(new Event('devicechange'))
  }, kind)

type Plugs = { wishes: readonly MediaStreamConstraints[]; opened: readonly MediaStreamTrack[]; answer: Promise<void> }

/** The browser asks its person whether the page may have a device, and they do not answer before `allow`. */
export async function askLong(page: Page): Promise<{ allow(): Promise<void> }> {
  await page.evaluate(() => {
    const { promise, resolve } = Promise.withResolvers<void>()
    Object.assign((globalThis as unknown as { plugs: Plugs }).plugs, { answer: promise })
    Object.assign(globalThis, { allow: resolve })
  })
  return { allow: () => page.evaluate(() => (globalThis as unknown as { allow: () => void }).allow()) }
}

/** How the page asked for a microphone the last time. */
export const microphoneAsked = (page: Page): Promise<MediaTrackConstraints> =>
  page.evaluate(() => {
    const { wishes } = (globalThis as unknown as { plugs: Plugs }).plugs
    const asked = wishes.findLast(({ audio }) => typeof audio === 'object')?.audio
    if (typeof asked !== 'object') throw new Error('nothing was asked for')
    return asked
  })

/** Nothing of a camera is open in the page. */
export const hasNoCamera = (page: Page): Promise<boolean> =>
  page.evaluate(() => {
    const { opened } = (globalThis as unknown as { plugs: Plugs }).plugs
    return opened.every(({ kind, readyState }) => kind !== 'video' || readyState === 'ended')
  })

/** How loud the next sound gets that the page plays, 0 to 1, over a second. Asked for before it begins. */
export const nextSound = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        const real = HTMLMediaElement.prototype.play
        HTMLMediaElement.prototype.play = function (this: HTMLMediaElement) {
          HTMLMediaElement.prototype.play = real
          const context = new AudioContext()
          const ear = context.createAnalyser()
          if (this.srcObject instanceof MediaStream) context.createMediaStreamSource(this.srcObject).connect(ear)
          const samples = new Float32Array(2048)
          let loudest = 0
          const timer = setInterval(() => {
            ear.getFloatTimeDomainData(samples)
            loudest = Math.max(loudest, ...samples)
          }, 20)
          setTimeout(() => {
            clearInterval(timer)
            void context.close()
            resolve(loudest)
          }, 1200)
          return real.call(this)
        }
      }),
  )

/** What the system's lock screen is given is noted from then on, and its buttons can be pressed, see `onLockScreen`. */
export const withLockScreen = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const locked = { buttons: new Map<string, MediaSessionActionHandler>(), awake: 0 }
    const set = navigator.mediaSession.setActionHandler.bind(navigator.mediaSession)
    navigator.mediaSession.setActionHandler = (name: MediaSessionAction, act: MediaSessionActionHandler | null) => {
      if (act) locked.buttons.set(name, act)
      else locked.buttons.delete(name)
      set(name, act)
    }
    const ask = navigator.wakeLock.request.bind(navigator.wakeLock)
    navigator.wakeLock.request = async (kind) => {
      locked.awake++
      return ask(kind)
    }
    Object.assign(globalThis, { locked })
  })

type Locked = { buttons: Map<string, () => void>; awake: number }

export const pressLocked = (page: Page, name: string): Promise<void> =>
  page.evaluate((one) => (globalThis as unknown as { locked: Locked }).locked.buttons.get(one)?.(), name)

export const onLockScreen = (
  page: Page,
): Promise<{ readonly title: string; readonly plays: string; readonly buttons: readonly string[]; readonly awake: number }> =>
  page.evaluate(() => {
    const { buttons, awake } = (globalThis as unknown as { locked: Locked }).locked
    const { metadata, playbackState } = navigator.mediaSession
    return { title: metadata?.title ?? '', plays: playbackState, buttons: [...buttons.keys()], awake }
  })

/** As if another window lay over this one; notifications of the system are noted in `notes`. */
export const withNotes = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const hold = { isHidden: false, notes: [] as string[], closed: 0 }
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => (hold.isHidden ? 'hidden' : 'visible') })
    const Real = globalThis.Notification
    globalThis.Notification = class extends Real {
      constructor(...given: ConstructorParameters<typeof Notification>) {
        super(...given)
        hold.notes.push(given[0])
      }
      override close(): void {
        hold.closed++
        super.close()
      }
    }
    Object.assign(globalThis, { hold })
  })

export const hide = (page: Page, isHidden: boolean): Promise<unknown> =>
  page.evaluate((to) => {
    Object.assign((globalThis as unknown as { hold: object }).hold, { isHidden: to })
    document.dispatchEvent(new Event('visibilitychange'))
  }, isHidden)

export const notes = (page: Page): Promise<{ readonly notes: readonly string[]; readonly closed: number }> =>
  page.evaluate(() => (globalThis as unknown as { hold: { notes: string[]; closed: number } }).hold)

/** How loud each voice is played here, 0 to 1. */
export const volumes = (page: Page): Promise<readonly number[]> =>
  page.evaluate(() => [...document.querySelectorAll<HTMLAudioElement>('audio[data-voice]')].map(({ volume }) => volume))

/** Peer connections of the page can be looked at from then on. */
export const watchPeers = (page: Page): Promise<unknown> =>
  page.addInitScript(() => {
    const peers: RTCPeerConnection[] = []
    const Real = globalThis.RTCPeerConnection
    globalThis.RTCPeerConnection = class extends Real {
      constructor(...given: ConstructorParameters<typeof RTCPeerConnection>) {
        super(...given)
        peers.push(this)
      }
    }
    Object.assign(globalThis, { peers })
  })

/** Where the other one of two has just left, the call ends by itself; whoever is still in it then leaves. */
export const leaveUnlessOver = (page: Page): Promise<void> =>
  toolbar(page)
    .waitFor({ state: 'detached', timeout: 5000 })
    .catch(() => leave(page))

export async function leave(
  page: Page,
  how: 'Leave; the others go on' | 'End the call for all' = 'Leave; the others go on',
): Promise<void> {
  await press(page, 'Leave the call')
  const ask = page.getByRole('menuitem', { name: how })
  await Promise.race([ask.click({ timeout: 3000 }).catch(() => undefined), toolbar(page).waitFor({ state: 'detached' })])
  await toolbar(page).waitFor({ state: 'detached' })
}

export async function expectTiles(page: Page, many: number): Promise<void> {
  await until(`${many} tiles`, async () => (await tiles(page).count()) === many, {
    within: 60_000,
    seen: () => tiles(page).allInnerTexts(),
  })
  expect(await tiles(page).count()).toBe(many)
}
