// Whom one keeps, whom one blocks, and everybody else by name.
import { apart } from '@hearth/client/called.ts'
import { contactsShown, ownShown } from '@hearth/client/shown.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import { Ellipsis, MessageCircle, Search, UserPlus } from 'lucide-react'
import { type ReactElement, useMemo, useRef, useState } from 'react'
import { useOwnMarks } from '../../marks.ts'
import { Avatar } from '../../parts/avatar.tsx'
import { Chip } from '../../parts/badge.tsx'
import { Button, IconButton } from '../../parts/button.tsx'
import { cx } from '../../parts/cx.ts'
import { NothingDrawing, QuietDrawing } from '../../parts/drawings.tsx'
import { Empty, Skeleton } from '../../parts/empty.tsx'
import { Icon } from '../../parts/icon.tsx'
import { ListPart } from '../../parts/list-part.tsx'
import page from '../../parts/page.module.css'
import { byName } from '../../room-groups.ts'
import { useChat, useMe, usePerson } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { usePeopleSearch } from '../dialogs/use-people.ts'
import { Untold } from '../room/untold.tsx'
import styles from './contacts.module.css'
import { usePersonDeeds } from './deeds.ts'
import { PersonMenu } from './person-menu.tsx'
import { usePresenceWords } from './presence.ts'

export function ContactsPage(): ReactElement {
  const [text, setText] = useState('')
  return (
    <main className={page.page} data-landmark="messages">
      <div className={page.column}>
        <h1>{t('Contacts')}</h1>
        <label className={styles.search}>
          <Icon of={Search} size={18} />
          <input
            type="search"
            value={text}
            onChange={(event) => setText(event.target.value)}
            placeholder={t('Find anybody on this server')}
            aria-label={t('Find anybody on this server')}
            autoComplete="off"
            spellCheck={false}
          />
        </label>
        {text.trim() === '' ? <Kept /> : <Found text={text} />}
      </div>
    </main>
  )
}

function Kept(): ReactElement {
  const { kept, blocked } = useContacts()
  const show = useUi((ui) => ui.show)
  return (
    <>
      {kept.length === 0 && (
        <Empty
          drawing={<QuietDrawing />}
          title={t('Nobody in your contacts yet')}
          says={t('Keep people you write to often: you find them here, and can give them names of your own.')}
        >
          <Button look="main" onClick={() => show({ is: 'new-chat' })}>
            {t('Find people')}
          </Button>
        </Empty>
      )}
      {kept.length > 0 && <People title={t.many(kept.length, '{count} contact', '{count} contacts')} people={kept} />}
      {blocked.length > 0 && <People title={t('Blocked')} people={blocked} />}
    </>
  )
}

/** As one has left them oneself. */
function useContactsShown(): ReadonlySet<User['id']> {
  const contacts = useChat((state) => state.contacts)
  const marks = useChat((state) => state.marks)
  return useMemo(() => contactsShown({ contacts, marks }), [contacts, marks])
}

/** Those who are here come first. */
function useContacts(): { readonly kept: readonly User[]; readonly blocked: readonly User[] } {
  const contacts = useContactsShown()
  const people = useChat((state) => state.people)
  const presence = useChat((state) => state.presence)
  const marks = useChat((state) => ownShown(state).marks)
  return useMemo(() => {
    const name = (user: User): string => marks.get(user.id)?.nickname ?? user.displayName
    const away = (user: User): number => (presence.get(user.id)?.state === 'online' ? 0 : 1)
    const inOrder = (a: User, b: User): number => away(a) - away(b) || byName(name(a), name(b))
    const blockedIds = [...marks.values()].flatMap((mark) => (mark.blocked ? [mark.user] : []))
    const known = (ids: Iterable<User['id']>): User[] => [...ids].flatMap((id) => people.get(id) ?? [])
    return {
      kept: known(contacts)
        .filter((user) => !marks.get(user.id)?.blocked)
        .sort(inOrder),
      blocked: blockedIds.map((id) => people.get(id) ?? unknownPerson(id)).sort(inOrder),
    }
  }, [contacts, people, presence, marks])
}

/** Somebody whose name is asked for as soon as they are drawn. */
const unknownPerson = (id: User['id']): User => ({
  id,
  name: '',
  displayName: '…',
  colour: 0,
  status: '',
  admin: false,
  guest: false,
  deleted: false,
})

function Found({ text }: { readonly text: string }): ReactElement {
  const me = useMe()
  const found = usePeopleSearch(text)
  if (found.is === 'asking') return <Skeleton rows={3} faces />
  if (found.is === 'failed') return <Empty drawing={<NothingDrawing />} title={t('The search did not work')} says={found.says} />
  const people = found.people.filter((user) => user.id !== me.id)
  if (people.length === 0)
    return <Empty drawing={<NothingDrawing />} title={t('Nobody called “{text}”', { text })} says={t('Try the beginning of a name.')} />
  return <People title={t.many(people.length, '{count} person', '{count} people')} people={people} />
}

function People({ title, people }: { readonly title: string; readonly people: readonly User[] }): ReactElement {
  return (
    <ListPart title={title}>
      {people.map((user) => (
        <OnePerson key={user.id} user={user} />
      ))}
    </ListPart>
  )
}

function OnePerson({ user }: { readonly user: User }): ReactElement {
  const called = usePerson(user.id)?.displayName ?? user.displayName
  const waiting = useOwnMarks(user.id)
  const { says, standing } = usePresenceWords(user)
  const deeds = usePersonDeeds(user)
  const show = useUi((ui) => ui.show)
  const more = useRef<HTMLButtonElement>(null)
  const [isOpen, setOpen] = useState(false)
  const own = called === user.displayName || called === apart(user) ? '' : user.displayName
  return (
    <li className={page.row}>
      <button type="button" className={styles.who} onClick={() => show({ is: 'profile', user: user.id })}>
        <Avatar user={user} size={36} standing={standing} />
        <span className={cx(page.names, styles.names)}>
          <span>
            <b>{called}</b>
            {own && <span className={styles.own}>{own}</span>}
            {user.guest && <Chip>{t('guest')}</Chip>}
            {deeds.isBlocked && <Chip>{t('blocked')}</Chip>}
          </span>
          <span className={styles.says}>{says}</span>
        </span>
      </button>
      <Untold id={user.id} own={waiting} whose={called} below={52} />
      {!deeds.isKept && !deeds.isBlocked && (
        <Button icon={UserPlus} aria-label={t('Add {name} to your contacts', { name: called })} onClick={deeds.add}>
          {t('Add')}
        </Button>
      )}
      {!deeds.isBlocked && (
        <IconButton icon={MessageCircle} tipAt="end" label={t('Write to {name}', { name: called })} onClick={deeds.write} />
      )}
      <IconButton
        ref={more}
        icon={Ellipsis}
        tipAt="end"
        label={t('Actions for {name}', { name: called })}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(true)}
      />
      {isOpen && <PersonMenu user={user} at={more} onClose={() => setOpen(false)} />}
    </li>
  )
}
