// Opens everything in order: the looks, the client, the page.
import { type Client, createClient, type Socket } from '@hearth/client/client.ts'
import { PROTOCOL_VERSION } from '@hearth/protocol/version.ts'
import { createRoot } from 'react-dom/client'
import './tokens.css'
import './base.css'
import { DeskContext, openDesk } from './files/desk.ts'
import { createKept, keptToken, memoryShelf } from './kept.ts'
import { App } from './scenes/app.tsx'
import { ClientContext } from './state.ts'
import { followLooks } from './ui.ts'

function openSocket(): Socket {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const web = new WebSocket(`${scheme}://${location.host}/ws?protocol=${PROTOCOL_VERSION}`)
  const socket: Socket = { send: (text) => web.send(text), close: () => web.close(), onOpen: () => {}, onText: () => {}, onClose: () => {} }
  web.onopen = () => socket.onOpen()
  web.onmessage = ({ data }) => typeof data === 'string' && socket.onText(data)
  web.onclose = ({ code, reason }) => end(code, reason)
  // A network that is gone closes nothing for minutes, but the browser knows. Where the server is reached all the same, the next try tells.
  const onOffline = (): void => {
    web.close()
    end(1006, 'offline')
  }
  addEventListener('offline', onOffline)
  function end(code: number, reason: string): void {
    removeEventListener('offline', onOffline)
    web.onopen = web.onmessage = web.onclose = null
    socket.onClose(code, reason)
  }
  return socket
}

// The time first: the server keeps them in order, and what comes last then lies beside what came before.
const newId = (): string =>
  `${Date.now().toString(36)}-${Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(36).padStart(2, '0')).join('')}`

function open(): Client {
  return createClient({
    openSocket,
    kept: createKept(shelf()),
    now: Date.now,
    newId,
    chance: Math.random,
    wait(ms, then) {
      const timer = setTimeout(then, ms)
      return () => clearTimeout(timer)
    },
  })
}

function shelf(): Storage | ReturnType<typeof memoryShelf> {
  try {
    return localStorage
  } catch {
    return memoryShelf()
  }
}

function begin(root: HTMLElement): void {
  followLooks()
  const client = open()
  const desk = openDesk({ client, newId, token: () => keptToken(shelf()) })
  const nudge = (): void => {
    client.nudge()
    desk.files.nudge()
  }
  addEventListener('online', () => {
    client.moved()
    desk.files.nudge()
  })
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && nudge())
  createRoot(root).render(
    <ClientContext value={client}>
      <DeskContext value={desk}>
        <App />
      </DeskContext>
    </ClientContext>,
  )
}

const root = document.getElementById('root')
if (root) begin(root)
