import { createCipheriv, createSecretKey, randomBytes } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createSeal } from './server/src/calls/media/srtp.ts'

const key = randomBytes(16), salt = randomBytes(12)
function headOf(n: number, ssrc: number) { const h = Buffer.alloc(20); h[0] = 0x90; h[1] = 111; h.writeUInt16BE(n & 0xffff, 2); h.writeUInt32BE(ssrc, 8); h.writeUInt32BE(0xbede0001, 12); return h }
const k = createSecretKey(key)
function node(head: Buffer, payload: Buffer, n: number) {
  const nonce = Buffer.from(salt); nonce.writeUInt32BE(n, 6)
  const c = createCipheriv('aes-128-gcm', k, nonce); c.setAAD(head); const s = c.update(payload); c.final()
  const tag = c.getAuthTag(); const w = Buffer.allocUnsafe(head.length + s.length + 16); head.copy(w); s.copy(w, head.length); tag.copy(w, head.length + s.length); return w
}
function cost(what: string, many: number, act: (i: number) => void) {
  for (let i = 0; i < 20000; i++) act(i)
  const best: number[] = []
  for (let round = 0; round < 5; round++) {
    const a = process.cpuUsage()
    for (let i = 0; i < many; i++) act(i + 20000 + round * many)
    const b = process.cpuUsage(a)
    best.push((b.user + b.system) / many)
  }
  best.sort((x, y) => x - y)
  console.log(what.padEnd(50), best[2]!.toFixed(2), 'µs (', best[0]!.toFixed(2), ')')
}
for (const size of [80, 160, 256]) {
  const payload = randomBytes(size)
  cost(`node ${size}`, 40000, (i) => void node(headOf(i, 7), payload, i))
  const seal = createSeal({ form: 'gcm', key, salt })
  cost(`ours ${size}, one receiver`, 40000, (i) => void seal(headOf(i, 7), payload))
  const seals = Array.from({ length: 99 }, () => createSeal({ form: 'gcm', key: randomBytes(16), salt: randomBytes(12) }))
  cost(`ours ${size}, 99 receivers`, 40000, (i) => void seals[i % 99]!(headOf(Math.floor(i / 99), 7), payload))
}
// A picture: four packets of 1100, and a tail of 150.
const long = randomBytes(1100), tail = randomBytes(150)
cost('node tail of 150', 40000, (i) => void node(headOf(i, 7), tail, i))
cost('node 1100', 20000, (i) => void node(headOf(i, 7), long, i))
{
  const seal = createSeal({ form: 'gcm', key, salt })
  cost('ours: each picture of 4 x 1100 + 150, a packet', 40000, (i) => void seal(headOf(i, 7), i % 5 === 4 ? tail : long))
}
cost('node: each picture of 4 x 1100 + 150, a packet', 40000, (i) => void node(headOf(i, 7), i % 5 === 4 ? tail : long, i))
const udp = createSocket({ type: 'udp4', lookup: (a, _h, f) => f(null, a, 4) })
const sink = createSocket('udp4'); sink.bind(0, '127.0.0.1', () => {
  const { port } = sink.address(); sink.close()
  udp.bind(0, '127.0.0.1', () => {
    const bytes = randomBytes(116)
    cost('udp.send to nobody', 20000, () => udp.send(bytes, port, '127.0.0.1'))
    const taker = createSocket({ type: 'udp4', recvBufferSize: 4000 }); taker.bind(0, '127.0.0.1', () => {
      const to = taker.address().port
      cost('udp.send to a full buffer', 20000, () => udp.send(bytes, to, '127.0.0.1'))
      udp.close(); taker.close()
    })
  })
})
