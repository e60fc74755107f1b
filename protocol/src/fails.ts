// Ways to fail that several commands share.
import type { ErrorCode } from './errors.ts'

/** What may be wrong with the files of a message. */
export const filesFail = ['file_unknown', 'file_gone', 'file_not_whole', 'too_many_files', 'person_files_full', 'room_files_full'] as const
/** The same where they are those of a message already. */
export const takenFail = ['file_gone', 'too_many_files', 'person_files_full', 'room_files_full'] as const
/** What keeps somebody from speaking besides their role. */
export const curbed = ['muted', 'room_locked', 'words_refused'] as const
export const pictureFails = ['file_unknown', 'file_gone', 'file_not_whole', 'not_an_image', 'person_files_full'] as const

/** What may be wrong with a name and a password that somebody chooses. */
export const nameFails = ['name_invalid', 'name_taken', 'password_weak', 'password_too_long'] as const

/** How signing in with name and password may fail. `name_taken`, `name_invalid`: somebody new from a directory. */
export const openFails = [
  'bad_credentials',
  'second_factor_needed',
  'directory_away',
  'account_off',
  'name_taken',
  'name_invalid',
  'banned',
  'too_many_sessions',
  'too_many_connections',
  'slow_down',
] as const

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
  'factor_required',
] as const satisfies readonly ErrorCode[]
