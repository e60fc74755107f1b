// Getting a microphone, a camera or a screen. Each gives one track or throws a DeviceError that says what to do.
import { type Device, DeviceError, standing, troubleOf } from './trouble.ts'

export type MicrophoneWish = {
  /** Null: the system's choice. */
  readonly device: string | null
  /** Takes hum, fans and keys out, and evens out how loud one is. */
  readonly noise: boolean
}
export type CameraWish = { readonly device: string | null; readonly facing?: 'user' | 'environment' }
export type Screen = { readonly video: MediaStreamTrack; readonly audio: MediaStreamTrack | null }

/** What a camera is asked for; it gives what it can. Three sizes of a picture are made from it, which is too much for a small device. */
export const pictureFor = (cores: number): MediaTrackConstraints =>
  cores > 2
    ? { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 24, max: 30 } }
    : { width: { ideal: 640 }, height: { ideal: 360 }, frameRate: { ideal: 15, max: 20 } }

export function openMicrophone(wish: MicrophoneWish): Promise<MediaStreamTrack> {
  return open('microphone', wish.device, (id) => ({ audio: { ...voiceFor(wish), ...id } }))
}

export async function openCamera(wish: CameraWish): Promise<MediaStreamTrack> {
  return moving(await open('camera', wish.device, (id) => ({ video: { ...sightFor(wish), ...id } })))
}

/**
 * Both, with one question of the browser to the person. What they answered holds for both; where one of the devices is at fault, or is not allowed
 * to this page in any case, each is opened by itself, for the other may be had. Either rejects as if it were opened alone.
 * @param isWanted asked before one is opened by itself: the person may think otherwise by then
 */
export function openBoth(
  microphone: MicrophoneWish,
  camera: CameraWish,
  isWanted: (what: 'microphone' | 'camera') => boolean,
): Readonly<Record<'microphone' | 'camera', Promise<MediaStreamTrack>>> {
  const chosen = (device: string | null) => (device === null ? {} : { deviceId: { exact: device } })
  const wish = {
    audio: { ...voiceFor(microphone), ...chosen(microphone.device) },
    video: { ...sightFor(camera), ...chosen(camera.device) },
  }
  const hindrance = standing('camera')
  const both = hindrance ? Promise.reject(new DeviceError(hindrance)) : navigator.mediaDevices.getUserMedia(wish)
  const orAlone = (kind: 'audio' | 'video', what: 'microphone' | 'camera', alone: () => Promise<MediaStreamTrack>) =>
    both.then(
      (stream) => stream.getTracks().find((track) => track.kind === kind) ?? alone(),
      async (failure: unknown) => {
        const found = troubleOf(failure, what)
        const isNo = found.is === 'dismissed' || (found.is === 'refused' && !(await isOtherDenied(what)))
        if (isNo || !isWanted(what)) throw new DeviceError(found, failure)
        return alone()
      },
    )
  return {
    microphone: orAlone('audio', 'microphone', () => openMicrophone(microphone)),
    camera: orAlone('video', 'camera', () => openCamera(camera)).then(moving),
  }
}

/** A standing no to the other one is not one to this. A browser that does not tell is asked for this one alone. */
const isOtherDenied = (what: 'microphone' | 'camera'): Promise<boolean> =>
  navigator.permissions.query({ name: what === 'camera' ? 'microphone' : 'camera' }).then(
    ({ state }) => state === 'denied',
    () => true,
  )

const voiceFor = ({ noise }: MicrophoneWish): MediaTrackConstraints => ({
  ...{ echoCancellation: true, noiseSuppression: noise, autoGainControl: noise },
})
const sightFor = ({ device, facing }: CameraWish): MediaTrackConstraints => ({
  ...pictureFor(navigator.hardwareConcurrency),
  ...(facing && device === null ? { facingMode: { ideal: facing } } : {}),
})
function moving(track: MediaStreamTrack): MediaStreamTrack {
  track.contentHint = 'motion'
  return track
}

/** Null when the person closed the browser's list without choosing: that is an answer, not a fault. */
export async function openScreen(): Promise<Screen | null> {
  const hindrance = standing('screen')
  if (hindrance) throw new DeviceError(hindrance)
  try {
    const stream = await navigator.mediaDevices.getDisplayMedia(screenWish)
    const [video] = stream.getVideoTracks()
    if (!video) return null
    video.contentHint = 'detail'
    return { video, audio: stream.getAudioTracks()[0] ?? null }
  } catch (failure) {
    const found = troubleOf(failure, 'screen')
    if (found.is === 'refused' || found.is === 'dismissed') return null
    throw new DeviceError(found, failure)
  }
}

/**
 * Words and edges before motion; sound as it is, but for what this page plays itself: that are the others, who need not hear themselves. Not all of
 * it is in every browser's list yet.
 */
const screenWish = {
  video: { frameRate: { ideal: 15, max: 30 } },
  audio: { echoCancellation: false, noiseSuppression: false, autoGainControl: false, restrictOwnAudio: true },
  selfBrowserSurface: 'exclude',
  surfaceSwitching: 'include',
  systemAudio: 'include',
} as const

type Constraints = (id: { deviceId?: { exact: string } }) => MediaStreamConstraints

/** A device that was chosen once may be at home today: then any other will do. */
async function open(what: Device, device: string | null, constraints: Constraints): Promise<MediaStreamTrack> {
  const hindrance = standing(what)
  if (hindrance) throw new DeviceError(hindrance)
  try {
    return await first(constraints(device === null ? {} : { deviceId: { exact: device } }))
  } catch (failure) {
    const found = troubleOf(failure, what)
    if (device !== null && found.is === 'missing') return open(what, null, constraints)
    throw new DeviceError(found, failure)
  }
}

async function first(constraints: MediaStreamConstraints): Promise<MediaStreamTrack> {
  const [track] = (await navigator.mediaDevices.getUserMedia(constraints)).getTracks()
  if (!track) throw new DOMException('a stream without a track', 'NotFoundError')
  return track
}
