// npm run bench -- --peers: installs the servers Hearth is compared with from Debian, without starting them as services.
import { execFileSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { peers } from './servers/peers.ts'

const POLICY = '/usr/sbin/policy-rc.d'

/** What is missing, or nothing. */
const missing = (): string[] => peers.flatMap(({ debian }) => (debian === undefined || isInstalled(debian) ? [] : [debian]))

export function installPeers(): void {
  const wanted = missing()
  if (wanted.length === 0) return
  const command = ['apt-get', 'install', '-y', '--no-install-recommends', ...wanted]
  if (process.getuid?.() !== 0 || !existsSync('/etc/debian_version')) {
    console.error(`The servers to compare with are missing; as root on Debian: ${command.join(' ')}`)
    process.exit(1)
  }
  // A package of Debian starts its service when it is installed, unless this says no.
  const ours = !existsSync(POLICY)
  if (ours) writeFileSync(POLICY, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
    execFileSync('apt-get', ['update'], { stdio: 'ignore', env })
    execFileSync('apt-get', command.slice(1), { stdio: ['ignore', 'ignore', 'inherit'], env })
  } finally {
    if (ours) rmSync(POLICY)
  }
}

function isInstalled(name: string): boolean {
  try {
    return execFileSync('dpkg-query', ['-W', '-f', '${Status}', name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).includes(
      'ok installed',
    )
  } catch {
    return false
  }
}
