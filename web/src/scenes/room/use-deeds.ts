// The deeds of one room's messages, and what each does.

import { isStarred } from '@hearth/client/marks.ts'
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { emojiForm } from '@hearth/protocol/looks.ts'
import type { Message } from '@hearth/protocol/shapes.ts'
import { type RefObject, useCallback, useMemo } from 'react'
import { copy } from '../../copy.ts'
import { go, hashOf } from '../../route.ts'
import { useClient, useMe } from '../../state.ts'
import { plain } from '../../text/markdown.tsx'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { originFor } from '../../ways-here.ts'
import { filesInWords, sentence } from '../../words.ts'
import type { Deed } from './deeds.ts'
import type { RoomHold, Talk } from './room-context.ts'

type Given = Pick<RoomHold, 'room' | 'mode' | 'setMode' | 'jump' | 'thread'> & { readonly area: RefObject<HTMLTextAreaElement | null> }

/** What one may do with the messages of a room, or of one of its threads. */
export function useMessageDeeds({ room, area, mode, setMode, jump, thread }: Given): RoomHold {
  const client = useClient()
  const me = useMe()
  const { say, show } = useUi.getState()
  const talk = useTalkOf(room.id, thread?.root ?? null, jump)
  return useMemo(
    () => ({
      ...talk,
      talk,
      room,
      mode,
      setMode,
      thread,
      pin: (message) =>
        void client
          .do({ do: 'pin', room: room.id, id: message.id, on: !message.pinned })
          .catch((failure: unknown) => say(sentence(failure), 'bad')),
      save(message) {
        const isSaved = isStarred(client.state, message.id)
        client.do({ do: 'star', room: room.id, id: message.id, on: !isSaved }).then(
          () => say(isSaved ? t('Removed from saved') : t('Saved for you. It waits under Saved.')),
          (failure: unknown) => say(sentence(failure), 'bad'),
        )
      },
      askDelete: (message) =>
        show({
          is: 'confirm',
          title: t('Delete this message?'),
          says:
            message.author === me.id
              ? t('Its words are gone for everybody. A mark stays where it was.')
              : t('Somebody else wrote it. Its words are gone for everybody; a mark stays where it was.'),
          act: t('Delete'),
          // It is seen at once, and so the question is over at once; a refusal is said where one looks by then.
          then: async () => {
            client
              .do({ do: 'delete', room: room.id, id: message.id })
              .catch((failure: unknown) => say(t('Not deleted. {why}', { why: sentence(failure) }), 'bad'))
          },
        }),
      focusComposer: () => area.current?.focus(),
    }),
    [talk, room, mode, setMode, thread, client, me.id, say, show, area],
  )
}

function useTalkOf(id: RoomId, root: MessageId | null, jump: Talk['jump']): Talk {
  const client = useClient()
  const me = useMe().id
  return useMemo(
    () => ({
      ...{ id, me, root, jump },
      react(message, chosen) {
        // What stands there is meant as it stands, be it written as emoji were before they had one form.
        const emoji = message.reactions.some((reaction) => reaction.emoji === chosen) ? chosen : emojiForm(chosen)
        const mine = message.reactions.some((reaction) => reaction.emoji === emoji && reaction.users.includes(me))
        client
          .do({ do: 'react', room: id, id: message.id, emoji, on: !mine })
          .catch((failure: unknown) => useUi.getState().say(sentence(failure), 'bad'))
      },
    }),
    [client, id, me, root, jump],
  )
}

export function useDeeds(hold: RoomHold, markUnread: (from: Message) => void): (deed: Deed, message: Message) => void {
  const client = useClient()
  const { room, pin, save, setMode, askDelete } = hold
  const { show } = useUi.getState()
  return useCallback(
    (deed, message) => {
      switch (deed) {
        case 'reply':
          return setMode({ is: 'write', replyTo: message.id })
        case 'thread':
          return go({ at: 'room', room: room.id, thread: message.thread ?? message.id })
        case 'edit':
          return setMode({ is: 'edit', message })
        case 'delete':
          return askDelete(message)
        case 'unread':
          return markUnread(message)
        case 'remind':
          return show({ is: 'later', plan: { do: 'remind', room: room.id, message: message.id, words: plain(message.text ?? '') } })
        case 'report':
          return show({ is: 'report', user: message.author, room: room.id, message: message.id })
        case 'copy':
          return void copy(message.text ?? '', t('Text copied'))
        case 'link':
          return void copy(`${originFor(client.state)}/${hashOf({ at: 'room', room: room.id, seq: message.seq })}`, t('Link copied'))
        case 'forward':
          return show({ is: 'forward', room: room.id, message: message.id, words: message.text || filesInWords(message.files ?? []) })
        case 'pin':
          return pin(message)
        case 'save':
          return save(message)
      }
    },
    [client, room.id, pin, save, setMode, askDelete, markUnread, show],
  )
}
