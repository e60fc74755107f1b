// The settings of signing in: `[signIn]`, `[ldap]` and `[oidc]` in the file, HEARTH_SIGN_IN_…, HEARTH_LDAP_…, HEARTH_OIDC_….
import { readFileSync } from 'node:fs'
import { GuardedRole, type Safety } from '@hearth/protocol/factor-shapes.ts'
import { Type } from 'typebox'

export type RoleMap = readonly { readonly role: GuardedRole; readonly group: string }[]

/** A directory that knows people and their passwords. */
export type LdapConfig = {
  readonly url: string
  readonly startTls: boolean
  /** PEM. */
  readonly ca: string | null
  readonly base: string
  /** `{name}` is what was typed. */
  readonly filter: string
  /** Who fits it is switched off; null: nobody. */
  readonly off: string | null
  readonly bind: { readonly dn: string; readonly password: string } | null
  readonly attributes: { readonly id: string; readonly name: string; readonly displayName: string }
  readonly roles: RoleMap
  readonly recheckMinutes: number
}

/** Another server that signs people in. */
export type OidcConfig = {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string | null
  readonly called: string
  readonly scopes: readonly string[]
  readonly claims: { readonly name: string; readonly displayName: string; readonly groups: string }
  readonly roles: RoleMap
  /** People it vouches for get accounts; else only those who have connected theirs come in by it. */
  readonly makes: boolean
  /** It tells when somebody signed in there; else who is sent there to sign in anew is believed to have done so. */
  readonly tellsWhen: boolean
}

export type SignInConfig = {
  readonly safety: Safety
  /** Pages of this server besides those it serves by itself. */
  readonly origins: readonly string[]
  readonly ldap: LdapConfig | null
  readonly oidc: OidcConfig | null
}

const Text = Type.String({ minLength: 1, maxLength: 1000, pattern: '^[^\\x00-\\x1f]+$' })
const Path = Text
const aPath = 'the path of a file'
const yesNo = 'true or false'
const ROLE = /^(owner|admin|moderator|member)=(.+)$/
const Roles = Type.Array(
  Type.Refine(Type.String({ maxLength: 1000 }), (value) => ROLE.test(value)),
  { maxItems: 100 },
)
const aRoleMap = 'a list like "admin=cn=admins,ou=groups,dc=example,dc=lan"'

export const signInSettings = {
  'signIn.secondStep': {
    schema: Type.Array(GuardedRole, { uniqueItems: true }),
    says: 'roles that must have a second step at signing in',
    wants: 'a list of owner, admin, moderator, member',
  },
  'signIn.appPasswords': { schema: Type.Boolean(), says: 'older programs come in with app passwords only', wants: yesNo },
  'signIn.origins': {
    schema: Type.Array(Type.String({ pattern: '^https://[a-z0-9_.-]+(:[1-9][0-9]{0,4})?$' }), { maxItems: 20, uniqueItems: true }),
    says: 'pages of this server behind a reverse proxy, where passkeys are good',
    wants: 'a list like https://chat.example.org:444',
  },
  'ldap.url': {
    schema: Type.String({ pattern: '^ldaps?://[^\\s/]+$' }),
    says: 'a directory that people sign in with; without it there is none',
    wants: 'a URL like ldaps://ldap.example.lan',
  },
  'ldap.startTls': { schema: Type.Boolean(), says: 'turn an ldap:// connection into a safe one', wants: yesNo },
  'ldap.ca': { schema: Path, says: 'authority of its certificate (PEM), if it is one of your own', wants: aPath, path: true },
  'ldap.base': { schema: Text, says: 'where people are looked for', wants: 'a DN like ou=people,dc=example,dc=lan' },
  'ldap.filter': {
    schema: Type.String({ pattern: '^\\(.*\\{name\\}.*\\)$' }),
    says: 'how they are found; {name} is what was typed',
    wants: 'a filter like (uid={name})',
  },
  'ldap.off': {
    schema: Type.String({ pattern: '^\\(.+\\)$' }),
    says: 'who fits this filter is switched off',
    wants: 'a filter like (nsAccountLock=TRUE)',
  },
  'ldap.bindDn': { schema: Text, says: 'who asks; nobody in particular without it', wants: 'a DN' },
  'ldap.bindPassword': { schema: Text, says: 'their password', wants: 'a text', secret: true },
  'ldap.bindPasswordFile': { schema: Path, says: 'a file that holds it', wants: aPath, path: true },
  'ldap.idAttribute': { schema: Text, says: 'what stays the same, whatever somebody is called', wants: 'an attribute' },
  'ldap.nameAttribute': { schema: Text, says: 'what becomes the name', wants: 'an attribute' },
  'ldap.displayNameAttribute': { schema: Text, says: 'what others see', wants: 'an attribute' },
  'ldap.roles': { schema: Roles, says: 'groups that give a role, the highest first', wants: aRoleMap },
  'ldap.recheckMinutes': {
    schema: Type.Integer({ minimum: 1, maximum: 10_080 }),
    says: 'how often it is looked whether people are still there',
    wants: 'a whole number of minutes',
  },
  'oidc.issuer': {
    schema: Type.String({ pattern: '^https://\\S+$|^http://(localhost|127\\.0\\.0\\.1)(:\\d+)?(/\\S*)?$' }),
    says: 'a server that signs people in (OpenID Connect); without it there is none',
    wants: 'a URL that begins with https://',
  },
  'oidc.clientId': { schema: Text, says: 'what it knows this server as', wants: 'a text' },
  'oidc.clientSecret': { schema: Text, says: 'what this server proves that with', wants: 'a text', secret: true },
  'oidc.clientSecretFile': { schema: Path, says: 'a file that holds it', wants: aPath, path: true },
  'oidc.called': {
    schema: Type.String({ minLength: 1, maxLength: 40 }),
    says: 'its name on the button',
    wants: 'a name of 1 to 40 characters',
  },
  'oidc.scopes': { schema: Type.Array(Text, { maxItems: 20 }), says: 'what it is asked for besides openid', wants: 'a list of words' },
  'oidc.nameClaim': { schema: Text, says: 'what becomes the name', wants: 'a claim' },
  'oidc.displayNameClaim': { schema: Text, says: 'what others see', wants: 'a claim' },
  'oidc.groupsClaim': { schema: Text, says: 'where groups stand', wants: 'a claim' },
  'oidc.roles': { schema: Roles, says: 'groups that give a role, the highest first', wants: 'a list like "admin=admins"' },
  'oidc.makesAccounts': { schema: Type.Boolean(), says: 'who it vouches for gets an account', wants: yesNo },
  'oidc.tellsWhen': { schema: Type.Boolean(), says: 'it tells when somebody signed in there (auth_time)', wants: yesNo },
} as const

