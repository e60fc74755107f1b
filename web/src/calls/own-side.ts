// One's own side and the server's word on it, kept the same: what the devices give is sent and said; what whoever leads decides is done.
import type { Calls } from '@hearth/client/calls.ts'
import type { Participant } from '@hearth/protocol/call-shapes.ts'
import type { WebPeer } from '../media/peer.ts'
import type { Studio } from '../media/studio.ts'
import { ownFacts, ownTracks } from './draw.ts'

export type OwnSide = {
  /** The devices changed, or the peer connection. */
  follow(): void
  /** The server said what is true of this participant. */
  told(self: Participant | undefined): void
}

const SOURCES = ['mic', 'camera', 'screen', 'sound'] as const

export function createOwnSide(calls: Pick<Calls, 'mine' | 'set' | 'isHeardOf'>, studio: Studio, peer: () => WebPeer | null): OwnSide {
  let wasMuted = true
  return {
    follow() {
      const tracks = ownTracks(studio.state)
      for (const source of SOURCES) peer()?.send(source, tracks[source])
      const now = ownFacts(studio.state)
      if (calls.mine.is === 'out') return
      const { own } = calls.mine
      const isSame = now.muted === own.muted && now.camera === own.camera && now.sharing === own.sharing
      // Another camera has other lines; where it is turned off, those of the last one mean nothing.
      if (isSame && (now.cameraLines ?? own.cameraLines) === own.cameraLines) return
      calls.set(now)
    },
    told(self) {
      if (!self) return
      const { isHeard, camera, screen } = studio.state
      // What this device said comes back, too, before it is known to be heard, and means nothing new.
      const isSilenced = self.muted && !wasMuted && calls.isHeardOf()
      wasMuted = self.muted
      if (isHeard && (isSilenced || !self.speaks)) void studio.hear(false)
      if (camera && !self.speaks) void studio.see(false)
      if (screen && !self.speaks) void studio.share(false)
    },
  }
}
