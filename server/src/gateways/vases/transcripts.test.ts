// The transcripts, line by line over real sockets: C is what a client sends, S what it gets next; nothing else may come.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type House, openHouse } from '../testing/house.ts'
import { lettingIn } from '../testing/replay.ts'
import { afterKey, type Client, open } from './testing/client.ts'

const folder = join(import.meta.dirname, 'transcripts')
const config = lettingIn('vases')

/** `\n`, `\\`, and `\xNN` for a byte of a file. */
const plain = (text: string): string =>
  text.replace(/\\(?:x([0-9a-f]{2})|(n)|(\\))/g, (_all, hex: string | undefined, n: string | undefined) =>
    hex === undefined ? (n === undefined ? '\\' : '\n') : String.fromCharCode(Number.parseInt(hex, 16)),
  )

async function act(house: House, cast: Map<string, Client>, name: string, said: string): Promise<void> {
  const client = cast.get(name)
  if (said === '<connects>') return void cast.set(name, await open({ port: house.running.gatewayPorts['vases'] ?? 0 }))
  if (client === undefined) throw new Error(`${name} is not connected`)
  if (said === '<sealed key>') client.sendKey(readFileSync(join(house.data, 'vases/public.pem'), 'utf8'))
  else if (said === '<the last message again>') client.raw(client.last)
  else if (said === '<half a message>') client.raw(Buffer.alloc(24, 7))
  else client.say(plain(said))
}

async function expectNext(client: Client | undefined, wanted: string): Promise<void> {
  const closing = /^<closed (\d+)>$/.exec(wanted)
  if (closing) return expect(String(await client?.closed)).toBe(closing[1])
  const next = client && (await (wanted === '<public key>' ? client.next() : afterKey(client)))
  expect(wanted === '<public key>' ? next?.slice(0, 27) : next).toBe(
    wanted === '<public key>' ? '-----BEGIN PUBLIC KEY-----\n' : plain(wanted),
  )
}

test.each(readdirSync(folder))('[VASES-10] %s is what the server does', async (file) => {
  await using house = await openHouse({ config })
  const cast = new Map<string, Client>()
  for (const [at, line] of readFileSync(join(folder, file), 'utf8').split('\n').entries()) {
    const [, who, name = '', text = ''] = /^([CS]) (\w+): ?(.*)$/.exec(line) ?? []
    if (who === undefined) continue
    try {
      await (who === 'C' ? act(house, cast, name, text) : expectNext(cast.get(name), text))
    } catch (cause) {
      throw new Error(`${file}, line ${at + 1}: ${line}\n${String(cause)}`, { cause })
    }
  }
  // Whatever came besides would stand in front of the answer to this.
  for (const client of cast.values()) {
    if (client.ws.readyState !== client.ws.OPEN) continue
    client.say('/nothing')
    expect(await client.next()).toContain("Unknown command '/nothing'")
  }
})
