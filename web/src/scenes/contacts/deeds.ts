// What one may do about somebody: the same in the list, in their menu and on their card.
import { called, shownNames } from '@hearth/client/called.ts'
import type { Marking } from '@hearth/client/marks.ts'
import { contactsShown } from '@hearth/client/shown.ts'
import type { User } from '@hearth/protocol/shapes.ts'
import { useChat, useClient, useIsBlocked } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { sentence } from '../../words.ts'
import { openChat } from '../open-chat.ts'

export type PersonDeeds = {
  readonly isKept: boolean
  readonly isBlocked: boolean
  write(): void
  add(): void
  remove(): void
  /** Asks once, then blocks; lifting it asks nothing. */
  block(): void
  unblock(): void
  /** Null: by their own name again. */
  name(nickname: string | null): Promise<unknown>
}

export function usePersonDeeds(user: User): PersonDeeds {
  const client = useClient()
  const isKept = useChat((state) => contactsShown(state).has(user.id))
  const isBlocked = useIsBlocked(user.id)
  const { say, show } = useUi.getState()
  const tell =
    (done: string) =>
    (marking: Marking): void =>
      void client.do(marking).then(
        () => say(done),
        (failure: unknown) => say(sentence(failure), 'bad'),
      )
  const name = called(user, useChat(shownNames)).displayName
  return {
    isKept,
    isBlocked,
    write: () => void openChat(client, user.id),
    add: () => tell(t('{name} is in your contacts', { name }))({ do: 'contact', user: user.id, on: true }),
    remove: () => tell(t('{name} is no longer in your contacts', { name }))({ do: 'contact', user: user.id, on: false }),
    block: () =>
      show({
        is: 'confirm',
        title: t('Block {name}?', { name }),
        says: t(
          'They can open no private chat with you, call you or add you to a room. What they say in rooms you share is folded away. They are not told.',
        ),
        act: t('Block'),
        then: () => client.do({ do: 'block', user: user.id, on: true }),
      }),
    unblock: () => tell(t('{name} is no longer blocked', { name }))({ do: 'block', user: user.id, on: false }),
    name: (nickname) => client.do({ do: 'name', user: user.id, name: nickname }),
  }
}
