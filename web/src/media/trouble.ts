// What may stand between this page and a microphone, a camera or a screen; each said so that a person can mend it.
import { t } from '../text/t.ts'

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

/** As they stand inside the sentences below; some languages put their article here. */
const names: Readonly<Record<Device, () => string>> = {
  microphone: () => t('microphone [inside a sentence]'),
  camera: () => t('camera [inside a sentence]'),
  screen: () => t('screen [inside a sentence]'),
  speaker: () => t('speaker [inside a sentence]'),
}

const titles: Readonly<Record<TroubleKind, (device: string) => string>> = {
  insecure: (device) => t('No {device} on this address', { device }),
  unsupported: (device) => t('This browser cannot share a {device}', { device }),
  missing: (device) => t('No {device} was found', { device }),
  refused: (device) => t('The {device} is blocked for this page', { device }),
  dismissed: (device) => t('The {device} was not allowed yet', { device }),
  system: (device) => t('The system keeps the {device} from the browser', { device }),
  busy: (device) => t('Another program holds the {device}', { device }),
  lost: (device) => t('The {device} is gone', { device }),
  other: (device) => t('The {device} could not be opened', { device }),
}

const ways: Readonly<Record<TroubleKind, (device: string, what: Device) => string>> = {
  insecure: () =>
    t(
      'Browsers give devices only to addresses they trust. Open Hearth by its https address, accept its certificate there, and come back. Until then you can listen.',
    ),
  unsupported: (_device, what) =>
    what === 'screen'
      ? t('Sharing a screen works in browsers on a computer. You see what others share.')
      : t('Try a newer browser; until then you can listen.'),
  missing: (device) => t('Plug a {device} in, and it is offered at once. Until then you take part without it.', { device }),
  refused: (device) =>
    t('Press the sign beside the address, allow the {device}, and try again. Until then you take part without it.', { device }),
  dismissed: (device) =>
    t('The browser’s question was closed. Try again and choose “Allow”, or take part without the {device}.', { device }),
  system: (device) => t('Open the privacy settings of this device, let the browser use the {device}, and try again.', { device }),
  busy: (device) => t('Close the program that uses the {device}, and try again. Until then you take part without it.', { device }),
  lost: (device) => t('Plug the {device} in again, or choose another one. You are still in the call.', { device }),
  other: (device) => t('Try again, or take part without the {device}.', { device }),
}

export const trouble = (what: Device, is: TroubleKind): Trouble => ({
  what,
  is,
  title: titles[is](names[what]()),
  says: ways[is](names[what](), what),
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
