// Run inside a network namespace: announces a server, looks for servers, prints what was found.
import { createHosts } from '../addresses.ts'
import { announce, find } from '../mdns.ts'

const hosts = createHosts([])
const warnings: string[] = []
const log = { info: () => {}, warn: (text: string) => void warnings.push(text) }
await using announcement = announce({
  name: process.argv[2] ?? 'Workshop',
  version: '0.1.0',
  port: 8443,
  fingerprint: 'AB:CD:EF:01:02:03:04:05:06:07',
  hosts,
  log,
})
const host = await announcement.host
const found = await find({ seconds: 2 })
process.stdout.write(JSON.stringify({ host, names: hosts.names(), found, warnings }))
