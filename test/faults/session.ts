// A sign-in over HTTP, from whatever address the server is told by its proxy.
import { type Agent, request } from 'node:http'

export type Asked = { readonly status: number; readonly code: string }

export function openSession(port: number, agent: Agent, from: string, name: string, password: string): Promise<Asked> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'x-forwarded-for': from }
    const asking = request({ port, host: '127.0.0.1', path: '/api/session.open', method: 'POST', headers, agent }, (response) => {
      let text = ''
      response.on('data', (piece: Buffer) => (text += piece.toString()))
      response.once('end', () => {
        const said: { error?: { code: string } } = JSON.parse(text)
        resolve({ status: response.statusCode ?? 0, code: said.error?.code ?? 'ok' })
      })
    })
    asking.once('error', reject)
    asking.end(JSON.stringify({ name, password }))
  })
}
