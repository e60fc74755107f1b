// A real OpenID provider for tests, on this machine: anybody may say who they are, and it vouches for them.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import Provider from 'oidc-provider'

export type Issuer = AsyncDisposable & { readonly address: string }

/** @param backs where browsers may be sent back to, and where to after signing out */
export async function startIssuer(backs: readonly string[], afterLeaving: readonly string[] = []): Promise<Issuer> {
  const server = createServer()
  const address = await new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const at = server.address()
      resolve(`http://127.0.0.1:${typeof at === 'object' && at !== null ? at.port : 0}`)
    })
  })
  const provider = new Provider(address, {
    clients: [
      {
        ...{ client_id: 'hearth', client_secret: 'a secret between servers', redirect_uris: [...backs] },
        ...{ grant_types: ['authorization_code'], response_types: ['code'], post_logout_redirect_uris: [...afterLeaving] },
      },
    ],
    pkce: { required: () => true },
    cookies: { keys: ['only a test'] },
    claims: { openid: ['sub'], profile: ['preferred_username', 'name', 'groups'] },
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({ sub: id, preferred_username: id, name: `${id} from elsewhere`, groups: id === 'gina' ? ['admins'] : [] }),
    }),
  })
  const answer = provider.callback()
  server.on('request', (request: IncomingMessage, response: ServerResponse) => void answer(request, response))
  return {
    address,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export type Cookies = Map<string, string>
/**
 * A browser without a window: follows redirects, keeps cookies, fills in the provider's own forms. Gives where it is sent in the end.
 * @param who undefined: it knows no password, and gets through only where it is not asked for one
 */
export async function walk(
  start: string,
  who: string | undefined,
  until: (url: string) => boolean,
  cookies: Cookies = new Map(),
): Promise<string> {
  let [url, body]: [string, URLSearchParams | undefined] = [start, undefined]
  for (let steps = 0; steps < 20; steps++) {
    if (until(url)) return url
    const response: Response = await fetch(url, {
      ...{ method: body ? 'POST' : 'GET', redirect: 'manual', headers: { cookie: [...cookies].map((pair) => pair.join('=')).join('; ') } },
      ...(body ? { body } : {}),
    })
    for (const line of response.headers.getSetCookie()) {
      const [name = '', value = ''] = line.split(';')[0]?.split(/=(.*)/s) ?? []
      cookies.set(name, value)
    }
    const text: string = await response.text()
    const where: string | null = response.headers.get('location')
    body = where === null ? formIn(text, who) : undefined
    url = new URL(where ?? /action="([^"]+)"/.exec(text)?.[1] ?? url, url).href
  }
  throw new Error(`nothing came of it: ${url}`)
}

/** The development forms of the provider: sign in as anybody, then say yes. */
function formIn(text: string, who: string | undefined): URLSearchParams {
  const prompt = /name="prompt" value="(\w+)"/.exec(text)?.[1] ?? ''
  if (prompt === 'login' && who === undefined) throw new Error('it asks for a password')
  return new URLSearchParams(prompt === 'login' && who !== undefined ? { prompt, login: who, password: 'anything' } : { prompt })
}
