// With --deep: pages whose network reaches nothing of the engine, only a TURN server: coturn, with the passwords Hearth makes for it.
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Browser, openBrowser, type Visitor } from '../harness/browser.ts'
import { type Server, startServer } from '../harness/server.ts'
import { until } from '../harness/until.ts'
import { frames, voices, withDevices } from './callers.ts'
import { type Networks, openNetworks, talkOnVideo } from './calls-net.ts'

const SECRET = 'what both of them know'
/** The engine's own address: the pages have no way there. */
const HIDDEN = '10.79.0.1'
const RELAY_PORT = 3478

const places = ['/usr/bin/turnserver', '/usr/local/bin/turnserver']

function startRelay({ under, address }: Networks): { readonly child: ChildProcess; output(): string } {
  const program = places.find(existsSync)
  if (program === undefined) throw new Error('coturn is missing; install it with: bin/setup --for-tests --deep')
  const flags = ['-n', '--listening-ip', address, '--relay-ip', address, '--listening-port', String(RELAY_PORT)]
  const more = ['--use-auth-secret', '--static-auth-secret', SECRET, '--realm', 'hearth', '--no-tls', '--no-dtls', '--no-cli']
  const files = ['--log-file', 'stdout', '--pidfile', '/dev/null', '--userdb', ':memory:', '--verbose']
  const [command = '', ...args] = [...under, program, ...flags, ...more, ...files]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (piece: Buffer) => (output += piece.toString()))
  return { child, output: () => output }
}

export function relayed(): void {
  describe('where nothing but a TURN server is reached', { timeout: 240_000 }, () => {
    let networks: Networks
    let relay: ReturnType<typeof startRelay>
    let server: Server
    let browser: Browser

    beforeAll(async () => {
      networks = openNetworks('hearth-relay', '10.77.0')
      networks.ip('server', 'address', 'add', `${HIDDEN}/32`, 'dev', 'lo')
      relay = startRelay(networks)
      const turn = ['--calls-turn', `turn:${networks.address}:${RELAY_PORT}?transport=udp`]
      server = await startServer({
        under: networks.under,
        flags: ['--bind', '0.0.0.0', '--calls-address', HIDDEN, ...turn],
        env: { HEARTH_CALLS_TURN_SECRET: SECRET },
      })
      browser = await openBrowser(() => server, {
        executable: networks.chromium,
        host: networks.address,
        stranger: true,
        more: withDevices,
      })
    }, 180_000)
    afterAll(async () => {
      await browser?.[Symbol.asyncDispose]()
      await server?.[Symbol.asyncDispose]()
      if (relay?.child.exitCode === null) {
        const ended = once(relay.child, 'exit')
        relay.child.kill('SIGKILL')
        await ended
      }
      networks?.drop()
    })

    it('[TEST-31] two pages see and hear each other by the relay, and by nothing else', async () => {
      await until('the relay to listen', () => relay.child.exitCode === null && /listener opened|Total.*relay/i.test(relay.output()), {
        seen: relay.output,
      })
      const visitors: Visitor[] = [await browser.visit(), await browser.visit()]
      const [ada, bo] = visitors
      if (ada === undefined || bo === undefined) throw new Error('nobody is there')
      await talkOnVideo(ada, bo)
      for (const [{ page }, other] of [
        [ada, 'Bo'],
        [bo, 'Ada'],
      ] as const) {
        await frames(page, { user: other, what: 'camera' })
        await voices(page, 1)
        expect(await wayOf(page)).toEqual({ local: 'relay', remote: 'host' })
      }
    })
  })
}

/** By which kinds of candidates the last connection of a page goes. */
const wayOf = (page: Page): Promise<{ readonly local: string; readonly remote: string }> =>
  page.evaluate(async () => {
    const { peers } = globalThis as unknown as { peers: RTCPeerConnection[] }
    const stats = await peers.at(-1)?.getStats()
    const kinds = { local: '', remote: '' }
    for (const [, entry] of stats ?? []) {
      if (entry.type !== 'transport') continue
      const pair = stats?.get(entry.selectedCandidatePairId)
      Object.assign(kinds, {
        local: stats?.get(pair?.localCandidateId)?.candidateType,
        remote: stats?.get(pair?.remoteCandidateId)?.candidateType,
      })
    }
    return kinds
  })
