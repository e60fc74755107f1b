// Silence for a while, or no way in any more: asked with a reason, and, for an address, with whom else it shuts out.

import type { RoomId, UserId } from '@hearth/protocol/ids.ts'
import type { Whereabouts } from '@hearth/protocol/moderation-shapes.ts'
import { type ReactElement, useEffect, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { Pick, Switch } from '../../parts/pick.tsx'
import { useClient, useMe, usePerson, useRoom } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { useForm } from '../welcome/use-form.ts'
import styles from './dialogs.module.css'

type MuteProps = { readonly user: UserId; readonly room?: RoomId | undefined; readonly onClose: () => void }

const times = (): { value: string; label: string }[] => [
  { value: '10', label: t('10 minutes') },
  { value: '60', label: t('An hour') },
  { value: '1440', label: t('A day') },
  { value: '10080', label: t('A week') },
  { value: '43200', label: t('30 days') },
]

/** @param room in this one alone; without it everywhere */
export function MuteDialog({ user, room, onClose }: MuteProps): ReactElement {
  const client = useClient()
  const name = usePerson(user)?.displayName ?? ''
  const place = useRoom(room ?? ('' as RoomId))?.name ?? ''
  const [minutes, setMinutes] = useState('60')
  const [reason, setReason] = useState('')
  const form = useForm(async () => {
    await client.ask('moderation.mute', { user, minutes: Number(minutes), reason, ...(room && { room }) })
    useUi.getState().say(t('{name} is muted.', { name }))
    onClose()
  })
  const lift = (): void =>
    void client.ask('moderation.unmute', { user, ...(room && { room }) }).then(
      () => {
        useUi.getState().say(t('{name} may speak.', { name }))
        onClose()
      },
      (failure: unknown) => useUi.getState().say(String(failure), 'bad'),
    )
  const title = room === undefined ? t('Mute {name} everywhere', { name }) : t('Mute {name} in {room}', { name, room: place })
  return (
    <Dialog title={title} onClose={onClose}>
      <form className={styles.form} onSubmit={form.onSubmit} aria-label={title}>
        <p className={styles.says}>{t('They can still read, but neither write nor speak in calls.')}</p>
        <Pick label={t('For how long')} value={minutes} choices={times()} onValue={setMinutes} />
        <Field label={t('Why (for the log)')} value={reason} onValue={setReason} maxLength={250} />
        <FormError says={form.other} />
        <Deeds>
          <Button onClick={lift}>{t('Let them speak')}</Button>
          <Button look="danger" type="submit" busy={form.isBusy}>
            {t('Mute')}
          </Button>
        </Deeds>
      </form>
    </Dialog>
  )
}

export function BanDialog({ user, onClose }: { readonly user: UserId; readonly onClose: () => void }): ReactElement {
  const client = useClient()
  const isAdmin = useMe().admin
  const name = usePerson(user)?.displayName ?? ''
  const [reason, setReason] = useState('')
  const [places, setPlaces] = useState<readonly Whereabouts[]>([])
  const [chosen, setChosen] = useState<readonly string[]>([])
  const [minutes, setMinutes] = useState('0')
  const [devices, setDevices] = useState(false)
  useEffect(() => {
    if (isAdmin)
      client.ask('moderation.whereabouts', { user }).then(
        ({ addresses }) => setPlaces(addresses),
        () => undefined,
      )
  }, [client, user, isAdmin])
  const form = useForm(async () => {
    const more = {
      ...(chosen.length > 0 && { addresses: [...chosen] }),
      ...(devices && { devices }),
      ...(minutes !== '0' && { minutes: Number(minutes) }),
    }
    await client.ask('moderation.ban', { user, reason, ...more })
    useUi.getState().say(t('{name} is shut out.', { name }))
    onClose()
  })
  const toggle = (address: string, isOn: boolean): void => setChosen(isOn ? [...chosen, address] : chosen.filter((one) => one !== address))
  const title = t('Ban {name}', { name })
  return (
    <Dialog title={title} onClose={onClose}>
      <form className={styles.form} onSubmit={form.onSubmit} aria-label={title}>
        <p className={styles.says}>
          {t('They are out at once, everywhere, and cannot come back until you let them. What they said stays.')}
        </p>
        <Pick
          label={t('For how long')}
          value={minutes}
          choices={[{ value: '0', label: t('Until I let them in again') }, ...times().slice(2)]}
          onValue={setMinutes}
        />
        <Switch
          label={t('Also the devices they are signed in on')}
          hint={t('Nobody comes in from there, by whatever account. Who clears their browser, or takes another one, is not known again.')}
          isOn={devices}
          onChange={setDevices}
        />
        {places.map(({ address, people }) => (
          <Switch
            key={address}
            label={t('Also everybody from {address}', { address })}
            hint={
              people > 1
                ? t.many(
                    people - 1,
                    '{count} other person is there now, and would be out, too',
                    '{count} other people are there now, and would be out, too',
                  )
                : t('Nobody else is there now. Others may come from there later.')
            }
            isOn={chosen.includes(address)}
            onChange={(isOn) => toggle(address, isOn)}
          />
        ))}
        <Field label={t('Why (for the log)')} value={reason} onValue={setReason} maxLength={250} />
        <FormError says={form.other} />
        <Deeds>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="danger" type="submit" busy={form.isBusy}>
            {t('Ban')}
          </Button>
        </Deeds>
      </form>
    </Dialog>
  )
}
