// What of a room calls for one's attention.
import { ownShown } from '@hearth/client/shown.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Level } from '@hearth/protocol/own-shapes.ts'
import { type ReactElement, useState } from 'react'
import { useOwnMarks } from '../../marks.ts'
import { Dialog } from '../../parts/dialog.tsx'
import { Choices, FormError } from '../../parts/field.tsx'
import { useChat, useClient, useRoom } from '../../state.ts'
import { t } from '../../text/t.ts'
import { sentence } from '../../words.ts'
import { Untold } from '../room/untold.tsx'

type Choice = Level | 'default'

export function NotifyDialog({ id, onClose }: { readonly id: RoomId; readonly onClose: () => void }): ReactElement {
  const client = useClient()
  const room = useRoom(id)
  const [failed, setFailed] = useState<string>()
  const level = useChat((state): Choice => ownShown(state).levels.get(id) ?? 'default')
  const usual = useChat((state) => (room?.kind === 'direct' ? 'all' : state.own.settings.notify))
  const names: Readonly<Record<Level, string>> = { all: t('Everything'), mentions: t('My name and my words'), none: t('Nothing: mute it') }
  const choices: readonly { readonly value: Choice; readonly label: string; readonly hint?: string }[] = [
    { value: 'default', label: t('As usual'), hint: names[usual] },
    { value: 'all', label: names.all, hint: t('Whatever is said here calls you.') },
    { value: 'mentions', label: names.mentions, hint: t('Only what mentions you, or holds one of your words.') },
    { value: 'none', label: names.none, hint: t('It calls you for nothing, and is dimmed in the list.') },
  ]
  const choose = (to: Choice): void =>
    void client.do({ do: 'notify', room: id, level: to === 'default' ? null : to }).then(
      () => setFailed(undefined),
      (failure: unknown) => setFailed(sentence(failure)),
    )
  return (
    <Dialog title={t('Notifications of {room}', { room: room?.name ?? '' })} onClose={onClose}>
      <Choices label={t('What calls you')} value={level} choices={choices} onValue={choose} />
      <Untold id={id} own={useOwnMarks(id)} />
      <FormError says={failed} />
    </Dialog>
  )
}
