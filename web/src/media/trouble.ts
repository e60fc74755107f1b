// What may stand between this page and a microphone, a camera or a screen; each said so that a person can mend it.

export type Device = 'microphone' | 'camera' | 'screen' | 'speaker'

/**
 * insecure     the browser gives devices only to addresses it trusts
 * unsupported  this browser has no such thing at all
 * missing      nothing of the kind is plugged in
 * refused      the person, or a standing choice of theirs, said no to this page
 * dismissed    the question was closed without an answer
 * system       the system keeps the device from the browser
 * busy         another program holds it
 * lost         it was there and is gone: unplugged, or taken by a telephone call
 */
export type TroubleKind = 'insecure' | 'unsupported' | 'missing' | 'refused' | 'dismissed' | 'system' | 'busy' | 'lost' | 'other'
export type Trouble = { readonly what: Device; readonly is: TroubleKind; readonly title: string; readonly says: string }

/** A device could not be had; `message` is what to tell the person. */
export class DeviceError extends Error {
  readonly trouble: Trouble
  constructor(trouble: Trouble, cause?: unknown) {
    super(`${trouble.title}. ${trouble.says}`, { cause })
    this.trouble = trouble
  }
}

const names: Readonly<Record<Device, string>> = { microphone: 'microphone', camera: 'camera', screen: 'screen', speaker: 'speaker' }

const titles: Readonly<Record<TroubleKind, (device: string) => string>> = {
  insecure: (device) => `No ${device} on this address`,
  unsupported: (device) => `This browser cannot share a ${device}`,
  missing: (device) => `No ${device} was found`,
  refused: (device) => `The ${device} is blocked for this page`,
  dismissed: (device) => `The ${device} was not allowed yet`,
  system: (device) => `The system keeps the ${device} from the browser`,
  busy: (device) => `Another program holds the ${device}`,
  lost: (device) => `The ${device} is gone`,
  other: (device) => `The ${device} could not be opened`,
}

const ways: Readonly<Record<TroubleKind, (device: string) => string>> = {
  insecure: () =>
    'Browsers give devices only to addresses they trust. Open Hearth by its https address, accept its certificate there, and come back. Until then you can listen.',
  unsupported: (device) =>
    device === 'screen'
      ? 'Sharing a screen works in browsers on a computer. You see what others share.'
      : 'Try a newer browser; until then you can listen.',
  missing: (device) => `Plug a ${device} in, and it is offered at once. Until then you take part without it.`,
  refused: (device) => `Press the sign beside the address, allow the ${device}, and try again. Until then you take part without it.`,
  dismissed: (device) => `The browser’s question was closed. Try again and choose “Allow”, or take part without the ${device}.`,
  system: (device) => `Open the privacy settings of this device, let the browser use the ${device}, and try again.`,
  busy: (device) => `Close the program that uses the ${device}, and try again. Until then you take part without it.`,
  lost: (device) => `Plug it in again or choose another ${device}. You are still in the call.`,
  other: (device) => `Try again, or take part without the ${device}.`,
}

export const trouble = (what: Device, is: TroubleKind): Trouble => ({
  what,
  is,
  title: titles[is](names[what]),
  says: ways[is](names[what]),
})

/** What can be known before asking: nothing may be asked for on an untrusted address, or by an old browser. */
export function standing(
  what: Device,
  page: { readonly isSecureContext: boolean; readonly navigator: object } = window,
): Trouble | undefined {
  if (!page.isSecureContext) return trouble(what, 'insecure')
  const devices = 'mediaDevices' in page.navigator ? page.navigator.mediaDevices : undefined
  const method = what === 'screen' ? 'getDisplayMedia' : 'getUserMedia'
  if (typeof devices !== 'object' || devices === null || !(method in devices)) return trouble(what, 'unsupported')
  return undefined
}

/** What a browser's refusal means. The names are those of the Media Capture specification; the words tell refusals apart. */
export function troubleOf(failure: unknown, what: Device): Trouble {
  if (failure instanceof DeviceError) return failure.trouble
  const { name, message } = failure instanceof Error ? failure : { name: '', message: '' }
  switch (name) {
    case 'NotFoundError':
    case 'DevicesNotFoundError':
    case 'OverconstrainedError':
      return trouble(what, 'missing')
    case 'NotAllowedError':
    case 'PermissionDeniedError':
    case 'SecurityError':
      return trouble(what, /system/i.test(message) ? 'system' : /dismissed/i.test(message) ? 'dismissed' : 'refused')
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return trouble(what, /system|permission/i.test(message) ? 'system' : 'busy')
    default:
      return trouble(what, 'other')
  }
}
