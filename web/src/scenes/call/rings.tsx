// Somebody calls. Loud for who is meant alone; soft for a call that began in a group. Answered anywhere, it is silent everywhere.
import { isResting } from '@hearth/client/attention.ts'
import { levelIn } from '@hearth/client/own.ts'
import { ownShown } from '@hearth/client/shown.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { Phone, PhoneOff, Video } from 'lucide-react'
import { type ReactElement, useEffect } from 'react'
import { inOneTab } from '../../attention/elect.ts'
import { forgetLeft, type Return } from '../../calls/again.ts'
import { useAnnouncement } from '../../calls/announce.ts'
import { enterCall, type Ring, useCalling } from '../../calls/hold.ts'
import { useWayIn } from '../../calls/way-in.ts'
import { repeat } from '../../media/tones.ts'
import { Avatar, RoomMark } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { useChat, useClient, usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import styles from './rings.module.css'

type Props = { readonly rings: readonly Ring[]; readonly again?: Return | null; readonly isQuiet?: boolean }

export function Rings({ rings, again = null, isQuiet = false }: Props): ReactElement | null {
  const isInCall = useCalling((hold) => hold.line !== null)
  const isHushed = useHushed()
  const heard = isQuiet ? [] : rings.filter(({ room }) => !isHushed(room))
  const isLoud = heard.some((ring) => ring.isLoud)
  useTone(heard.length === 0 ? null : isLoud && !isInCall ? 'ring' : 'soft')
  if (rings.length === 0 && again === null) return null
  return (
    <section
      className={styles.rings}
      aria-label={rings.length === 0 ? t('The call you were in') : t('Somebody calls')}
      data-landmark="ring"
    >
      {again && <ComeBack again={again} />}
      {rings.map((ring) => (
        <OneRing key={ring.call.id} ring={ring} isQuiet={!heard.includes(ring)} />
      ))}
    </section>
  )
}

/** The page was loaded anew in mid-call: nothing is opened before somebody says so. */
function ComeBack({ again: { left, room } }: { readonly again: Return }): ReactElement {
  const client = useClient()
  const peer = usePerson(room.peer)
  const { isHeard, isSeen, call } = left
  const enter = (): void => {
    forgetLeft()
    void enterCall(client, { room: room.id, call, video: isSeen, isHeard, isSeen })
  }
  return (
    <div className={styles.ring} role="group" aria-label={t('Back into the call in {room}', { room: room.name })}>
      <div className={styles.who}>
        <span className={styles.face}>
          {room.kind === 'direct' ? <Avatar user={peer} size={48} /> : <RoomMark room={room} size={48} />}
        </span>
        <p role="status">
          <b>{room.name}</b>
          <span>{t('You were in this call a moment ago.')}</span>
        </p>
      </div>
      <div className={styles.deeds}>
        <Button onClick={forgetLeft}>{t('Not now')}</Button>
        <Button look="main" icon={isSeen ? Video : Phone} onClick={enter}>
          {t('Rejoin')}
        </Button>
      </div>
    </div>
  )
}

function OneRing({ ring: { call, room, isLoud }, isQuiet }: { readonly ring: Ring; readonly isQuiet: boolean }): ReactElement {
  const client = useClient()
  const caller = usePerson(call.by ?? undefined)
  const enter = useWayIn()
  const dismiss = useCalling((hold) => hold.dismiss)
  const isInCall = useCalling((hold) => hold.line !== null)
  const name = caller?.displayName ?? room.name
  const title = call.video ? t('{name} is calling with video', { name }) : t('{name} is calling', { name })
  const decline = (): void => {
    dismiss(call.id)
    if (isLoud) client.ask('call.decline', { room: room.id, call: call.id }).catch(() => undefined)
  }
  const answer = (video: boolean): void => enter(room, { call: call.id, video, isAnswer: isLoud })
  const announced = isLoud && !isQuiet ? { title, body: room.kind === 'direct' ? '' : room.name, tag: call.id } : null
  useAnnouncement(announced, () => answer(false), decline)
  return (
    <div
      className={styles.ring}
      role="group"
      aria-label={isLoud ? t('{name} is calling', { name }) : t('A call in {room}', { room: room.name })}
      data-loud={isLoud || undefined}
    >
      <div className={styles.who}>
        <span className={styles.face}>
          {room.kind === 'direct' ? <Avatar user={caller} size={48} /> : <RoomMark room={room} size={48} />}
        </span>
        <p role={isLoud ? 'alert' : 'status'}>
          <b>{room.kind === 'direct' ? name : room.name}</b>
          <span>{saying(room, name, isLoud, call.video)}</span>
          {isInCall && isLoud && <span>{t('Answering leaves the call you are in.')}</span>}
        </p>
      </div>
      <div className={styles.deeds}>
        <Button look={isLoud ? 'danger' : 'soft'} icon={isLoud ? PhoneOff : undefined} onClick={decline}>
          {isLoud ? t('Decline') : t('Not now')}
        </Button>
        {isLoud && call.video && (
          <Button icon={Video} onClick={() => answer(true)}>
            {t('With camera')}
          </Button>
        )}
        <Button look="main" icon={Phone} onClick={() => answer(false)}>
          {isLoud ? t('Answer') : t('Join')}
        </Button>
      </div>
    </div>
  )
}

function saying(room: Room, name: string, isLoud: boolean, isVideo: boolean): string {
  if (room.kind === 'direct') return isVideo ? t('is calling you with video') : t('is calling you')
  if (isLoud) return isVideo ? t('{name} calls you into the video call', { name }) : t('{name} calls you into the call', { name })
  return isVideo ? t('{name} began a video call', { name }) : t('{name} began a call', { name })
}

/** Not to be disturbed now, or not by this room: then a ring is seen and not heard. */
function useHushed(): (room: Room) => boolean {
  const own = useChat(ownShown)
  return (room) => isResting(own.settings, Date.now()) || levelIn(own, room) === 'none'
}

function useTone(tone: 'ring' | 'soft' | null): void {
  useEffect(() => {
    if (tone === null) return
    return inOneTab('hearth.ring', () => {
      // In a pocket a phone is felt rather than heard.
      if (tone === 'ring') navigator.vibrate?.([400, 200, 400, 1600, 400, 200, 400])
      return repeat(tone)
    })
  }, [tone])
}
