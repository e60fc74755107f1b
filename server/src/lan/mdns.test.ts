import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'

const child = fileURLToPath(new URL('./testing/announce-and-find.ts', import.meta.url))
// The first is misread by libraries that ask `ip` for it: containers have interfaces of this kind.
const veth =
  'ip link add east type veth peer name west && ip addr add 10.77.0.1/24 dev east && ip link set east up && ip link set west up &&'

/** In a network of its own, from which no packet can leave. */
function inNamespace(
  setup: string,
  name: string,
): {
  host: string | null
  names: string[]
  warnings: string[]
  found: { name: string; host: string; port: number; addresses: string[]; version: string; fingerprint: string }[]
} {
  const script = `ip link set lo up && ${setup} exec "$0" --disable-warning=ExperimentalWarning "$1" "$2"`
  return JSON.parse(
    execFileSync('unshare', ['--map-root-user', '--net', 'sh', '-c', script, process.execPath, child, name], {
      encoding: 'utf8',
      timeout: 25_000,
    }),
  )
}

describe('[LAN-8] servers announce themselves and are found', () => {
  test('[LAN-8] a neighbour learns name, address, port, version and the start of the fingerprint', { timeout: 30_000 }, () => {
    const { host, names, found, warnings } = inNamespace(veth, 'Büro 3')
    expect(warnings).toEqual([])
    expect(host).toBe('buro-3.local')
    expect(names).toContain('buro-3.local')
    expect(found).toMatchObject([
      { name: 'Büro 3', host: 'buro-3.local', port: 8443, version: '0.1.0', fingerprint: 'AB:CD:EF:01:02:03:04:05' },
    ])
    expect(found[0]?.addresses).toContain('10.77.0.1')
  })

  test('[LAN-8] where there is no network, nothing breaks and nothing is found', { timeout: 30_000 }, () => {
    expect(inNamespace('', 'Workshop').found).toEqual([])
  })
})
