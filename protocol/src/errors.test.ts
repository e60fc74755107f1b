import { describe, expect, it } from 'vitest'
import { commands } from './commands.ts'
import { ChatError, type ErrorCode, errors } from './errors.ts'
import { alwaysPossible } from './fails.ts'

const codes = Object.keys(errors) as ErrorCode[]
/** Codes of the connection itself, which no command lists. */
const ofTheDoor = ['unknown_command', 'frame_too_large', 'outdated_client', 'too_many_connections', 'not_signed_in']
/** What a client says to its own user, and what the command line says to who looks after the server. */
/** Of files, over HTTP. */
const ofFiles = [
  ...['file_too_large', 'file_kind_refused', 'too_many_uploads', 'disk_full', 'file_damaged', 'range_unknown'],
  ...['upload_offset', 'upload_checksum', 'upload_version'],
]
const ofOthers = [
  'offline',
  'call_away',
  'not_banned',
  'not_bannable',
  'app_password_needed',
  'outside_away',
  'outside_failed',
  'outside_other',
  'identity_taken',
]

describe.each(codes)('%s', (code) => {
  it('[PROTOCOL-5] has a status, a sentence for people, and a code that never changes its form', () => {
    expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/)
    expect(errors[code].status).toBeGreaterThanOrEqual(400)
    expect(errors[code].status).toBeLessThan(600)
    expect(errors[code].says).toMatch(/^[A-Z].*\.$/)
  })

  it('[PROTOCOL-5] is used by a command, by the connection, or by those beside it', () => {
    const used: readonly string[] = [
      ...Object.values(commands).flatMap((row) => row.fails),
      ...alwaysPossible,
      ...ofTheDoor,
      ...ofOthers,
      ...ofFiles,
    ]
    expect(used).toContain(code)
  })
})

it('[PROTOCOL-5] whatever the server may do better later is worth a retry', () => {
  const again = codes.filter((code) => errors[code].retry)
  const ofUploads = ['file_not_whole', 'too_many_uploads', 'disk_full', 'upload_offset', 'upload_checksum']
  const ofAll = [
    'approval_waiting',
    'too_many_waiting',
    'too_many_waiting_here',
    'slow_down',
    'too_many_connections',
    'internal',
    'storage_full',
    'shutting_down',
    'offline',
    'call_away',
    'move_waiting',
    'directory_away',
    'name_unsure',
    'outside_away',
  ]
  expect(new Set(again)).toEqual(new Set([...ofAll, ...ofUploads]))
})

it('[PROTOCOL-5] a failure travels as code, sentence and what it carries besides', () => {
  expect(new ChatError('slow_down', { retryAfterMs: 900 }).failure()).toEqual({
    code: 'slow_down',
    says: errors.slow_down.says,
    retryAfterMs: 900,
  })
})
