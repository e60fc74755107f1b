// The socket of a client of the library, over a real one.
import type { Socket } from '@hearth/client/client.ts'
import WebSocket, { type ClientOptions } from 'ws'

/** Not open yet. @param options the authority it trusts, an address of its own */
export function openLine(port: number, options: ClientOptions): { readonly ws: WebSocket; readonly socket: Socket } {
  const ws = new WebSocket(`wss://127.0.0.1:${port}/ws?protocol=1`, options)
  const socket: Socket = {
    send: (text) => ws.readyState === WebSocket.OPEN && ws.send(text),
    close: () => ws.terminate(),
    onOpen: () => {},
    onText: () => {},
    onClose: () => {},
  }
  ws.on('open', () => socket.onOpen())
  ws.on('message', (bytes) => socket.onText(String(bytes)))
  ws.on('error', () => {})
  ws.on('close', (code, reason) => socket.onClose(code, String(reason)))
  return { ws, socket }
}

/** What a client trusts; undefined: what the machine does. */
export const trusting = (ca: string | undefined): ClientOptions => (ca === undefined ? {} : { ca })
