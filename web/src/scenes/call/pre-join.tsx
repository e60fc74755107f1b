// Before a call: how one looks and sounds, by which devices, and who is in. Joining needs none of them.
import type { CallId, RoomId } from '@hearth/protocol/ids.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { Mic, MicOff, Video, VideoOff } from 'lucide-react'
import { type ReactElement, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react'
import { comesHeard, enterCall, rememberHeard, useCallIn } from '../../calls/hold.ts'
import { useChoices } from '../../media/choices.ts'
import { createStudio, type Studio, type StudioState } from '../../media/studio.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { Icon } from '../../parts/icon.tsx'
import { Switch } from '../../parts/pick.tsx'
import { useClient, useMe, usePeopleShown, useRoom } from '../../state.ts'
import { t } from '../../text/t.ts'
import { listOf } from '../../words.ts'
import { Level } from './level.tsx'
import { Pickers } from './pickers.tsx'
import styles from './pre-join.module.css'
import { TroubleNote } from './trouble-note.tsx'

type Props = { readonly id: RoomId; readonly video: boolean; readonly call: CallId | undefined; readonly onClose: () => void }

export function PreJoin({ id, video, call, onClose }: Props): ReactElement | null {
  const client = useClient()
  const room = useRoom(id)
  const mirror = useMirror(useFirst(room, video, call !== undefined))
  if (!room || !mirror) return null
  const join = (isListening: boolean): void => {
    const { isHeard, camera, opening } = mirror.state
    const studio = mirror.take()
    if (isListening) {
      void studio.hear(false)
      void studio.see(false)
    }
    const how = { video, isHeard: isHeard && !isListening, isSeen: (camera !== null || opening.has('camera')) && !isListening }
    onClose()
    void enterCall(client, { room: id, ...(call === undefined ? {} : { call }), ...how, studio })
  }
  return (
    <Dialog broad title={titleOf(room, call !== undefined)} onClose={onClose}>
      <div className={styles.columns}>
        <div>
          <Mirror room={room} state={mirror.state} studio={mirror.studio} isJoining={call !== undefined} />
          <div className={styles.under}>
            <Level level={mirror.studio.level} says={heardWords(mirror.state)} />
            <Who room={room} />
          </div>
          {Object.values(mirror.state.troubles).map((trouble) => (
            <TroubleNote key={trouble.what} trouble={trouble} onRetry={() => mirror.retry(trouble.what)} />
          ))}
        </div>
        <div className={styles.pickers}>
          <Pickers opened={mirror.state.opened} onChange={(what) => what !== 'speaker' && void mirror.studio.renew(what)} />
        </div>
      </div>
      <div className={styles.foot}>
        <Skip />
        <div className={styles.deeds}>
          <Button onClick={() => join(true)}>{t('Just listen')}</Button>
          <Button look="main" onClick={() => join(false)}>
            {call === undefined ? (room.kind === 'direct' ? t('Call {name}', { name: room.name }) : t('Start the call')) : t('Join')}
          </Button>
        </div>
      </div>
    </Dialog>
  )
}

const titleOf = (room: Room, isOn: boolean): string =>
  isOn
    ? t('Join the call in {room}', { room: room.name })
    : room.kind === 'direct'
      ? t('Call {name}', { name: room.name })
      : t('Start a call in {room}', { room: room.name })

function heardWords({ microphone, isHeard, opening, speaks }: StudioState): string {
  if (opening.has('microphone')) return t('Opening the microphone…')
  if (!microphone) return t('No microphone')
  if (!isHeard) return t('You join muted')
  return speaks ? t('You are heard well') : t('Say something')
}

type First = { readonly isHeard: boolean; readonly isSeen: boolean }

/** How the mirror is opened: as one was heard and seen the last time. What is chosen in it holds for the next time, not for this one. */
function useFirst(room: Room | undefined, video: boolean, isJoining: boolean): First {
  const { kind, voice } = room ?? {}
  return useMemo(
    () => ({
      isHeard: kind !== undefined && comesHeard({ kind, ...(voice && { voice }) }),
      isSeen: video || (isJoining && useChoices.getState().seen),
    }),
    [kind, voice, video, isJoining],
  )
}

type MirrorHold = {
  readonly studio: Studio
  readonly state: StudioState
  retry(what: string): void
  /** The devices go with the person into the call. */
  take(): Studio
}

const NOTHING = (): (() => void) => () => undefined

/** Opens the microphone, to show that it hears, whether one joins muted or not; the camera only where it was asked for. */
function useMirror({ isHeard, isSeen }: First): MirrorHold | null {
  const [studio, setStudio] = useState<Studio | null>(null)
  const isTaken = useRef(false)
  useEffect(() => {
    const fresh = createStudio()
    setStudio(fresh)
    if (isSeen) fresh.both()
    void fresh.hear(isHeard)
    void fresh.listen()
    return () => {
      if (!isTaken.current) fresh.close()
    }
  }, [isSeen, isHeard])
  const subscribe = useCallback((changed: () => void) => (studio ? studio.subscribe(changed) : NOTHING()), [studio])
  const state = useSyncExternalStore(subscribe, () => studio?.state ?? null)
  return useMemo(() => {
    if (!studio || !state) return null
    return {
      studio,
      state,
      retry: (what) => void (what === 'camera' ? studio.see(true) : studio.hear(true)),
      take() {
        isTaken.current = true
        return studio
      },
    }
  }, [studio, state])
}

type MirrorProps = { readonly room: Room; readonly state: StudioState; readonly studio: Studio; readonly isJoining: boolean }

function Mirror({ room, state, studio, isJoining }: MirrorProps): ReactElement {
  const me = useMe()
  const video = useRef<HTMLVideoElement>(null)
  const { camera, isHeard, opening } = state
  const hear = (to: boolean): void => {
    rememberHeard(room, to)
    void studio.hear(to)
  }
  const see = (to: boolean): void => {
    // Where a call is begun its kind says whether one is seen.
    if (isJoining) useChoices.getState().choose({ seen: to })
    void studio.see(to)
  }
  useEffect(() => {
    if (video.current) video.current.srcObject = camera && new MediaStream([camera])
  }, [camera])
  return (
    <div className={styles.mirror}>
      {!camera && (
        <span className={styles.face}>
          <Avatar user={me} size={72} />
          {opening.has('camera') ? t('Opening the camera…') : t('The camera is off')}
        </span>
      )}
      <video ref={video} muted playsInline autoPlay hidden={!camera} aria-label={t('How others see you')} />
      <div className={styles.toggles}>
        <Toggle isOn={isHeard} label={t('Microphone')} icons={[Mic, MicOff]} onPress={() => hear(!isHeard)} />
        <Toggle
          isOn={camera !== null}
          label={t('Camera')}
          icons={[Video, VideoOff]}
          onPress={() => see(camera === null && !opening.has('camera'))}
        />
      </div>
    </div>
  )
}

type ToggleProps = {
  readonly isOn: boolean
  readonly label: string
  readonly icons: readonly [typeof Mic, typeof MicOff]
  readonly onPress: () => void
}

function Toggle({ isOn, label, icons: [on, off], onPress }: ToggleProps): ReactElement {
  return (
    <button
      type="button"
      className={styles.toggle}
      aria-label={label}
      aria-pressed={isOn}
      title={isOn ? t('{device}: on', { device: label }) : t('{device}: off', { device: label })}
      onClick={onPress}
    >
      <Icon of={isOn ? on : off} size={20} />
    </button>
  )
}

function Who({ room }: { readonly room: Room }): ReactElement {
  const call = useCallIn(room.id)
  const people = usePeopleShown()
  const users = [...new Set(call?.participants.map(({ user }) => user) ?? [])]
  const names = users.map((user) => people.get(user)?.displayName ?? '…')
  return (
    <p className={styles.who}>
      {users.length > 0 && (
        <span className={styles.faces}>
          {users.slice(0, 6).map((user) => (
            <Avatar key={user} user={people.get(user)} size={28} />
          ))}
        </span>
      )}
      <span>
        {users.length > 0
          ? t.many(names.length, '{names} is in', '{names} are in', { names: listOf(names) })
          : room.kind === 'direct'
            ? t('It rings on all of their devices.')
            : t('You are the first; the others see that you are here.')}
      </span>
    </p>
  )
}

function Skip(): ReactElement {
  const { preview, choose } = useChoices()
  return <Switch label={t('Straight in next time')} isOn={!preview} onChange={(isOn) => choose({ preview: !isOn })} />
}
