// The people of a call as tiles: one for each, and one more for each screen.
import { type CallView, cameraKey, type Somebody, screenKey } from '../../calls/view.ts'

export type OneTile = {
  readonly key: string
  readonly somebody: Somebody
  readonly isScreen: boolean
  readonly isMe: boolean
  readonly spokeAt: number
  readonly stream: MediaStream | null
}

/** Others first, in the order they came; oneself at the end; screens before all. */
export function tilesOf({ people }: Pick<CallView, 'people'>): readonly OneTile[] {
  const inOrder = [...people.filter(({ isMe }) => !isMe), ...people.filter(({ isMe }) => isMe)]
  return [...inOrder.flatMap((one) => (one.screen ? [screenOf(one)] : [])), ...inOrder.map(faceOf)]
}

const faceOf = (somebody: Somebody): OneTile => ({
  key: cameraKey(somebody),
  somebody,
  isScreen: false,
  isMe: somebody.isMe,
  spokeAt: somebody.spokeAt,
  stream: somebody.camera,
})

const screenOf = (somebody: Somebody): OneTile => ({ ...faceOf(somebody), key: screenKey(somebody), isScreen: true, stream: somebody.screen })
