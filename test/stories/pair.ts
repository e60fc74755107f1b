// What most stories of two begin with: a server, a browser, Ada at its page, and Bo at a wire of his own.
import { type Browser, openBrowser, type Visitor } from '../harness/browser.ts'
import { comeBack, join, type Person } from '../harness/cast.ts'
import { type Server, startServer, temporary } from '../harness/server.ts'
import { register } from './hands.ts'

export type Pair = AsyncDisposable & {
  /** The one that runs now. */
  readonly server: Server
  readonly browser: Browser
  readonly ada: Visitor
  readonly bo: Person
  /** The same address again, after it was killed: the page must not need a reload. Gives Bo at his new wire. */
  restart(): Promise<Person>
}

type How = {
  /** Of the folder for its data, where it is to be started again. */
  readonly keeps?: string
  readonly env?: Record<string, string>
  /** With the page's worker. */
  readonly worker?: boolean
}

export async function openPair({ keeps, env = {}, worker = false }: How = {}): Promise<Pair> {
  const folder = keeps === undefined ? undefined : temporary(keeps)
  const data = folder && { data: folder.path }
  let server = await startServer({ ...data, env })
  const browser = await openBrowser(() => server, { worker })
  const ada = await browser.visit()
  await register(ada, 'Ada')
  let bo = await join(server, 'bo')
  return {
    ...{ browser, ada },
    get server() {
      return server
    },
    get bo() {
      return bo
    },
    async restart() {
      server = await startServer({ ...data, env, flags: ['--port', String(server.run.httpsPort)] })
      bo = await comeBack(server, 'bo', bo.token)
      return bo
    },
    async [Symbol.asyncDispose]() {
      await browser[Symbol.asyncDispose]()
      await server[Symbol.asyncDispose]()
      folder?.drop()
    },
  }
}
