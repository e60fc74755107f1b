// Asking a directory (LDAP) about people and their passwords.
//
// 1. What was typed is a value in a filter and never a part of it (RFC 4515); an empty password asks for nothing, for many servers take it for
//    nobody in particular and say yes.
// 2. No question takes longer than five seconds, and only so many are under way at once.
// 3. A directory that has failed some times is left alone for a while: who asks meanwhile is answered at once.

import { BusyError, Client, type Entry, NoSuchObjectError, ResultCodeError, SizeLimitExceededError, UnavailableError } from 'ldapts'
import { type Directory, DirectoryAway, type Vouched } from '#core/factors/directory.ts'
import type { LdapConfig } from '#server/config/sign-in.ts'
import { createBreaker } from './breaker.ts'

const CONNECT_MS = 3000
const ANSWER_MS = 4000
const MINUTE_MS = 60_000

export type LdapGiven = {
  readonly config: LdapConfig
  readonly clock: () => number
  readonly log: { warn(about: object, says: string): void }
}

export function createLdap({ config, clock, log }: LdapGiven): Directory {
  const breaker = createBreaker({ clock, log, what: 'the directory' })
  const ask = <T>(work: (client: Client) => Promise<T>): Promise<T> => breaker.run(() => visit(config, work))
  return {
    recheckMs: config.recheckMinutes * MINUTE_MS,
    isAway: breaker.isOpen,
    check: async (name, password) => {
      if (name === '' || password === '') return undefined
      return ask(async (client) => {
        const entry = await findOne(config, client, config.filter.replaceAll('{name}', escaped(name)))
        if (entry === undefined) return undefined
        const vouched = await vouch(config, client, entry)
        return (await isPassword(client, entry.dn, password)) ? vouched : undefined
      })
    },
    knows: (name) => ask((client) => isThere(config, client, `(${config.attributes.name}=${escaped(name)})`)),
    look: (subject) =>
      ask(async (client) => {
        const entry = await findOne(config, client, `(${config.attributes.id}=${valueOf(subject)})`)
        return entry && vouch(config, client, entry)
      }),
  }
}

/** RFC 4515: what means something in a filter is written as its bytes. */
export const escaped = (value: string): string =>
  value.replace(/[\\*()\u0000]/g, (letter) => `\\${letter.charCodeAt(0).toString(16).padStart(2, '0')}`)

async function visit<T>(config: LdapConfig, work: (client: Client) => Promise<T>): Promise<T> {
  const host = new URL(config.url).hostname.replace(/^\[|\]$/g, '')
  // A connection that becomes a safe one knows its host no more: whom the certificate must be for is said.
  const tls = { host, minVersion: 'TLSv1.2' as const, ...(config.ca === null ? {} : { ca: config.ca }) }
  const client = new Client({
    ...{ url: config.url, connectTimeout: CONNECT_MS, timeout: ANSWER_MS },
    ...(config.url.startsWith('ldaps:') ? { tlsOptions: tls } : {}),
  })
  try {
    if (config.startTls) await client.startTLS(tls)
    if (config.bind !== null) await client.bind(config.bind.dn, config.bind.password)
    return await work(client)
  } catch (why) {
    throw new DirectoryAway('the directory could not be asked', { cause: why })
  } finally {
    // Who hangs is not waited for when one leaves, either.
    void client.unbind().catch(() => undefined)
  }
}

/** Active Directory's: as text they would not be what they are. */
const BYTES = ['objectGUID', 'objectSid']

async function findOne({ base, attributes }: LdapConfig, client: Client, filter: string): Promise<Entry | undefined> {
  const { searchEntries } = await client
    .search(base, { scope: 'sub', filter, sizeLimit: 2, attributes: Object.values(attributes), explicitBufferAttributes: BYTES })
    .catch((why: unknown) => {
      if (why instanceof NoSuchObjectError || why instanceof SizeLimitExceededError) return { searchEntries: [] }
      throw why
    })
  // Two of one name: nobody can say who is meant.
  return searchEntries.length === 1 ? searchEntries[0] : undefined
}

/** One, or more than can be told apart. */
async function isThere({ base }: LdapConfig, client: Client, filter: string): Promise<boolean> {
  try {
    return (await client.search(base, { scope: 'sub', filter, sizeLimit: 1, attributes: ['1.1'] })).searchEntries.length > 0
  } catch (why) {
    if (why instanceof SizeLimitExceededError) return true
    if (why instanceof NoSuchObjectError) return false
    throw why
  }
}

async function isPassword(client: Client, dn: string, password: string): Promise<boolean> {
  try {
    await client.bind(dn, password)
    return true
  } catch (why) {
    // It has answered: whoever is locked, off or out of date there does not come in. Only a directory that is busy or away is one that failed.
    if (why instanceof ResultCodeError && !(why instanceof BusyError) && !(why instanceof UnavailableError)) return false
    throw why
  }
}

async function vouch(config: LdapConfig, client: Client, entry: Entry): Promise<Vouched> {
  const { id, name, displayName } = config.attributes
  const called = textOf(entry[name]) ?? ''
  let role: Vouched['role'] = null
  for (const row of config.roles)
    if (
      await fits(client, row.group, `(|(member=${escaped(entry.dn)})(uniqueMember=${escaped(entry.dn)})(memberUid=${escaped(called)}))`)
    ) {
      role = row.role
      break
    }
  // Whose groups say something is a member again when they leave them.
  if (role === null && config.roles.length > 0) role = 'member'
  const isOff = config.off !== null && (await fits(client, entry.dn, config.off))
  return { subject: subjectOf(entry[id]) ?? entry.dn, name: called, displayName: textOf(entry[displayName]) ?? called, role, isOff }
}

async function fits(client: Client, dn: string, filter: string): Promise<boolean> {
  try {
    const { searchEntries } = await client.search(dn, { scope: 'base', filter, attributes: ['1.1'] })
    return searchEntries.length > 0
  } catch (why) {
    if (why instanceof NoSuchObjectError) return false
    throw why
  }
}

const first = (value: Entry[string] | undefined): Buffer | string | undefined => (Array.isArray(value) ? value[0] : value)

function textOf(value: Entry[string] | undefined): string | undefined {
  const found = first(value)?.toString()
  return found === '' ? undefined : found
}

/** Active Directory names people by bytes. */
function subjectOf(value: Entry[string] | undefined): string | undefined {
  const found = first(value)
  return Buffer.isBuffer(found) ? `hex:${found.toString('hex')}` : found || undefined
}

const valueOf = (subject: string): string =>
  subject.startsWith('hex:') ? subject.slice(4).replace(/../g, (byte) => `\\${byte}`) : escaped(subject)
