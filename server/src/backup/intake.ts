// Takes exact numbers of bytes from a stream of pieces.

export type Intake = {
  take(length: number): Promise<Buffer>
  /** The next `length` bytes in pieces; all of them are taken before anything else is. */
  stream(length: number): AsyncGenerator<Buffer>
  isAtEnd(): Promise<boolean>
}

/** @param short made and thrown when the stream ends too soon */
export function createIntake(source: AsyncIterable<Buffer>, short: () => Error): Intake {
  const pieces = source[Symbol.asyncIterator]()
  let rest: Buffer = Buffer.alloc(0)

  async function more(): Promise<boolean> {
    while (rest.length === 0) {
      const next = await pieces.next()
      if (next.done) return false
      rest = next.value
    }
    return true
  }

  async function* stream(length: number): AsyncGenerator<Buffer> {
    for (let left = length; left > 0; ) {
      if (!(await more())) throw short()
      const piece = rest.subarray(0, left)
      rest = rest.subarray(piece.length)
      left -= piece.length
      yield piece
    }
  }

  return {
    stream,
    async take(length) {
      const taken: Buffer[] = []
      for await (const piece of stream(length)) taken.push(piece)
      return Buffer.concat(taken)
    },
    isAtEnd: async () => !(await more()),
  }
}
