// Ways to fail that several commands share.
import type { ErrorCode } from './errors.ts'

/** What may be wrong with the files of a message. */
export const filesFail = ['file_unknown', 'file_gone', 'file_not_whole', 'too_many_files', 'person_files_full', 'room_files_full'] as const
/** The same where they are those of a message already. */
export const takenFail = ['file_gone', 'too_many_files', 'person_files_full', 'room_files_full'] as const
/** What keeps somebody from speaking besides their role. */
export const curbed = ['muted', 'room_locked', 'words_refused'] as const
export const pictureFails = ['file_unknown', 'file_gone', 'file_not_whole', 'not_an_image', 'person_files_full'] as const

/** Failures any command may have, besides its own. */
export const alwaysPossible = [
  'bad_request',
  'slow_down',
  'internal',
  'storage_full',
  'shutting_down',
  'session_unknown',
  'banned',
  'approval_waiting',
  'not_in_scope',
] as const satisfies readonly ErrorCode[]
