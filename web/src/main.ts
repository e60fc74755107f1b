// Opens everything in order: the looks, the client, the page. What is asked of the server is on its way before the page itself has been read by
// the browser, which takes longer than the answers: so the first thing drawn is the room with its words.
import { createClient, type Socket } from '@hearth/client/client.ts'
import { PROTOCOL_VERSION } from '@hearth/protocol/version.ts'
import './tokens.css'
import './base.css'
import { openDesk } from './files/desk.ts'
import { openFirstRoom, whole } from './first-picture.ts'
import { createKept, isStranger, keptToken, memoryShelf } from './kept.ts'
import { createLog } from './log/log.ts'
import { newClientId } from './new-id.ts'
import { hearing } from './pace.ts'
import { persistent } from './parts/persistent.ts'
import { parseRoute } from './route.ts'
import { keepShell } from './shell/shell.ts'
import { t } from './text/t.ts'
import { followLanguage, followLooks } from './ui.ts'

function openSocket(): Socket {
  const scheme = location.protocol === 'https:' ? 'wss' : 'ws'
  const web = new WebSocket(`${scheme}://${location.host}/ws?protocol=${PROTOCOL_VERSION}`)
  const socket: Socket = { send: (text) => web.send(text), close: () => web.close(), onOpen: () => {}, onText: () => {}, onClose: () => {} }
  web.onopen = () => socket.onOpen()
  web.onmessage = ({ data }) => {
    if (typeof data !== 'string') return
    // Who asked goes on with the answer at once, and on what it led to.
    if (data.startsWith('{"event"')) hearing(() => socket.onText(data))
    else socket.onText(data)
  }
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

function wait(ms: number, then: () => void): () => void {
  const timer = setTimeout(then, ms)
  return () => clearTimeout(timer)
}

function shelf(): Storage | ReturnType<typeof memoryShelf> {
  try {
    return localStorage
  } catch {
    return memoryShelf()
  }
}

const otherTabs = () => import('./other-tabs.ts')

function begin(root: HTMLElement): void {
  followLooks()
  const speaking = followLanguage()
  const log = createLog({ newId: newClientId, wait })
  const client = createClient({
    openSocket,
    kept: createKept(shelf()),
    archive: log,
    now: Date.now,
    newId: newClientId,
    chance: Math.random,
    wait,
    refused: (marking, failure) => void import('./unfinished.ts').then(({ sayRefused }) => sayRefused(marking, failure)),
  })
  const desk = openDesk({ client, newId: newClientId, token: () => keptToken(shelf()) })
  const nudge = (): void => {
    client.nudge()
    desk.files.nudge()
  }
  addEventListener('online', () => {
    client.moved()
    desk.files.nudge()
  })
  addEventListener('storage', (event) => void otherTabs().then(({ followTab }) => followTab(client, shelf(), event)))
  document.addEventListener('visibilitychange', () => (document.visibilityState === 'visible' ? nudge() : void log.flush()))
  const route = parseRoute(location.hash)
  openFirstRoom(client, route)
  const stranger = isStranger(shelf())
  // On its way beside the page: the page asks for it as soon as it runs.
  if (stranger) void import('./scenes/welcome/welcome.tsx').catch(() => undefined)
  else if (route.at === 'home') void import('./scenes/home.tsx').catch(() => undefined)
  void Promise.all([persistent(() => import('./page.tsx')), speaking]).then(
    async ([{ draw }]) => {
      await whole(client, route, wait)
      await draw(root, client, desk, stranger)
      void import('./attention/bell.ts').then(({ hangBell }) => hangBell(client))
      // It is here before the server may be gone.
      void otherTabs()
      void import('./unfinished.ts').then(({ finish }) => finish(client))
      void import('./attention/idle.ts').then(({ followTouch }) => followTouch(client))
    },
    () => offerAgain(root),
  )
  keepShell()
}

/** The server was renewed between two files of the page: what was kept is the page of before. */
function offerAgain(root: HTMLElement): void {
  const again = document.createElement('button')
  again.textContent = t('Load the page again')
  again.addEventListener('click', () => location.reload())
  root.replaceChildren(again)
}

const root = document.getElementById('root')
if (root) begin(root)
