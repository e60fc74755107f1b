// French, said as people say it to each other, with « vous ». The spaces of French type are set by `typeset`.
import { calls } from './fr/calls.ts'
import { counted } from './fr/counted.ts'
import { deeds } from './fr/deeds.ts'
import { dialogs } from './fr/dialogs.ts'
import { errors } from './fr/errors.ts'
import { facts } from './fr/facts.ts'
import { lookingAfter } from './fr/looking-after.ts'
import { looks } from './fr/looks.ts'
import { machine } from './fr/machine.ts'
import { people } from './fr/people.ts'
import { places } from './fr/places.ts'
import { room } from './fr/room.ts'
import { settings } from './fr/settings.ts'
import { signingIn } from './fr/signing-in.ts'
import { talk } from './fr/talk.ts'
import { together } from './fr/together.ts'
import { writing } from './fr/writing.ts'
import type { Catalogue } from './language.ts'
import { typeset } from './typeset.ts'

export const fr: Catalogue = typeset({
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
})
