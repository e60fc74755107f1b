// Indonesian, friendly, with “kamu”. It has no plural forms: one sentence for every count.
import { calls } from './id/calls.ts'
import { counted } from './id/counted.ts'
import { deeds } from './id/deeds.ts'
import { dialogs } from './id/dialogs.ts'
import { errors } from './id/errors.ts'
import { facts } from './id/facts.ts'
import { lookingAfter } from './id/looking-after.ts'
import { looks } from './id/looks.ts'
import { machine } from './id/machine.ts'
import { people } from './id/people.ts'
import { places } from './id/places.ts'
import { room } from './id/room.ts'
import { settings } from './id/settings.ts'
import { signingIn } from './id/signing-in.ts'
import { talk } from './id/talk.ts'
import { together } from './id/together.ts'
import { writing } from './id/writing.ts'
import type { Catalogue } from './language.ts'

export const id: Catalogue = {
  ...counted,
  ...people,
  ...places,
  ...room,
  ...deeds,
  ...dialogs,
  ...settings,
  ...signingIn,
  ...calls,
  ...facts,
  ...lookingAfter,
  ...machine,
  ...talk,
  ...writing,
  ...errors,
  ...together,
  ...looks,
}
