// What is pinned in a room, pinned last first.
import { pinsShown } from '@hearth/client/marks.ts'
import type { Gives } from '@hearth/protocol/commands.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { PinOff } from 'lucide-react'
import { type ReactElement, useEffect, useMemo, useState } from 'react'
import { Button, IconButton } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { NothingDrawing } from '../../parts/drawings.tsx'
import { Empty, Skeleton } from '../../parts/empty.tsx'
import { Excerpt } from '../../parts/excerpt.tsx'
import { go } from '../../route.ts'
import { useChat, useClient, useMe, usePerson, useRoom } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { sentence } from '../../words.ts'
import { mayPin } from '../room/room-context.ts'
import styles from './dialogs.module.css'

type Pinned = Gives<'room.pins'>['pins'][number]

export function PinsDialog({ id, onClose }: { readonly id: RoomId; readonly onClose: () => void }): ReactElement {
  return (
    <Dialog title={t('Pinned messages')} wide onClose={onClose}>
      <PinList id={id} onOpen={onClose} />
    </Dialog>
  )
}

/** @param onOpen before one of them is gone to */
export function PinList({ id, onOpen }: { readonly id: RoomId; readonly onOpen: () => void }): ReactElement {
  const [tries, setTries] = useState(0)
  const asked = usePins(id, tries)
  const here = usePinsHere(id)
  const isAway = useChat((state) => state.connection.is !== 'open') && typeof asked === 'string'
  const known = useWithOwn(id, isAway ? here : asked)
  const pins = isAway && known?.length === 0 ? asked : known
  const none = typeof pins === 'string' || pins?.length === 0
  return (
    <>
      {pins === undefined && <Skeleton rows={3} faces />}
      {none && (
        <Empty
          drawing={<NothingDrawing />}
          title={typeof pins === 'string' ? t('This could not be loaded') : t('Nothing is pinned yet')}
          says={typeof pins === 'string' ? pins : t('Pin what everybody here should find again: it is in the menu of each message.')}
        >
          {typeof pins === 'string' && !isAway && (
            <Button look="main" onClick={() => setTries(tries + 1)}>
              {t('Try again')}
            </Button>
          )}
        </Empty>
      )}
      {Array.isArray(pins) && pins.length > 0 && (
        <>
          {isAway && <p className={styles.says}>{t('What this device holds of them. The others come with the connection.')}</p>}
          <ul className={styles.rooms} aria-label={t('Pinned messages')}>
            {pins.map((one: Pinned) => (
              <OnePin key={one.pin.id} room={id} pinned={one} onClose={onOpen} />
            ))}
          </ul>
        </>
      )}
    </>
  )
}

/**
 * As they are now: asked again when the way is open again, and whenever somebody pins, unpins, changes or deletes here.
 * @param tries another one asks again
 */
function usePins(id: RoomId, tries: number): readonly Pinned[] | string | undefined {
  const client = useClient()
  const [pins, setPins] = useState<readonly Pinned[] | string>()
  const isOpen = useChat((state) => state.connection.is === 'open')
  useEffect(() => {
    let isGone = false
    const ask = (): void =>
      void client.ask('room.pins', { room: id }).then(
        (answer) => isGone || setPins(answer.pins),
        (failure: unknown) => isGone || setPins((before) => (Array.isArray(before) ? before : sentence(failure))),
      )
    ask()
    const deaf = client.listen((event) => {
      if (event.room === id && /^message\.(un)?pinned$|^message\.(edited|deleted)$/.test(event.event)) ask()
    })
    return () => {
      isGone = true
      deaf()
    }
  }, [client, id, isOpen, tries])
  return pins
}

/** Of those that this device holds, pinned last first. */
function usePinsHere(id: RoomId): readonly Pinned[] {
  const pins = useChat((state) => state.timelines.get(id)?.pins)
  const messages = useChat((state) => state.timelines.get(id)?.messages)
  return useMemo(
    () =>
      (pins ?? []).toReversed().flatMap((pin) => {
        const message = messages?.find((one) => one.id === pin.id)
        return message === undefined ? [] : [{ pin, message }]
      }),
    [pins, messages],
  )
}

/** With what one pinned oneself and without what one took off, also while the server does not know it. */
function useWithOwn(id: RoomId, pins: ReturnType<typeof usePins>): ReturnType<typeof usePins> {
  const me = useMe().id
  const marks = useChat((state) => state.marks)
  const messages = useChat((state) => state.timelines.get(id)?.messages)
  return useMemo(() => {
    if (typeof pins === 'string' || pins === undefined) return pins
    const own = [...marks.values()].flatMap((mark): readonly Pinned[] => {
      if (mark.do !== 'pin' || !mark.on || pins.some(({ pin }) => pin.id === mark.id)) return []
      const message = messages?.find((one) => one.id === mark.id)
      return message === undefined ? [] : [{ pin: { id: mark.id, seq: message.seq, by: me, at: mark.at }, message }]
    })
    const shown = new Set(
      pinsShown(
        pins.map(({ pin }) => pin),
        marks,
      ),
    )
    return [...own.toReversed(), ...pins.filter(({ pin }) => shown.has(pin))]
  }, [pins, marks, messages, me])
}

type OneProps = { readonly room: RoomId; readonly pinned: Pinned; readonly onClose: () => void }

function OnePin({ room: id, pinned: { pin, message }, onClose }: OneProps): ReactElement {
  const client = useClient()
  const room = useRoom(id)
  const by = usePerson(pin.by)
  const say = useUi((ui) => ui.say)
  const show = (): void => {
    onClose()
    go({ at: 'room', room: id, seq: message.seq })
  }
  const unpin = (): void =>
    void client.do({ do: 'pin', room: id, id: pin.id, on: false }).catch((failure: unknown) => say(sentence(failure), 'bad'))
  return (
    <li className={styles.excerpt}>
      <Excerpt message={message} says={t('Pinned by {name}', { name: by?.displayName ?? '…' })} onOpen={show} />
      {room && mayPin(room) && <IconButton small tipAt="end" icon={PinOff} label={t('Unpin')} onClick={unpin} />}
    </li>
  )
}
