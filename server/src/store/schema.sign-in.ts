// The tables of signing in, as they stand after the last migration.
import type { AppReach } from '@hearth/protocol/factor-shapes.ts'
import type { AppId, UserId } from '@hearth/protocol/ids.ts'

export type SignInSchema = {
  app_passwords: AppTable
  codes: CodeTable
  recovery_codes: { user_id: UserId; hash: string }
  passkeys: PasskeyTable
  identities: IdentityTable
}

/** `gateways`: names with blanks between, '' for all. The last four: what is looked up for what a program sends, in each form of it. */
type AppTable = {
  id: AppId
  user_id: UserId
  name: string
  reach: AppReach
  gateways: string
  created_at: number
  seen_at: number | null
  expires_at: number | null
  plain: string
  hashed: string
  salt: string
  salted: string
}

/** `last_step`: the newest step whose code was taken. */
type CodeTable = { user_id: UserId; secret: string; confirmed_at: number | null; last_step: number }

/** `transports`: words with blanks between. */
type PasskeyTable = {
  id: string
  user_id: UserId
  name: string
  site: string
  public_key: string
  counter: number
  transports: string
  created_at: number
  seen_at: number | null
}

/** `off_at`: since when it is switched off where it comes from. */
type IdentityTable = {
  source: string
  subject: string
  user_id: UserId
  called: string
  made_at: number
  seen_at: number
  off_at: number | null
}
