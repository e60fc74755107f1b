// Everybody who takes part, by name.
import type { Starter } from './compare.ts'
import type { Contestant } from './scenarios.ts'
import { peers } from './servers/peers.ts'
import { startFloor, startHearth, startKept, startPeer } from './servers/start.ts'

export const starters: Readonly<Record<Contestant | 'hearth', Starter>> = {
  hearth: { name: 'hearth', start: () => startHearth() },
  tls: { name: 'tls', start: () => startHearth('tls') },
  joined: { name: 'joined', start: () => startFloor('joined') },
  single: { name: 'single', start: () => startFloor('single') },
  kept: { name: 'kept', start: () => startKept() },
}

/** Each peer in the set-up that is fair to it, then in the one it comes with. */
export const peerStarters: readonly Starter[] = peers.flatMap((peer) => {
  const { name, fair, usual } = peer
  const whole = { name, start: () => startPeer(peer, fair) }
  return usual ? [whole, { name: `${name}, as it comes`, start: () => startPeer(peer, usual) }] : [whole]
})
