// The people of a call as tiles: one for each, and one more for each screen.
import { MOST_SCREENS } from '@hearth/protocol/call-sizes.ts'
import { type CallView, cameraKey, type Seen, type Somebody, screenKey } from '../../calls/view.ts'

export type OneTile = {
  readonly key: string
  readonly somebody: Somebody
  readonly isScreen: boolean
  readonly isMe: boolean
  readonly spokeAt: number
  readonly stream: MediaStream | null
  /** One more screen than are sent at once. */
  readonly isSpare: boolean
}

/** Others first, in the order they came; oneself at the end; screens before all. */
export function tilesOf({ people }: Pick<CallView, 'people'>): readonly OneTile[] {
  const inOrder = [...people.filter(({ isMe }) => !isMe), ...people.filter(({ isMe }) => isMe)]
  const others = people.filter(({ isMe, hasScreen }) => !isMe && hasScreen).length
  const screens = inOrder.flatMap((one) => (one.hasScreen ? [screenOf(one)] : []))
  return [...screens.map((tile) => ({ ...tile, isSpare: others > MOST_SCREENS && tile.stream === null })), ...inOrder.map(faceOf)]
}

const faceOf = (somebody: Somebody): OneTile => ({
  key: cameraKey(somebody),
  somebody,
  isScreen: false,
  isMe: somebody.isMe,
  spokeAt: somebody.spokeAt,
  stream: somebody.camera,
  isSpare: false,
})

const screenOf = (somebody: Somebody): OneTile => ({
  ...faceOf(somebody),
  key: screenKey(somebody),
  isScreen: true,
  stream: somebody.screen,
})

/** There is a picture to be sent for it. */
export const isWorth = ({ isMe, isScreen, somebody }: OneTile): boolean => !isMe && (isScreen ? somebody.hasScreen : somebody.hasCamera)

/** @param height as it is drawn, in device pixels */
export const seenAs = ({ somebody, isScreen }: OneTile, height: number): Seen => ({
  somebody: somebody.key,
  source: isScreen ? 'screen' : 'camera',
  height: Math.max(1, Math.round(height)),
})
