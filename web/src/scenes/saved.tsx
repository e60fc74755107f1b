// What one saved for oneself, in all rooms.
import { marksOn } from '@hearth/client/marks.ts'
import type { Stars } from '@hearth/client/stars.ts'
import type { Gives } from '@hearth/protocol/commands.ts'
import type { MessageId } from '@hearth/protocol/ids.ts'
import { BookmarkX } from 'lucide-react'
import { type ReactElement, useCallback, useMemo } from 'react'
import { useShownKeys } from '../keys/keys.ts'
import { useStars } from '../marks.ts'
import { IconButton } from '../parts/button.tsx'
import { Excerpt } from '../parts/excerpt.tsx'
import page from '../parts/page.module.css'
import { go } from '../route.ts'
import { useChat, useClient, useRoom } from '../state.ts'
import { t } from '../text/t.ts'
import { useUi } from '../ui.ts'
import { sentence } from '../words.ts'
import { ListPage } from './list-page.tsx'
import { type Pages, usePages } from './use-pages.ts'

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
    void client.do({ do: 'star', room: id, id: message.id, on: false }).catch((failure: unknown) => say(sentence(failure), 'bad'))
  return (
    <li className={page.entry}>
      <Excerpt message={message} says={room.name} onOpen={() => go({ at: 'room', room: id, seq: message.seq })} />
      <IconButton small tipAt="end" icon={BookmarkX} label={t('Remove from saved')} onClick={unstar} />
    </li>
  )
}

const idOf = ({ message }: One): MessageId => message.id

/** Whatever is saved or let go of, on whichever device, is here at once; without the server, what this device holds of it. */
function useSaved(): Pages<One> {
  const client = useClient()
  const marks = useChat((state) => state.marks)
  const isOpen = useChat((state) => state.connection.is === 'open')
  const stars = useStars()
  const here = useSavedHere(stars)
  const ask = useCallback(
    (after?: MessageId) =>
      client.ask('message.starred', after === undefined ? {} : { after }).then(({ starred, more }) => ({ list: starred, more })),
    [client],
  )
  const pages = usePages({ ask, idOf, anew: stars.size })
  const { list } = pages
  if (list === undefined) return isOpen || here.length === 0 ? pages : { ...pages, list: here, isPartial: true }
  const isUntold = ({ message: { id } }: One): boolean => marksOn(marks, id).some((mark) => mark.do === 'star' && mark.on)
  const fresh = here.filter((one) => isUntold(one) && list.every((other) => idOf(other) !== idOf(one)))
  return { ...pages, list: [...fresh, ...list.filter(({ message }) => stars.has(message.id))] }
}

/** What of it this device holds, saved last first. */
function useSavedHere(stars: Stars): readonly One[] {
  const timelines = useChat((state) => state.timelines)
  return useMemo(
    () =>
      [...stars].toReversed().flatMap(([id, room]) => {
        const message = timelines.get(room)?.messages.find((one) => one.id === id)
        return message === undefined ? [] : [{ room, message, at: message.at }]
      }),
    [stars, timelines],
  )
}
