// The check by which somebody shows that they know the password of a way in (RFC 8445 §7), as browsers send it.
import { createHmac, randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'

const MAGIC = 0x2112a442

/** @param name `THEIRS:MINE` @param password theirs */
export function writeCheck(name: string, password: string): Buffer {
  const attribute = (type: number, value: Buffer) => {
    const head = Buffer.alloc(4)
    head.writeUInt16BE(type, 0)
    head.writeUInt16BE(value.length, 2)
    return Buffer.concat([head, value, Buffer.alloc((4 - (value.length % 4)) % 4)])
  }
  const head = Buffer.alloc(20)
  head.writeUInt16BE(1, 0)
  head.writeUInt32BE(MAGIC, 4)
  randomBytes(12).copy(head, 8)
  const signed = Buffer.concat([
    head,
    attribute(0x0006, Buffer.from(name)),
    // How much this way is liked: of a host, as browsers say it.
    attribute(0x0024, Buffer.from([0x6e, 0, 0x1f, 0xff])),
    attribute(0x0025, Buffer.alloc(0)),
    attribute(0x802a, randomBytes(8)),
  ])
  signed.writeUInt16BE(signed.length - 20 + 24, 2)
  const whole = Buffer.concat([signed, attribute(0x0008, createHmac('sha1', password).update(signed).digest())])
  whole.writeUInt16BE(whole.length - 20 + 8, 2)
  const sum = Buffer.alloc(4)
  sum.writeUInt32BE((crc32(whole) ^ 0x5354554e) >>> 0)
  return Buffer.concat([whole, attribute(0x8028, sum)])
}
