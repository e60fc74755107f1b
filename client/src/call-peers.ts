// The peer connection of a call: thrown away for a new one when the server says so, answering one offer after another, and mended where
// nothing gets through.
import type { IceServer } from '@hearth/protocol/call-shapes.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
import type { EventWith } from '@hearth/protocol/events.ts'
import type { Wait } from './store.ts'

/** A peer connection of the platform, for one `peer` number. */
export type Peer = {
  /** The server's description in, the answer to it out. Rejects when the platform cannot. Called one after another. `iceServers` hold from then on. */
  answer(sdp: string, iceServers: readonly IceServer[]): Promise<string>
  close(): void
}
export type Link = 'connecting' | 'connected' | 'broken'
/** Opens a peer; `linked` is to be told how its way to the server stands, at every change. */
export type OpenPeer = (iceServers: readonly IceServer[], linked: (link: Link) => void) => Peer

type Given = {
  readonly openPeer: OpenPeer
  readonly wait: Wait
  readonly answer: (answer: { readonly peer: number; readonly n: number; readonly sdp: string }) => Promise<unknown>
  /** The server is to offer a new way; only that, or a new peer with it. Rejects where it did not hear of it. */
  readonly restart: (peer: number, way: boolean) => Promise<unknown>
  readonly linked: (link: Link) => void
}

type Held = {
  readonly number: number
  readonly is: Peer
  answered: number
  /** One after another. Its own: what a connection was asked before it was closed may never be answered, and the next one does not wait for that. */
  answering: Promise<void>
  link: Link
  worked: boolean
}

/** A way that stays broken, or never came to be, is asked for anew after so long. */
const MEND_AFTER_MS = 4000
/** Where none came to be in that time, the next one has longer: a device that has too much to do has more to do with each new one. */
const LONGER = 1.5
const LONGEST_MS = 20_000

export function createCallPeers({ openPeer, wait, answer, restart, linked }: Given) {
  let peer: Held | undefined
  let callOffMending: (() => void) | undefined
  /** Another way was asked for a moment ago: it is given its time. */
  let callOffFresh: (() => void) | undefined
  /** What was asked for and not heard; how often this peer was mended in vain. */
  let isDue = false
  let tries = 0
  /** Peers that never worked, in a row. */
  let vain = 0

  function drop(): void {
    callOffMending?.()
    callOffFresh?.()
    callOffFresh = undefined
    peer?.is.close()
    peer = undefined
    isDue = false
    tries = 0
  }
  /** A connection that worked needs only another way, and keeps what it has; where that helps nothing, all of it is made anew. */
  function mend(): void {
    isDue = true
    callOffFresh?.()
    callOffFresh = wait(MEND_AFTER_MS, () => void (callOffFresh = undefined))
    restart(peer?.number ?? 0, peer?.worked === true && tries % 2 === 0).then(
      () => {
        isDue = false
        tries++
      },
      () => undefined,
    )
  }

  function mendSoon(number: number): void {
    callOffMending?.()
    callOffMending = wait(peer?.worked ? MEND_AFTER_MS : Math.min(LONGEST_MS, MEND_AFTER_MS * LONGER ** vain), () => {
      if (peer?.number !== number || peer.link === 'connected') return
      if (!peer.worked) vain++
      mend()
      mendSoon(number)
    })
  }

  function changed(number: number, link: Link): void {
    if (peer?.number !== number || peer.link === link) return
    peer.link = link
    if (link === 'connected') {
      peer.worked = true
      tries = 0
      vain = 0
    }
    callOffMending?.()
    linked(link)
    // The browser says so some seconds after nothing came any more: what was asked for by then is not called off for something dearer.
    if (link === 'broken' && callOffFresh === undefined) mend()
    if (link !== 'connected') mendSoon(number)
  }

  function offered({ peer: number, n, sdp }: Pick<EventWith<'call.offer'>, 'peer' | 'n' | 'sdp'>, iceServers: readonly IceServer[]): void {
    if (peer !== undefined && number < peer.number) return
    if (peer?.number !== number) {
      drop()
      const is = openPeer(iceServers, (link) => changed(number, link))
      peer = { number, is, answered: 0, answering: Promise.resolve(), link: 'connecting', worked: false }
      mendSoon(number)
    }
    const to = peer
    to.answering = to.answering.then(async () => {
      if (peer !== to || n <= to.answered) return
      try {
        const mine = await to.is.answer(sdp, iceServers)
        if (peer !== to) return
        to.answered = n
        await answer({ peer: number, n, sdp: mine })
      } catch (error) {
        // What this connection cannot answer, another one may. Without a way to the server it is said again when there is one.
        if (peer === to && !(error instanceof ChatError && error.code === 'offline')) mend()
        to.answered = Math.min(to.answered, n - 1)
      }
    })
  }

  return {
    drop,
    offered,
    /** The network is another one. */
    mend() {
      tries = 0
      vain = 0
      mend()
    },
    /** The server is there again: what it has not heard is said again. */
    back: () => peer !== undefined && (isDue || peer.link === 'broken') && mend(),
  }
}
