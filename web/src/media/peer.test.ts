// What is set on the browser's senders, in a browser that refuses now and then.
import { afterEach, expect, test, vi } from 'vitest'
import { openPeer } from './peer.ts'

type Parameters = { encodings: readonly { active?: boolean }[] }

/** Lines of a connection that was answered; `refusals` are thrown, one for each time that something is set. */
function browser(refusals: Error[]): { readonly set: Parameters[]; readonly read: string[] } {
  const [set, read]: [Parameters[], string[]] = [[], []]
  const transceivers = ['0', '1', '2', '3'].map((mid) => ({
    mid,
    sender: {
      track: null,
      getParameters(): Partial<Parameters> {
        read.push(mid)
        return mid === '2' ? {} : { encodings: [{}, {}, {}] }
      },
      async setParameters(to: Parameters) {
        const refusal = refusals.shift()
        if (refusal !== undefined) throw refusal
        set.push(to)
      },
    },
  }))
  vi.stubGlobal(
    'RTCPeerConnection',
    class {
      getTransceivers = () => transceivers
      close = () => undefined
    },
  )
  return { set, read }
}

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

test('[WEB-CALL-7] what the browser refused to set is set once more, and stands in the way of nothing that is set later', async () => {
  vi.useFakeTimers()
  const { set, read } = browser([new Error('not now')])
  const peer = openPeer(
    [],
    () => undefined,
    { track: () => null, watched: () => ({ camera: 0, screen: 0 }) },
    () => undefined,
  )
  peer.resize()
  await vi.advanceTimersByTimeAsync(0)
  expect(set).toHaveLength(0)
  // The screen has no sizes here; it was come to all the same.
  expect(read).toEqual(['1', '2'])
  await vi.advanceTimersByTimeAsync(600)
  expect(set).toHaveLength(1)
  expect(set[0]?.encodings.map(({ active }) => active)).toEqual([false, false, false])
  await vi.advanceTimersByTimeAsync(5000)
  expect(set).toHaveLength(1)
  peer.resize()
  await vi.advanceTimersByTimeAsync(0)
  expect(set).toHaveLength(2)
  peer.close()
})
