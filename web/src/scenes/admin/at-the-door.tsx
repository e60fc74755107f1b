// People who wait to be let in, for moderators: on the first page, and where people are looked after.
import type { Pending } from '@hearth/protocol/pending-commands.ts'
import { type ReactElement, useEffect } from 'react'
import { Avatar } from '../../parts/avatar.tsx'
import { Chip } from '../../parts/badge.tsx'
import { Button } from '../../parts/button.tsx'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { ago } from '../../words.ts'
import styles from './admin.module.css'
import { useAsked, useDeed } from './use-asked.ts'

/** Nothing where nobody waits. */
export function AtTheDoor(): ReactElement | null {
  const client = useClient()
  const { answer, again } = useAsked('pending.list', {})
  useEffect(() => client.listen((event) => void (event.event === 'pending.changed' && again())), [client, again])
  const deed = useDeed(again)
  if (!answer || answer.people.length === 0) return null
  const more = answer.waiting - answer.people.length
  return (
    <section className={styles.atTheDoor} aria-label={t('At the door')}>
      <h2>{t('At the door')}</h2>
      <ul className={styles.rows}>
        {answer.people.map((one) => (
          <One key={one.user.id} one={one} deed={deed} />
        ))}
      </ul>
      {answer.people.length > 1 && <RefuseAll people={answer.people} again={again} />}
      {more > 0 && <p className={styles.quiet}>{t('and {count} more', { count: more })}</p>}
    </section>
  )
}

/** For a list that somebody has filled with junk. */
function RefuseAll({ people, again }: { readonly people: readonly Pending[]; readonly again: () => void }): ReactElement {
  const client = useClient()
  const show = useUi((ui) => ui.show)
  const ask = (): void =>
    show({
      is: 'confirm',
      title: t('Refuse all of them?'),
      says: t.many(
        people.length,
        'Let in first whom you know: the {count} account that waits here is gone then, its name is free.',
        'Let in first whom you know: the {count} accounts that wait here are gone then, their names are free.',
      ),
      act: t('Refuse all'),
      then: () => client.ask('pending.clear', { users: people.map(({ user }) => user.id) }).then(again),
    })
  return (
    <div className={styles.deeds}>
      <Button look="quiet" onClick={ask}>
        {t('Refuse all')}
      </Button>
    </div>
  )
}

function One({ one: { user, at, by, room }, deed }: { readonly one: Pending; readonly deed: ReturnType<typeof useDeed> }): ReactElement {
  const name = user.displayName
  return (
    <li className={styles.row}>
      <Avatar user={user} size={36} />
      <div>
        <b>{name}</b> {user.guest && <Chip>{t('Guest')}</Chip>}
        <p>
          @{user.name} · {t('asked to come in {when}', { when: ago(at, Date.now()) })}
          {by && ` · ${t('invited by {name}', { name: by })}`}
          {room && ` · ${t('to {room}', { room })}`}
        </p>
      </div>
      <span className={styles.deeds}>
        <Button
          look="main"
          aria-label={t('Let in {name}', { name })}
          onClick={() => deed('pending.approve', { user: user.id }, t('{name} is in.', { name }))}
        >
          {t('Let in')}
        </Button>
        <Button
          look="quiet"
          aria-label={t('Refuse {name}', { name })}
          onClick={() => deed('pending.refuse', { user: user.id }, t('{name} stays outside.', { name }))}
        >
          {t('Refuse')}
        </Button>
      </span>
    </li>
  )
}
