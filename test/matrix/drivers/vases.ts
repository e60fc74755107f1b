// Programs of vases: those that hold the server's public key, and those that wait for it.
import { constants, createCipheriv, createDecipheriv, publicEncrypt, randomBytes } from 'node:crypto'
import { WebSocket } from 'ws'
import { until } from '#harness/until.ts'
import { type Driver, type Entering, noPolls, type Seat, type Shown, type ShownFile } from '../driver.ts'

type Accent = 'document' | 'program'

export const vases: readonly Driver[] = (['document', 'program'] as const).map((accent) => ({
  name: `vases/${accent}`,
  flags: ['--gateway', 'vases=0'],
  cannotSay: { poll: noPolls },
  cannotHear: {},
  keyless: true,
  // Marks that turn the direction of what stands around them are left out.
  heard: (text) => text.replace(/[\u202a-\u202e\u2066-\u2069]/g, ''),
  enter: (who) => enter(accent, who),
}))

async function enter(accent: Accent, { server, name }: Entering): Promise<Seat> {
  const port = server.run.gateways['vases'] ?? 0
  const line = await converse(port, accent === 'document' ? await (await fetch(`http://127.0.0.1:${port}/public.pem`)).text() : undefined)
  await line.next('Handshake Finished')
  line.say(name)
  await line.next('SUCCESS: Username registered.')
  const here = new Set<string>()
  return {
    name,
    get shown() {
      return line.lines.flatMap((text) => shownIn(text))
    },
    get files() {
      return line.lines.flatMap((text) => fileIn(text))
    },
    here,
    async look() {
      const from = line.lines.length
      line.say('/list')
      const list = () => line.lines.slice(from).find((text) => /^[\w.-]+(, [\w.-]+)*$/.test(text))
      const names = await until('the list', list, { seen: () => line.lines.slice(from) })
      here.clear()
      for (const one of names.split(', ')) here.add(one)
    },
    toPerson: async (to, text) => line.say(`/msg ${to} ${text}`),
    toGroup: async (group, text) => line.say(`/group ${group} ${text}`),
    toLobby: async (text) => line.say(text),
    fileTo: async (to, file, bytes) => line.say(`/file ${to} ${file} ${bytes.toString('latin1')}`),
    know: async () => {},
    isOut: async () => line.ws.readyState === WebSocket.CLOSED,
    async [Symbol.asyncDispose]() {
      line.ws.terminate()
    },
  }
}

type Line = { readonly ws: WebSocket; readonly lines: readonly string[]; say(text: string): void; next(text: string): Promise<unknown> }

/** @param pem undefined: the server sends it */
async function converse(port: number, pem: string | undefined): Promise<Line> {
  const ws = new WebSocket(`ws://127.0.0.1:${port}`)
  const key = randomBytes(16)
  const lines: string[] = []
  const sendKey = (to: string): void =>
    ws.send(publicEncrypt({ key: to, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, key))
  let isSealed = pem !== undefined
  ws.on('message', (data: Buffer) => {
    const isPem = data.toString().startsWith('-----BEGIN')
    // On a busy machine it comes to those who hold it, too.
    if (isPem && pem !== undefined) return
    if (isSealed) return void lines.push(unseal(key, data))
    isSealed = true
    sendKey(data.toString())
  })
  await new Promise<void>((resolve, reject) => ws.once('open', resolve).once('error', reject))
  if (pem !== undefined) sendKey(pem)
  return {
    ws,
    lines,
    say: (text) => ws.send(seal(key, text)),
    next: (text) => until(`"${text}"`, () => lines.includes(text), { seen: () => lines }),
  }
}

function seal(key: Buffer, text: string): Buffer {
  const iv = randomBytes(16)
  const cipher = createCipheriv('aes-128-cbc', key, iv)
  return Buffer.concat([iv, cipher.update(text), cipher.final()])
}

function unseal(key: Buffer, bytes: Buffer): string {
  const decipher = createDecipheriv('aes-128-cbc', key, bytes.subarray(0, 16))
  return Buffer.concat([decipher.update(bytes.subarray(16)), decipher.final()]).toString()
}

const ways: readonly [RegExp, Shown['in']][] = [
  [/^\[Broadcast from (?<from>\S+)\]: (?<text>.*)$/s, 'lobby'],
  [/^Private message from (?<from>\S+): (?<text>.*)$/s, 'private'],
  [/^\[Receive group (?<group>\S+) message from (?<from>\S+)\]: (?<text>.*)$/s, 'group'],
]

function shownIn(line: string): Shown[] {
  return ways.flatMap(([way, place]) => {
    const { from = '', text = '', group = null } = way.exec(line)?.groups ?? {}
    return from === '' ? [] : [{ from, text, in: place, group }]
  })
}

function fileIn(line: string): ShownFile[] {
  const [, from = '', name = '', data = ''] = /^\/file (\S+) (\S+) (.*)$/s.exec(line) ?? []
  return from === '' ? [] : [{ from, name, bytes: Buffer.from(data, 'latin1') }]
}
