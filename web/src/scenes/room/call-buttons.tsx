// The way to a call from the head of a room.
import type { Room } from '@hearth/protocol/shapes.ts'
import { Phone, Video } from 'lucide-react'
import type { ReactElement } from 'react'
import { useCallIn } from '../../calls/hold.ts'
import { useWayIn } from '../../calls/way-in.ts'
import { IconButton } from '../../parts/button.tsx'
import { useMe } from '../../state.ts'
import { t } from '../../text/t.ts'
import styles from './call-bar.module.css'

/** How a call is begun here; undefined where one goes on, and for who may not. */
export function useBeginning(room: Room): ((video: boolean) => void) | undefined {
  const me = useMe()
  const call = useCallIn(room.id)
  const enter = useWayIn()
  const mayBegin = room.kind !== 'channel' || room.role === 'owner' || room.role === 'admin'
  if (call || room.voice || room.role === null || !mayBegin || (room.kind === 'direct' && room.peer === me.id)) return undefined
  return (video) => enter(room, { video })
}

/** In the head of a room. */
export function CallButtons({ room }: { readonly room: Room }): ReactElement | null {
  const begin = useBeginning(room)
  if (!begin) return null
  return (
    <>
      <IconButton icon={Phone} label={t('Start an audio call')} onClick={() => begin(false)} />
      <span className={styles.video}>
        <IconButton icon={Video} label={t('Start a video call')} onClick={() => begin(true)} />
      </span>
    </>
  )
}
