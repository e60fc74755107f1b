// What whoever looks after the server should see to, as facts: each client says them in the language of who reads.
import { type Static, Type } from 'typebox'
import { At } from './ids.ts'

const folder = Type.String()
const names = Type.Array(Type.String(), { description: 'what some of them are called' })
const many = Type.Integer({ minimum: 1, description: 'how many there are' })
const word = <W extends string, P extends Record<string, ReturnType<typeof Type.String> | typeof names | typeof many>>(
  what: W,
  more: P,
  description: string,
) => Type.Object({ what: Type.Literal(what), ...more }, { description })

export const TroubleWord = Type.Union([
  word('no_folder', { folder }, 'the folder for backups is not there any more'),
  word('not_writable', { folder }, 'nothing can be put into it'),
  word('disk_full', { folder }, 'the disk with it is full'),
  word('files_lacking', { many, names }, 'stored files, damaged or lost before, that are not in the backup; the oldest one is kept'),
  word('files_damaged', { many, names }, 'stored files that are damaged or lost; at least so many'),
  word('said', { says: Type.String() }, 'anything else, in the words of the server'),
])
export type TroubleWord = Static<typeof TroubleWord>

/** Something whoever looks after the server should see to. `backup_incomplete`: it is there, without files that were damaged before. */
export const Trouble = Type.Object({
  code: Type.Union([Type.Literal('backup_failed'), Type.Literal('backup_incomplete'), Type.Literal('files_damaged')]),
  says: Type.String({ description: 'all of it in English' }),
  about: Type.Optional(Type.Array(TroubleWord, { description: 'the same as facts, one after the other' })),
  at: At,
})
export type Trouble = Static<typeof Trouble>
