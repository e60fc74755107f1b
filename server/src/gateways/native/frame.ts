// A WebSocket text frame from a server (RFC 6455 §5.2), whole and unmasked, ready for the socket:
//
//   0x81 | length 0…125                 | text         {"id":1,"ok":{}}  →  81 10 7b 22 69 64 …
//   0x81 | 126 | length in two bytes    | text
//   0x81 | 127 | length in eight bytes  | text
//
// Made here, not by the socket library, so that one frame serves all who hear it and the frames of a tick leave in one write.

const FINAL_TEXT = 0x81

export function textFrame(text: string): Buffer {
  // Room for the head, and both written at once: to ask beforehand how many bytes a text makes costs as much as writing it.
  const short = text.length < 126
  const frame = Buffer.from(short ? `\0\0${text}` : `\0\0\0\0${text}`)
  const length = frame.length - (short ? 2 : 4)
  if (short ? length > 125 : length > 65_535) return unusualFrame(text)
  frame[0] = FINAL_TEXT
  if (short) frame[1] = length
  else {
    frame[1] = 126
    frame[2] = length >> 8
    frame[3] = length & 0xff
  }
  return frame
}

/** Longer than it looked, or very long. */
function unusualFrame(text: string): Buffer {
  const length = Buffer.byteLength(text)
  const head = length < 65_536 ? 4 : 10
  const frame = Buffer.allocUnsafe(head + length)
  frame[0] = FINAL_TEXT
  if (head === 4) {
    frame[1] = 126
    frame.writeUInt16BE(length, 2)
  } else {
    frame[1] = 127
    frame.writeBigUInt64BE(BigInt(length), 2)
  }
  frame.write(text, head)
  return frame
}
