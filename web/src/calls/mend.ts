// What tells that a call needs another way through the network.
import type { Mine } from '@hearth/client/calls.ts'
import type { WebPeer } from '../media/peer.ts'
import { createPulse } from '../media/pulse.ts'

const PULSE_MS = 300

/** Gives back how to end it. */
export const mendings = (peer: () => WebPeer | null, mine: () => Mine, mend: () => void): readonly (() => void)[] => [
  ...mendByNetwork(mend),
  mendByPulse(peer, () => isConnected(mine()), mend),
]

/** As far as the browser knows. */
const isConnected = (mine: Mine): boolean => mine.is === 'in' && mine.link === 'connected'

/** Another network needs another way. */
function mendByNetwork(mend: () => void): readonly (() => void)[] {
  const network = networkOf(navigator)
  let type = typeOf(network)
  const look = (): void => {
    const before = type
    type = typeOf(network)
    // It tells of its speed as well, which is no reason to look for another way.
    if (type !== before) mend()
  }
  return [listenTo(globalThis, 'online', mend), listenTo(network, 'change', look)]
}

/**
 * Where nothing comes in any more another way is looked for before the browser itself gives up. One that is still coming to be, or is being mended, is left
 * alone: hands are shaken slowly on a device that has much to do, and whoever begins anew each time never gets there.
 */
export function mendByPulse(peer: () => Pick<WebPeer, 'received'> | null, isConnected: () => boolean, mend: () => void): () => void {
  let [of, pulse] = [peer(), createPulse()]
  const timer = setInterval(() => {
    const now = peer()
    if (now !== of || !isConnected()) [of, pulse] = [now, createPulse()]
    if (!isConnected()) return
    now?.received().then(
      (bytes) => now === peer() && isConnected() && pulse.beat(bytes, performance.now()) && mend(),
      () => undefined,
    )
  }, PULSE_MS)
  return () => clearInterval(timer)
}

const typeOf = (network: EventTarget | undefined): unknown => (network && 'type' in network ? network.type : undefined)

export function listenTo(target: EventTarget | undefined, name: string, act: () => void): () => void {
  target?.addEventListener(name, act)
  return () => target?.removeEventListener(name, act)
}

/** Some browsers say when the network is another one. */
const networkOf = (browser: Navigator): EventTarget | undefined =>
  'connection' in browser && browser.connection instanceof EventTarget ? browser.connection : undefined
