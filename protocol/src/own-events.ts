// What one's own devices hear of what one keeps for oneself.
import { Type } from 'typebox'
import type { EventRow } from './events.ts'
import { LaterId, MessageId } from './ids.ts'
import { Later } from './later-shapes.ts'
import { Level, Mark, OwnSettings } from './own-shapes.ts'
import { orNull } from './shapes.ts'

export const ownEvents = {
  'own.changed': {
    says: 'One of your own devices changed your settings.',
    lasts: 'personal',
    with: Type.Object({ settings: OwnSettings }),
  },
  'contact.marked': {
    says: 'One of your own devices gave somebody another name of your own, or blocked them, or no longer does.',
    lasts: 'personal',
    with: Type.Object({ mark: Mark }),
  },
  'room.noted': {
    says: 'One of your own devices said what of the room calls for your attention; null: what your settings say.',
    lasts: 'personal',
    with: Type.Object({ notify: orNull(Level) }),
  },
  'session.knocked': {
    says: 'A device has read the code this one offers, and waits to be let in. `check` is shown on both.',
    lasts: 'passing',
    with: Type.Object({ client: Type.String(), address: Type.String(), check: Type.String() }),
  },
  'draft.kept': {
    says: 'One of your own devices has half written this in the room; empty: nothing any more.',
    lasts: 'personal',
    with: Type.Object({ text: Type.String(), replyTo: Type.Optional(MessageId) }),
  },
  'later.kept': {
    says: 'Something is kept for later, or was changed, or its time has come.',
    lasts: 'personal',
    with: Type.Object({ later: Later }),
  },
  'later.gone': { says: 'It was said, called off or done.', lasts: 'personal', with: Type.Object({ id: LaterId }) },
} as const satisfies Record<string, EventRow>
