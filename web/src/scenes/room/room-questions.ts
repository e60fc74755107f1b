import type { Client } from '@hearth/client/client.ts'
import type { Room, User } from '@hearth/protocol/shapes.ts'
import { go } from '../../route.ts'
import type { Question } from '../../ui.ts'

export const askLeave = (client: Client, room: Room): Question => ({
  is: 'confirm',
  title: `Leave ${room.name}?`,
  says:
    room.members === 1
      ? 'You are the last one here: the room and all that was said in it go with you.'
      : 'What you said stays. To come back you need its code, or somebody who takes you in.',
  act: 'Leave',
  then: () => client.ask('room.leave', { room: room.id }).then(() => go({ at: 'home' })),
})

export const askDeleteRoom = (client: Client, room: Room): Question => ({
  is: 'confirm',
  title: `Delete ${room.name}?`,
  says: 'The room and everything that was said in it are gone for everybody, and for ever.',
  act: 'Delete for everybody',
  then: () => client.ask('room.delete', { room: room.id }).then(() => go({ at: 'home' })),
})

export const askRemove = (client: Client, room: Room, user: User): Question => ({
  is: 'confirm',
  title: `Remove ${user.displayName}?`,
  says: `They no longer read ${room.name}. What they said stays.`,
  act: 'Remove',
  then: () => client.ask('room.remove', { room: room.id, user: user.id }),
})
