// A pycord client for tests: a form out, JSON back, from an address of choice.
import { createHash } from 'node:crypto'
import { request } from 'node:https'

export type Answer = { readonly code: number; readonly text: string }
export type Sending = {
  readonly port: number
  /** Where it comes from: any address of this machine. */
  readonly from?: string
  readonly method?: string
  readonly headers?: Readonly<Record<string, string>>
}

/** What the old client sends instead of a password. */
export const sha256 = (word: string): string => createHash('sha256').update(word).digest('hex')

export function send(
  { port, from = '127.0.0.1', method = 'POST', headers = {} }: Sending,
  path: string,
  body: string | Buffer,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = { host: '127.0.0.1', port, path, method, localAddress: from, rejectUnauthorized: false, agent: false }
    const type = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': String(Buffer.byteLength(body)) }
    const asked = request({ ...options, headers: { ...type, ...headers } }, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (piece: string) => (text += piece))
      response.on('end', () => resolve({ code: response.statusCode ?? 0, text }))
      response.on('error', reject)
    })
    asked.on('error', reject)
    asked.end(body)
  })
}

export const post = (to: Sending, path: string, form: Readonly<Record<string, string | number>>): Promise<Answer> =>
  send(to, path, new URLSearchParams(Object.entries(form).map(([name, value]): [string, string] => [name, String(value)])).toString())
