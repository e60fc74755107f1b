// Both devices with one question, in a browser that answers as it is told to.
import { afterEach, expect, test, vi } from 'vitest'
import { openBoth } from './capture.ts'

type Wish = { readonly audio?: unknown; readonly video?: unknown }

/** @param refuses what is asked for with this is refused @param denied what the page may not have in any case */
function browser(refuses: (wish: Wish) => DOMException | undefined, denied: readonly string[]): Wish[] {
  const wishes: Wish[] = []
  const mediaDevices = {
    async getUserMedia(wish: Wish) {
      wishes.push(wish)
      const refusal = refuses(wish)
      if (refusal !== undefined) throw refusal
      const tracks = Object.keys(wish).map((kind) => ({ kind, contentHint: '' }))
      return { getTracks: () => tracks }
    },
  }
  const permissions = { query: async ({ name }: { name: string }) => ({ state: denied.includes(name) ? 'denied' : 'prompt' }) }
  const navigator = { mediaDevices, permissions, hardwareConcurrency: 2 }
  vi.stubGlobal('navigator', navigator)
  vi.stubGlobal('window', { isSecureContext: true, navigator })
  return wishes
}
const open = (isWanted = true) => openBoth({ device: null, noise: true }, { device: null }, () => isWanted)
const no = (wish: Wish) => ('video' in wish ? new DOMException('Permission denied', 'NotAllowedError') : undefined)

afterEach(() => void vi.unstubAllGlobals())

test('[WEB-CALL-1] who has blocked the camera alone is heard all the same, and is told of the camera', async () => {
  browser(no, ['camera'])
  const { microphone, camera } = open()
  const [voice, picture] = await Promise.allSettled([microphone, camera])
  expect(voice).toMatchObject({ status: 'fulfilled', value: { kind: 'audio' } })
  expect(picture).toMatchObject({ status: 'rejected', reason: { trouble: { what: 'camera', is: 'refused' } } })
})

test('[WEB-CALL-1] a no to the one question is a no to both, and nobody is asked again', async () => {
  const wishes = browser(() => new DOMException('Permission denied', 'NotAllowedError'), [])
  const { microphone, camera } = open()
  for (const one of await Promise.allSettled([microphone, camera])) expect(one.status).toBe('rejected')
  expect(wishes).toHaveLength(1)
})

test('[WEB-CALL-1] a device that nobody wants any more is not opened by itself', async () => {
  const wishes = browser((wish) => ('audio' in wish && 'video' in wish ? new DOMException('', 'NotReadableError') : undefined), [])
  const { microphone, camera } = open(false)
  for (const one of await Promise.allSettled([microphone, camera])) expect(one.status).toBe('rejected')
  expect(wishes).toHaveLength(1)
  const again = open()
  await Promise.all([again.microphone, again.camera])
  expect(wishes).toHaveLength(4)
})
