// What of calls lies over every scene: what rings, the small widget, the keys, the sound of calling.
import { type ReactElement, useEffect } from 'react'
import type { Return } from '../../calls/again.ts'
import { type Ring, useCallView } from '../../calls/hold.ts'
import type { Line } from '../../calls/line.ts'
import { repeat } from '../../media/tones.ts'
import { go, type Route } from '../../route.ts'
import { useRoom } from '../../state.ts'
import { Mini } from './mini.tsx'
import { closePip, InPip, usePip } from './pip.tsx'
import { Rings } from './rings.tsx'
import { useTalkKeys } from './use-talk-keys.ts'

type Props = { readonly route: Route; readonly line: Line | null; readonly rings: readonly Ring[]; readonly again: Return | null }

export function CallLayer({ route, line, rings, again }: Props): ReactElement {
  return (
    <>
      {line && <InCall key={line.room} line={line} route={route} />}
      <Rings rings={rings} again={again} />
    </>
  )
}

function InCall({ line, route }: { readonly line: Line; readonly route: Route }): ReactElement | null {
  const view = useCallView(line)
  const room = useRoom(line.room)
  const isFloating = usePip((hold) => hold.window !== null)
  const isOpen = route.at === 'call' && route.room === line.room
  useTalkKeys(line, isOpen)
  useEffect(() => (view.isCalling ? repeat('calling') : undefined), [view.isCalling])
  if (!room) return null
  const open = (): void => {
    closePip()
    go({ at: 'call', room: line.room })
  }
  const mini = { room, view, deeds: line.deeds, onOpen: open }
  return (
    <>
      {!isOpen && !isFloating && <Mini {...mini} />}
      <InPip>
        <Mini {...mini} isAlone isBeside={isOpen} />
      </InPip>
    </>
  )
}
