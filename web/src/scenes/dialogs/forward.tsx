// Where a message is to be forwarded: one room or several, of those one may write in.
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import type { Room } from '@hearth/protocol/shapes.ts'
import { Check, X } from 'lucide-react'
import { type ReactElement, useMemo, useState } from 'react'
import { newClientId } from '../../new-id.ts'
import { Avatar, RoomMark } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { Dialog } from '../../parts/dialog.tsx'
import { NothingDrawing } from '../../parts/drawings.tsx'
import { Empty } from '../../parts/empty.tsx'
import { Icon } from '../../parts/icon.tsx'
import { useClient, usePerson, useRoomGroups } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { sentence } from '../../words.ts'
import { maySpeak } from '../room/room-context.ts'
import styles from './dialogs.module.css'
import { rank } from './fit.ts'
import { Picker } from './picker.tsx'
import { sayOrWait } from './say-or-wait.ts'

type Props = { readonly from: RoomId; readonly id: MessageId; readonly words: string; readonly onClose: () => void }

export function ForwardDialog({ from, id, words, onClose }: Props): ReactElement {
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<readonly Room[]>([])
  const { inOrder } = useRoomGroups()
  const { isBusy, send } = useForwarding({ from, id, words, onClose })
  const options = useMemo(
    () =>
      rank(inOrder.filter(maySpeak), text.trim().toLowerCase()).map((room) => {
        const isChosen = chosen.some((one) => one.id === room.id)
        return { id: room.id, isChosen, content: <RoomChoice room={room} isChosen={isChosen} /> }
      }),
    [inOrder, text, chosen],
  )
  const take = (taken: string): void => {
    const room = inOrder.find((one) => one.id === taken)
    if (!room) return
    setText('')
    setChosen(chosen.some(({ id }) => id === taken) ? chosen.filter(({ id }) => id !== taken) : [...chosen, room])
  }
  return (
    <Dialog title={t('Forward to')} bare wide onClose={onClose}>
      <Picker
        label={t('Forward to')}
        text={text}
        onText={setText}
        options={options}
        onTake={take}
        multiple
        before={chosen.map((room) => (
          <button
            key={room.id}
            type="button"
            className={styles.token}
            data-bare
            aria-label={t('Without {what}', { what: room.name })}
            onClick={() => take(room.id)}
          >
            {room.name}
            <Icon of={X} size={14} />
          </button>
        ))}
        onBackspace={() => setChosen(chosen.slice(0, -1))}
        empty={<Empty drawing={<NothingDrawing />} title={t('Nothing by that name')} says={t('Only rooms you may write in are here.')} />}
      />
      <div className={styles.foot}>
        <span />
        <Button look="main" disabled={chosen.length === 0} busy={isBusy} onClick={() => send(chosen)}>
          {chosen.length > 1 ? t('Forward to {count} rooms', { count: chosen.length }) : t('Forward')}
        </Button>
      </div>
    </Dialog>
  )
}

/** To each of them, once: tried again after a failure, it goes out under the same clientId. */
function useForwarding({ from, id, words, onClose }: Props) {
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const [isBusy, setBusy] = useState(false)
  const [ids] = useState(() => new Map<RoomId, string>())
  const forward = (room: RoomId, clientId: string): Promise<'said' | 'waits'> =>
    sayOrWait(
      client,
      () => client.ask('message.forward', { room, from, id, clientId }),
      (tried) => client.post(room, words, { do: 'forward', from, id }, clientId, tried),
    )
  const send = async (rooms: readonly Room[]): Promise<void> => {
    setBusy(true)
    try {
      let waits = false
      for (const room of rooms) {
        const clientId = ids.get(room.id) ?? newClientId()
        ids.set(room.id, clientId)
        if ((await forward(room.id, clientId)) === 'waits') waits = true
      }
      const { length: count, 0: first } = rooms
      if (waits) say(t('Forwarded as soon as the connection is back. It waits in the room.'))
      else say(count === 1 ? t('Forwarded to {name}', { name: first?.name ?? '' }) : t('Forwarded to {count} rooms', { count }))
      onClose()
    } catch (failure) {
      say(sentence(failure), 'bad')
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, send: (rooms: readonly Room[]) => void send(rooms) }
}

function RoomChoice({ room, isChosen }: { readonly room: Room; readonly isChosen: boolean }): ReactElement {
  const peer = usePerson(room.peer)
  return (
    <>
      {room.kind === 'direct' ? <Avatar user={peer} /> : <RoomMark room={room} />}
      <span className={styles.who}>
        <b>{room.name}</b>
        {room.topic && <span>{room.topic}</span>}
      </span>
      <span className={styles.check} data-on={isChosen || undefined}>
        {isChosen && <Icon of={Check} size={14} />}
      </span>
    </>
  )
}
