// When another way is looked for, by what comes in.
import { afterEach, expect, test, vi } from 'vitest'
import { mendByPulse } from './mend.ts'

afterEach(() => void vi.useRealTimers())

test('[WEB-CALL-10] a connection that is slow to come to be is not begun anew for being slow; one that worked and stands still is mended once', async () => {
  vi.useFakeTimers()
  let [bytes, isConnected, mended] = [0, false, 0]
  const peer = { received: async () => bytes }
  const stop = mendByPulse(
    () => peer,
    () => isConnected,
    () => void mended++,
  )
  const pass = async (ms: number, grows: boolean): Promise<void> => {
    for (let at = 0; at < ms; at += 100) {
      if (grows) bytes += 100
      await vi.advanceTimersByTimeAsync(100)
    }
  }
  // Hands are shaken, and then the other side has no time for some seconds.
  await pass(1500, true)
  await pass(6000, false)
  expect(mended).toBe(0)
  isConnected = true
  await pass(2000, true)
  await pass(3000, false)
  expect(mended).toBe(1)
  // It is being mended by now: what it was used to counts for nothing afterwards.
  isConnected = false
  await pass(4000, false)
  isConnected = true
  await pass(600, true)
  expect(mended).toBe(1)
  stop()
})
