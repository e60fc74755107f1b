import { randomBytes } from 'node:crypto'
import { expect, it } from 'vitest'
import { ProtectionProfileAeadAes128Gcm, ProtectionProfileAes128CmHmacSha1_80, SrtcpSession } from 'werift'
import { createOpenControl } from './control.ts'

/** A report of nobody. */
const report = (ssrc: number): Buffer => {
  const bytes = Buffer.from([0x80, 201, 0, 1, 0, 0, 0, 0])
  bytes.writeUInt32BE(ssrc, 4)
  return bytes
}

it.each([
  ['gcm', ProtectionProfileAeadAes128Gcm, 12],
  ['cm', ProtectionProfileAes128CmHmacSha1_80, 14],
] as const)('[CALLS-7] a report that was heard once, or is from long ago, is not believed again (%s)', (form, profile, saltBytes) => {
  const [key, salt] = [randomBytes(16), randomBytes(saltBytes)]
  const session = new SrtcpSession({
    keys: { localMasterKey: key, localMasterSalt: salt, remoteMasterKey: key, remoteMasterSalt: salt },
    profile,
  })
  const open = createOpenControl(form, session.decrypt)
  const sent = Array.from({ length: 100 }, () => session.encrypt(report(7)))
  const [late, ...rest] = sent.slice(50)
  for (const one of rest) expect(open(Buffer.from(one))).toEqual(report(7))
  // What comes late is heard, once.
  expect(open(Buffer.from(late ?? ''))).toEqual(report(7))
  for (const one of sent.slice(50)) expect(open(Buffer.from(one))).toBeUndefined()
  expect(open(Buffer.from(sent[0] ?? ''))).toBeUndefined()
  // Another sender counts for itself; what was made up spoils nothing.
  const other = session.encrypt(report(8))
  const wrong = Buffer.from(other)
  wrong[9] = (wrong[9] ?? 0) ^ 1
  expect(open(wrong)).toBeUndefined()
  expect(open(Buffer.alloc(3))).toBeUndefined()
  expect(open(other)).toEqual(report(8))
})
