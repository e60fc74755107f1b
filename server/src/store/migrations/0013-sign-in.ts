// How people show who they are besides a password: app passwords, codes, passkeys, accounts elsewhere; and where a sign-in came from.
import { sql } from 'kysely'
import type { Migration } from 'kysely/migration'

export const signIn = (engine: 'sqlite' | 'postgres'): Migration => ({
  async up(db) {
    for (const statement of statements(engine === 'sqlite' ? sqlite : postgres)) await sql.raw(statement).execute(db)
  },
})

type Flavour = { readonly text: string; readonly number: string; readonly clustered: string }
const sqlite: Flavour = { text: 'text', number: 'integer', clustered: ' strict, without rowid' }
const postgres: Flavour = { text: 'text collate "C"', number: 'bigint', clustered: '' }

const statements = (flavour: Flavour): readonly string[] => [...sessions(flavour), ...secrets(flavour), ...elsewhere(flavour)]

const sessions = ({ text, number, clustered }: Flavour): readonly string[] => [
  `alter table sessions add column app_id ${text}`,
  `alter table sessions add column address ${text}`,
  `create index sessions_of_apps on sessions (app_id) where app_id is not null`,
  `create table app_passwords (
    id ${text} primary key,
    user_id ${text} not null references users (id),
    name ${text} not null,
    reach ${text} not null,
    gateways ${text} not null,
    created_at ${number} not null,
    seen_at ${number},
    expires_at ${number},
    plain ${text} not null,
    hashed ${text} not null,
    salt ${text} not null,
    salted ${text} not null
  )${clustered}`,
  `create index app_passwords_of on app_passwords (user_id)`,
  `create index app_passwords_that_end on app_passwords (expires_at) where expires_at is not null`,
]

const secrets = ({ text, number, clustered }: Flavour): readonly string[] => [
  `create table codes (
    user_id ${text} primary key references users (id),
    secret ${text} not null,
    confirmed_at ${number},
    last_step ${number} not null
  )${clustered}`,
  `create table recovery_codes (
    user_id ${text} not null references users (id),
    hash ${text} not null,
    primary key (user_id, hash)
  )${clustered}`,
  `create table passkeys (
    id ${text} primary key,
    user_id ${text} not null references users (id),
    name ${text} not null,
    site ${text} not null,
    public_key ${text} not null,
    counter ${number} not null,
    transports ${text} not null,
    created_at ${number} not null,
    seen_at ${number}
  )${clustered}`,
  `create index passkeys_of on passkeys (user_id)`,
]

const elsewhere = ({ text, number, clustered }: Flavour): readonly string[] => [
  // `source`: 'ldap', or the issuer's address. `off_at`: since when it is switched off there.
  `create table identities (
    source ${text} not null,
    subject ${text} not null,
    user_id ${text} not null references users (id),
    called ${text} not null,
    made_at ${number} not null,
    seen_at ${number} not null,
    off_at ${number},
    primary key (source, subject)
  )${clustered}`,
  `create unique index identities_of on identities (user_id, source)`,
]
