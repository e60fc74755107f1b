// What one saved for oneself, in all rooms.
import type { Gives } from '@hearth/protocol/commands.ts'
import type { MessageId } from '@hearth/protocol/ids.ts'
import { BookmarkX } from 'lucide-react'
import { type ReactElement, useCallback } from 'react'
import { useShownKeys } from '../keys/keys.ts'
import { IconButton } from '../parts/button.tsx'
import { Excerpt } from '../parts/excerpt.tsx'
import page from '../parts/page.module.css'
import { go } from '../route.ts'
import { useChat, useClient, useRoom } from '../state.ts'
import { t } from '../text/t.ts'
import { useUi } from '../ui.ts'
import { sentence } from '../words.ts'
import { ListPage, type Pages, usePages } from './list-page.tsx'

type One = Gives<'message.starred'>['starred'][number]

export function Saved(): ReactElement {
  const saveKeys = useShownKeys('save')
  return (
    <ListPage
      title={t('Saved')}
      pages={useSaved()}
      nothing={{
        title: t('Nothing is saved yet'),
        says: t('Save a message from its menu, or with {keys}, and it waits for you here. Nobody else sees what you save.', {
          keys: saveKeys,
        }),
      }}
    >
      {(one) => <OneSaved key={one.message.id} saved={one} />}
    </ListPage>
  )
}

function OneSaved({ saved: { room: id, message } }: { readonly saved: One }): ReactElement | null {
  const client = useClient()
  const room = useRoom(id)
  const say = useUi((ui) => ui.say)
  if (!room) return null
  const unstar = (): void =>
    void client.ask('message.unstar', { room: id, id: message.id }).catch((failure: unknown) => say(sentence(failure), 'bad'))
  return (
    <li className={page.entry}>
      <Excerpt message={message} says={room.name} onOpen={() => go({ at: 'room', room: id, seq: message.seq })} />
      <IconButton small tipAt="end" icon={BookmarkX} label={t('Remove from saved')} onClick={unstar} />
    </li>
  )
}

const idOf = ({ message }: One): MessageId => message.id

/** Whatever is saved or let go of, on whichever device, is here at once. */
function useSaved(): Pages<One> {
  const client = useClient()
  const stars = useChat((state) => state.stars)
  const ask = useCallback(
    (after?: MessageId) =>
      client.ask('message.starred', after === undefined ? {} : { after }).then(({ starred, more }) => ({ list: starred, more })),
    [client],
  )
  const pages = usePages({ ask, idOf, anew: stars.size })
  return { ...pages, list: pages.list?.filter(({ message }) => stars.has(message.id)) }
}
