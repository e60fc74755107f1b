// Finding people, and the list of those one keeps.
import { ChatError } from '@hearth/protocol/errors.ts'
import * as contactRows from '#store/contacts.ts'
import * as users from '#store/users.ts'
import { type Handler, inRead, inWrite, quietly } from './context.ts'
import { tell } from './log.ts'
import { checkPerson } from './seats.ts'
import { userView } from './views.ts'

const FOUND = 30

export const search: Handler<'people.search'> = (_core, _caller, { text }) =>
  inRead(async (tx) => quietly({ people: (await users.search(tx, text.toWellFormed().trim(), FOUND)).map(userView) }))

export const byIds: Handler<'people.get'> = (_core, _caller, { users: ids }) =>
  inRead(async (tx) => quietly({ people: (await users.byIds(tx, ids)).map(userView) }))

export const online: Handler<'people.online'> = (core) =>
  inRead(
    async (tx) => {
      const presence = [...core.online()]
      const rows = await users.byIds(
        tx,
        presence.map(({ user }) => user),
      )
      return quietly({ people: rows.map(userView), presence })
      // Asked again as it is answered: an event that was told meanwhile must not be contradicted.
    },
    (outcome) => ({ ...outcome, reply: { ...outcome.reply, presence: [...core.online()] } }),
  )

export const addContact: Handler<'contact.add'> = (core, caller, { user }) =>
  inWrite(async (tx) => {
    const person = userView(await checkPerson(tx, user))
    const isNew = await contactRows.add(tx, caller.user, user, core.now())
    if (!isNew) return quietly({ user: person })
    if ((await contactRows.count(tx, caller.user)) > core.settings.limits.contactsPerPerson) throw new ChatError('too_many_contacts')
    return {
      reply: { user: person },
      tellings: [tell({ event: 'contact.added', with: { user: person } }, { to: 'users', users: [caller.user] })],
    }
  })

export const removeContact: Handler<'contact.remove'> = (_core, caller, { user }) =>
  inWrite(async (tx) => {
    if ((await users.byId(tx, user)) === undefined) throw new ChatError('user_unknown')
    const wasThere = await contactRows.remove(tx, caller.user, user)
    if (!wasThere) return quietly({})
    return { reply: {}, tellings: [tell({ event: 'contact.removed', with: { user } }, { to: 'users', users: [caller.user] })] }
  })

export const listContacts: Handler<'contact.list'> = (_core, caller) =>
  inRead(async (tx) => quietly({ contacts: (await contactRows.of(tx, caller.user)).map(userView) }))
