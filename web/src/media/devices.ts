// Which microphones, cameras and speakers there are, now and whenever one is plugged in or pulled out.
import { useEffect, useState } from 'react'
import { t } from '../text/t.ts'

export type OneDevice = { readonly id: string; readonly name: string }
export type Devices = {
  readonly microphones: readonly OneDevice[]
  readonly cameras: readonly OneDevice[]
  readonly speakers: readonly OneDevice[]
}

export const NO_DEVICES: Devices = { microphones: [], cameras: [], speakers: [] }

type Entry = Pick<MediaDeviceInfo, 'deviceId' | 'kind' | 'label'>

/** Before the person has allowed one, browsers tell only that there are some, without ids and names. */
export function sorted(entries: readonly Entry[]): Devices {
  const of = (kind: MediaDeviceKind, unnamed: (number: number) => string): OneDevice[] =>
    entries
      .filter((one) => one.kind === kind && one.deviceId !== '' && one.deviceId !== 'communications')
      .map(({ deviceId, label }, index) => ({ id: deviceId, name: named(deviceId, label) || unnamed(index + 1) }))
  return {
    microphones: of('audioinput', (number) => t('Microphone {number}', { number })),
    cameras: of('videoinput', (number) => t('Camera {number}', { number })),
    speakers: of('audiooutput', (number) => t('Speaker {number}', { number })),
  }
}

/** 'Default - Built-in Audio' is the system's choice; the vendor's numbers at the end help nobody. */
function named(id: string, label: string): string {
  const plain = label.replace(/\s*\([0-9a-f]{4}:[0-9a-f]{4}\)$/i, '')
  if (id !== 'default') return plain
  return plain ? t('Same as the system ({name})', { name: plain.replace(/^default\s*-\s*/i, '') }) : t('Same as the system')
}

export async function listDevices(): Promise<Devices> {
  if (!isSecureContext || !('mediaDevices' in navigator)) return NO_DEVICES
  return sorted(await navigator.mediaDevices.enumerateDevices())
}

/** @param since changes when devices may have got their names: after the first permission */
export function useDevices(since: unknown): Devices {
  const [devices, setDevices] = useState(NO_DEVICES)
  useEffect(() => {
    let isGone = false
    const look = (): void =>
      void listDevices().then(
        (found) => isGone || setDevices(found),
        () => undefined,
      )
    look()
    if (!isSecureContext || !('mediaDevices' in navigator)) return
    navigator.mediaDevices.addEventListener('devicechange', look)
    return () => {
      isGone = true
      navigator.mediaDevices.removeEventListener('devicechange', look)
    }
  }, [since])
  return devices
}

/** Can sound be sent to a speaker of one's choice? Not everywhere. */
export const canChooseSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype

/** Sends the sound of an element to a speaker; one that is gone leaves it where it was. */
export async function playOn(element: HTMLMediaElement, speaker: string | null): Promise<void> {
  if (!canChooseSpeaker()) return
  await element.setSinkId(speaker ?? '').catch(() => undefined)
}
