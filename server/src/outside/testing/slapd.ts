// A real directory for tests: Debian's slapd on a free port of this machine, with data of its own that goes when it ends.
import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { until } from '#calls/testing/until.ts'

export const SUFFIX = 'dc=example,dc=lan'
export const PEOPLE = `ou=people,${SUFFIX}`
export const ADMINS = `cn=admins,ou=groups,${SUFFIX}`
export const ROOT = { dn: `cn=root,${SUFFIX}`, password: 'the root of all' } as const

export type Slapd = AsyncDisposable & {
  readonly port: number
  readonly tlsPort: number
  /** Changes what it holds: LDIF as ldapmodify reads it. */
  readonly process: ChildProcess
}

const person = (uid: string, password: string, more = ''): string => `dn: uid=${uid},${PEOPLE}
objectClass: inetOrgPerson
uid: ${uid}
cn: ${uid.charAt(0).toUpperCase()}${uid.slice(1)} of the directory
sn: ${uid}
userPassword: ${password}
${more}
`

const ldif = (): string => `dn: ${SUFFIX}
objectClass: dcObject
objectClass: organization
o: Example
dc: example

dn: ${PEOPLE}
objectClass: organizationalUnit
ou: people

dn: ou=groups,${SUFFIX}
objectClass: organizationalUnit
ou: groups

${person('lea', 'a heron on one leg')}
${person('max', 'two herons')}
${person('star*', 'a real star')}
dn: ${ADMINS}
objectClass: groupOfNames
cn: admins
member: uid=lea,${PEOPLE}
`

/** @param tls PEM files of a certificate and its key; then it answers ldaps and StartTLS as well */
export async function startSlapd(tls: { readonly cert: string; readonly key: string }): Promise<Slapd> {
  const slapd = '/usr/sbin/slapd'
  if (!existsSync(slapd)) throw new Error('slapd is missing; install it with: bin/setup --for-tests')
  const folder = mkdtempSync(join(tmpdir(), 'hearth-slapd-'))
  mkdirSync(join(folder, 'db'))
  const config = join(folder, 'slapd.conf')
  writeFileSync(
    config,
    `include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile ${tls.cert}
TLSCertificateKeyFile ${tls.key}
database mdb
maxsize 10485760
suffix "${SUFFIX}"
rootdn "${ROOT.dn}"
rootpw "${ROOT.password}"
directory ${join(folder, 'db')}
access to attrs=userPassword by anonymous auth by * none
access to * by * read
`,
  )
  const added = spawnSync('/usr/sbin/slapadd', ['-f', config], { input: ldif(), encoding: 'utf8' })
  if (added.status !== 0) throw new Error(`slapadd: ${added.stderr}`)
  const [port, tlsPort] = [await freePort(), await freePort()]
  const child = spawn(slapd, ['-d', '0', '-f', config, '-h', `ldap://127.0.0.1:${port} ldaps://127.0.0.1:${tlsPort}`], { stdio: 'ignore' })
  await until('slapd answers', () => answers(port), { within: 30_000 })
  return {
    ...{ port, tlsPort, process: child },
    async [Symbol.asyncDispose]() {
      const ended = new Promise((resolve) => child.once('exit', resolve))
      // Who was stopped hears no friendly word.
      child.kill('SIGKILL')
      await ended
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0))
    })
  })
}
