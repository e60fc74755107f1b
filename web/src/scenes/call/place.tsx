import type { RoomId } from '@hearth/protocol/ids.ts'
import { type ReactElement, useEffect, useMemo } from 'react'
import { useCalling, useCallView } from '../../calls/hold.ts'
import type { Line } from '../../calls/line.ts'
import { goInstead } from '../../route.ts'
import { useRoom } from '../../state.ts'
import { CallScene } from './call.tsx'
import { pipOpener } from './pip.tsx'

/** The place of a call. Who is not in it, or not any more, stands in its room. */
export function CallPlace({ room }: { readonly room: RoomId }): ReactElement | null {
  const line = useCalling((hold) => hold.line)
  const isHere = line?.room === room
  useEffect(() => {
    if (!isHere) goInstead({ at: 'room', room })
  }, [isHere, room])
  return line && isHere ? <InPlace line={line} /> : null
}

function InPlace({ line }: { readonly line: Line }): ReactElement | null {
  const view = useCallView(line)
  const room = useRoom(line.room)
  const onPip = useMemo(() => pipOpener(), [])
  return room ? <CallScene room={room} view={view} deeds={line.deeds} onPip={onPip} /> : null
}
