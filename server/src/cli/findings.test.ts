import { expect, test } from 'vitest'
import type { Address } from '#lan/addresses.ts'
import * as about from './findings.ts'

const lan: Address = { address: '192.168.1.5', family: 4, scope: 'private' }
const own: Address = { address: '127.0.0.1', family: 4, scope: 'loopback' }
const link: Address = { address: '169.254.3.4', family: 4, scope: 'link' }
const DAY = 86_400_000
const now = Date.UTC(2027, 1, 1)
const shown = (from: number, to: number, names = ['192.168.1.5']) => ({ from: now + from * DAY, to: now + to * DAY, names })

test('[CLI-10] each thing that is wrong is one line that says what to do, and what is fine says so', () => {
  const table: readonly [about.Finding, about.Finding['is'], RegExp][] = [
    [about.aboutServer('/data', 'running'), 'fine', /running/],
    [about.aboutServer('/data', 'stopped'), 'hint', /bin\/hearth serve --data \/data/],
    [about.aboutServer('/data', 'ended'), 'bad', /not asked to stop .*log.*serve --data \/data/],
    [about.aboutAddresses([own, lan]), 'fine', /192\.168\.1\.5/],
    [about.aboutAddresses([own]), 'bad', /connect to a network/],
    [about.aboutAddresses([own, link]), 'bad', /nobody gives out addresses/],
    [about.aboutNeighbours(7), 'fine', /7 machines/],
    [about.aboutNeighbours(1), 'hint', /client isolation/],
    [about.aboutNeighbours(undefined), 'fine', /does not say/],
    [about.aboutMulticast(true, true, 'self'), 'fine', /found nearby/],
    [about.aboutMulticast(true, true, 'nobody'), 'hint', /5353/],
    [about.aboutMulticast(true, false, 'nobody'), 'fine', /no server/],
    [about.aboutMulticast(true, true, 'failed'), 'hint', /firewall/],
    [about.aboutMulticast(false, true, 'nobody'), 'fine', /off/],
    [about.aboutClock(now, now - DAY, true), 'fine', /2027-02-01/],
    [about.aboutClock(now, now + DAY, undefined), 'bad', /1440 minutes before/],
    [about.aboutClock(now, undefined, false), 'hint', /NTP/],
    [about.aboutCertificate(undefined, [lan], now), 'fine', /once the server runs/],
    [about.aboutCertificate(shown(-1, 300), [own, lan], now), 'fine', /300 days/],
    [about.aboutCertificate(shown(1, 300), [lan], now), 'bad', /clock is behind/],
    [about.aboutCertificate(shown(-9, -2), [lan], now), 'bad', /ended 2 days ago/],
    [about.aboutCertificate(shown(-1, 300, []), [lan], now), 'hint', /does not name 192\.168\.1\.5/],
    [about.aboutCertificate(shown(-1, 5), [lan], now), 'hint', /5 days left/],
    [about.aboutPort('https', 8443, 'ours'), 'fine', /answers/],
    [about.aboutPort('https', 8443, 'taken'), 'bad', /another program/],
    [about.aboutPort('https', 443, 'forbidden'), 'bad', /above 1023/],
    [about.aboutPort('https', 8443, 'silent'), 'bad', /restart/],
    [about.aboutDisk(5_000_000_000, 1_000_000_000), 'fine', /MB free/],
    [about.aboutDisk(500_000_000, 1_000_000_000), 'hint', /no more files/],
    [about.aboutDisk(1_000_000, 1_000_000_000), 'bad', /nothing is kept/],
    [about.aboutDatabase('fine'), 'fine', /read and written/],
    [about.aboutDatabase('full'), 'bad', /make room/],
    [about.aboutDatabase('fine', 'it is damaged'), 'bad', /it is damaged/],
    [about.aboutBackups('none', undefined), 'hint', /--every 1d/],
    [about.aboutBackups('failing', 'the disk is full'), 'bad', /--list/],
    [about.aboutBackups('fine', undefined), 'fine', /planned/],
  ]
  for (const [finding, is, words] of table) {
    expect([finding.is, about.linesOf([finding])[0]]).toEqual([is, expect.stringMatching(words)])
    if (is !== 'fine') expect(finding.todo, finding.says).toBeDefined()
  }
})

test('[CLI-10] what others can read, an old Node and root are said; only what is bad makes the exit code 1', () => {
  expect(about.aboutFolder('/data', 'there', 3)[0]).toMatchObject({ is: 'bad', todo: 'chmod -R go= /data' })
  expect(about.aboutFolder('/data', 'refused', 0)[0]?.is).toBe('bad')
  expect(about.aboutFolder('/data', 'absent', 0)[0]?.is).toBe('hint')
  expect(about.aboutRuntime('v22.3.0', true).map(({ is }) => is)).toEqual(['bad', 'hint'])
  expect(about.aboutRuntime('v24.11.0', false).map(({ is }) => is)).toEqual(['fine', 'fine'])
  expect(about.exitCodeOf(about.aboutFolder('/data', 'absent', 0))).toBe(0)
  expect(about.exitCodeOf(about.aboutFolder('/data', 'refused', 0))).toBe(1)
})
