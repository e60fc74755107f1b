// Reading without memory of its own for each piece that comes: Node gives every chunk a buffer, which is asked for, wrapped, and collected. What
// small frames of thousands of people cost is mostly that (docs/decisions/0040). `onread` is how Node offers to read into memory that is
// there; for connections that come in it can only be asked for by giving their handle to a socket of our own making.
import { Socket, type SocketConstructorOpts } from 'node:net'
import type { Duplex } from 'node:stream'
import { TLSSocket } from 'node:tls'

/** As much as the system hands over at once. One for all: what is told is over before the next is read. */
const memory = Buffer.allocUnsafeSlow(65_536)

/** A connection whose `data` lies in memory that all of them share: good until its listeners return, unless `lasting`. */
export class LeanSocket extends Socket {
  /** What is told next may be kept. */
  lasting = true

  private constructor(handle: object, callback: (length: number) => boolean) {
    // Node's types know of handles that are bound and not yet connected only.
    super({ handle, allowHalfOpen: true, onread: { buffer: memory, callback } } as SocketConstructorOpts)
  }

  /**
   * Takes a connection over that has just left HTTP. Its old object stays as long as it lasts, so that whoever counts connections counts it, and who
   * ends one of the two ends both. Whoever has no handle of this kind (TLS, which makes plain of sealed in memory of its own; a stream that is no
   * socket; a Node that keeps it elsewhere), or has an earlier answer under way, goes on as it came.
   */
  static of(socket: Duplex): Duplex {
    if (!(socket instanceof Socket) || socket instanceof TLSSocket || socket.destroyed || isAnswering(socket)) return socket
    const handle: unknown = Reflect.get(socket, '_handle')
    if (typeof handle !== 'object' || handle === null || !('useUserBuffer' in handle)) return socket
    const lean: LeanSocket = new LeanSocket(handle, (length) => lean.#tell(memory.subarray(0, length)))
    Reflect.set(socket, '_handle', null)
    socket.setTimeout(0)
    socket.once('close', () => void lean.destroy())
    lean.once('close', () => void socket.destroy())
    return lean
  }

  #tell(bytes: Buffer): true {
    this.emit('data', this.lasting ? Buffer.from(bytes) : bytes)
    return true
  }
}

/** Of what was asked before the upgrade. `_httpMessage`: the answer that has the socket now. */
const isAnswering = (socket: Socket): boolean => socket.writableLength > 0 || Boolean(Reflect.get(socket, '_httpMessage'))