export const signInStandards: readonly (readonly [string, unknown])[] = [
  ['signIn.secondStep', []],
  ['signIn.appPasswords', false],
  ['signIn.origins', []],
  ['ldap.startTls', false],
  ['ldap.filter', '(uid={name})'],
  ['ldap.idAttribute', 'entryUUID'],
  ['ldap.nameAttribute', 'uid'],
  ['ldap.displayNameAttribute', 'cn'],
  ['ldap.roles', []],
  ['ldap.recheckMinutes', 15],
  ['oidc.called', 'OpenID'],
  ['oidc.scopes', ['profile']],
  ['oidc.nameClaim', 'preferred_username'],
  ['oidc.displayNameClaim', 'name'],
  ['oidc.groupsClaim', 'groups'],
  ['oidc.roles', []],
  ['oidc.makesAccounts', true],
  ['oidc.tellsWhen', true],
]

type Key = keyof typeof signInSettings

/**
 * @param value what was settled for a key, checked against its schema already
 * @param refuse says what is wrong, and where
 */
export function signInConfig(value: (key: Key) => unknown, refuse: (says: string) => never): SignInConfig {
  const text = (key: Key): string | null => {
    const found = value(key)
    return typeof found === 'string' ? found : null
  }
  const needed = (key: Key, for_: Key): string => text(key) ?? refuse(`${for_} is set without ${key}.`)
  const list = (key: Key): string[] => {
    const found = value(key)
    return Array.isArray(found) ? found.map(String) : []
  }
  const file = (key: Key): string | null => {
    const path = text(key)
    if (path === null) return null
    try {
      return readFileSync(path, 'utf8')
    } catch {
      return refuse(`${key}: ${path} cannot be read.`)
    }
  }
  const roles = (key: Key): RoleMap =>
    list(key).map((row) => {
      const [, role = 'member', group = ''] = ROLE.exec(row) ?? []
      return { role: role as GuardedRole, group }
    })
  const secret = (key: Key, inFile: Key): string | null => text(key) ?? file(inFile)?.trim() ?? null
  const [url, issuer, bindDn] = [text('ldap.url'), text('oidc.issuer'), text('ldap.bindDn')]
  return {
    safety: {
      roles: list('signIn.secondStep') as GuardedRole[],
      apps: value('signIn.appPasswords') === true,
    },
    origins: list('signIn.origins'),
    ldap:
      url === null
        ? null
        : {
            ...{ url, startTls: value('ldap.startTls') === true, ca: file('ldap.ca'), base: needed('ldap.base', 'ldap.url') },
            ...{ filter: text('ldap.filter') ?? '', off: text('ldap.off') },
            bind: bindDn === null ? null : { dn: bindDn, password: secret('ldap.bindPassword', 'ldap.bindPasswordFile') ?? '' },
            attributes: {
              ...{ id: text('ldap.idAttribute') ?? '', name: text('ldap.nameAttribute') ?? '' },
              displayName: text('ldap.displayNameAttribute') ?? '',
            },
            ...{ roles: roles('ldap.roles'), recheckMinutes: Number(value('ldap.recheckMinutes')) },
          },
    oidc:
      issuer === null
        ? null
        : {
            ...{ issuer, clientId: needed('oidc.clientId', 'oidc.issuer') },
            clientSecret: secret('oidc.clientSecret', 'oidc.clientSecretFile'),
            ...{ called: text('oidc.called') ?? '', scopes: list('oidc.scopes') },
            claims: {
              ...{ name: text('oidc.nameClaim') ?? '', displayName: text('oidc.displayNameClaim') ?? '' },
              groups: text('oidc.groupsClaim') ?? '',
            },
            ...{ roles: roles('oidc.roles'), makes: value('oidc.makesAccounts') === true },
            tellsWhen: value('oidc.tellsWhen') === true,
          },
  }
}
