import { called, shownNames } from '@hearth/client/called.ts'
import type { Client } from '@hearth/client/client.ts'
import type { Room, User } from '@hearth/protocol/shapes.ts'
import { go } from '../../route.ts'
import { t } from '../../text/t.ts'
import type { Question } from '../../ui.ts'

export const askLeave = (client: Client, room: Room): Question => ({
  is: 'confirm',
  title: t('Leave {room}?', { room: room.name }),
  says:
    room.members === 1
      ? t('You are the last one here: the room and all that was said in it go with you.')
      : room.public
        ? t('What you said stays. The room is open to all: you find it again under “Look for rooms”.')
        : t('What you said stays. To come back you need its code, or somebody who takes you in.'),
  act: t('Leave'),
  then: () => client.ask('room.leave', { room: room.id }).then(() => go({ at: 'home' })),
})

export const askDeleteRoom = (client: Client, room: Room): Question => ({
  is: 'confirm',
  title: t('Delete {room}?', { room: room.name }),
  says: t('The room and everything that was said in it are gone for everybody, and for ever.'),
  act: t('Delete for everybody'),
  then: () => client.ask('room.delete', { room: room.id }).then(() => go({ at: 'home' })),
})

export const askRemove = (client: Client, room: Room, user: User): Question => ({
  is: 'confirm',
  title: t('Remove {name}?', { name: called(user, shownNames(client.state)).displayName }),
  says: t('They no longer read {room}. What they said stays.', { room: room.name }),
  act: t('Remove'),
  then: () => client.ask('room.remove', { room: room.id, user: user.id }),
})
