// What holds in a room, and who asks to be let in: for its admins.
import type { Gives } from '@hearth/protocol/commands.ts'
import type { RoomId } from '@hearth/protocol/ids.ts'
import { type ReactElement, useCallback, useEffect, useState } from 'react'
import { Avatar } from '../../parts/avatar.tsx'
import { Button } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { Field, FormError } from '../../parts/field.tsx'
import { Pick, Switch } from '../../parts/pick.tsx'
import { useClient, useRoom } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { sentence } from '../../words.ts'
import { useForm } from '../welcome/use-form.ts'
import styles from './dialogs.module.css'

const paces = (): { value: string; label: string }[] => [
  { value: '', label: t('As often as they like') },
  { value: '10', label: t('Once in 10 seconds') },
  { value: '60', label: t('Once a minute') },
  { value: '600', label: t('Once in 10 minutes') },
  { value: '3600', label: t('Once an hour') },
]

/** One that was set elsewhere stands among them. */
function pacesWith(slow: string): { value: string; label: string }[] {
  const known = paces()
  return known.some(({ value }) => value === slow)
    ? known
    : [...known, { value: slow, label: t('Once in {seconds} seconds', { seconds: slow }) }]
}

/** With commas between; undefined until they are known. */
function useWords(id: RoomId): [string | undefined, (words: string) => void] {
  const client = useClient()
  const [words, setWords] = useState<string>()
  useEffect(() => {
    client.ask('room.words', { room: id }).then(
      ({ words: kept }) => setWords(kept.join(', ')),
      () => undefined,
    )
  }, [client, id])
  return [words, setWords]
}

export function RoomRulesDialog({ id, onClose }: { readonly id: RoomId; readonly onClose: () => void }): ReactElement {
  const client = useClient()
  const room = useRoom(id)
  const rules = room?.rules ?? {}
  const [slow, setSlow] = useState(String(rules.slowSeconds ?? ''))
  const [isLocked, setLocked] = useState(rules.locked === true)
  const [isByApproval, setByApproval] = useState(rules.approval === true)
  const [words, setWords] = useWords(id)
  const form = useForm(async () => {
    await client.ask('room.rules', {
      room: id,
      slowSeconds: slow === '' ? null : Number(slow),
      locked: isLocked,
      ...(room?.kind !== 'lobby' && { approval: isByApproval }),
      ...(words !== undefined && { words: listed(words) }),
    })
    useUi.getState().say(t('The rules hold from now on.'))
    onClose()
  })
  return (
    <Dialog title={t('Rules of {room}', { room: room?.name ?? '' })} onClose={onClose}>
      <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('Rules')}>
        <Asking id={id} />
        <Pick label={t('Members speak')} value={slow} choices={pacesWith(slow)} onValue={setSlow} />
        <Switch label={t('Locked')} hint={t('Only admins speak, for now')} isOn={isLocked} onChange={setLocked} />
        {room?.kind !== 'lobby' && (
          <Switch
            label={t('Admins let people in')}
            hint={t('A code or a link is not enough then')}
            isOn={isByApproval}
            onChange={setByApproval}
          />
        )}
        <Field
          label={t('Words that are refused')}
          value={words ?? ''}
          onValue={setWords}
          disabled={words === undefined}
          hint={t('With commas between. Members see that there are some, and not which.')}
        />
        <FormError says={form.other} />
        <Deeds>
          <Button onClick={onClose}>{t('Cancel')}</Button>
          <Button look="main" type="submit" busy={form.isBusy}>
            {t('Save')}
          </Button>
        </Deeds>
      </form>
    </Dialog>
  )
}

const listed = (words: string): string[] => [...new Set(words.split(',').map((word) => word.trim()))].filter((word) => word.length > 1)

function Asking({ id }: { readonly id: RoomId }): ReactElement | null {
  const client = useClient()
  const [people, setPeople] = useState<Gives<'room.asking'>['people']>([])
  const look = useCallback(() => {
    client.ask('room.asking', { room: id }).then(
      (answer) => setPeople(answer.people),
      () => undefined,
    )
  }, [client, id])
  useEffect(() => {
    look()
    return client.listen((event) => void (event.event === 'room.asked' && event.room === id && look()))
  }, [client, id, look])
  const answer = (user: (typeof people)[number]['user'], yes: boolean): void =>
    void client
      .ask('room.admit', { room: id, user: user.id, yes })
      .then(look, (failure: unknown) => useUi.getState().say(sentence(failure), 'bad'))
  if (people.length === 0) return null
  return (
    <section aria-label={t('Who asks to come in')}>
      <p className={styles.keyGroup}>{t('Who asks to come in')}</p>
      <ul className={styles.rooms}>
        {people.map(({ user, role }) => (
          <li key={user.id} className={cx(styles.roomRow, styles.asker)}>
            <Avatar user={user} />
            <div>
              <b>{user.displayName}</b>
              <p>@{user.name}</p>
              {role === 'admin' && <p>{t('Invited as admin')}</p>}
            </div>
            <Button look="quiet" aria-label={t('No: {name}', { name: user.displayName })} onClick={() => answer(user, false)}>
              {t('No')}
            </Button>
            <Button aria-label={t('Let in {name}', { name: user.displayName })} onClick={() => answer(user, true)}>
              {t('Let in')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
