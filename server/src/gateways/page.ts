// The web page: files built beforehand, small and compressed, and index.html for every address the page itself understands.
import { existsSync } from 'node:fs'
import { basename, join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { sendFailure } from './failures.ts'
import { failure } from './native/hear.ts'

const NOT_BUILT = 'The page is not built yet. Run `npm run build -w web` in the folder of Hearth, then load this again.\n'

export async function addPage(app: FastifyInstance, root: string): Promise<void> {
  const isBuilt = existsSync(join(root, 'index.html'))
  if (isBuilt)
    await app.register(fastifyStatic, {
      root,
      preCompressed: true,
      cacheControl: false,
      index: ['index.html'],
      dotfiles: 'ignore',
      setHeaders: keepFor,
    })
  app.setNotFoundHandler((request, reply) => {
    if (!isScene(request)) return sendFailure(reply, failure('unknown_command'), 404)
    return isBuilt
      ? reply.sendFile('index.html')
      : reply.code(503).type('text/plain; charset=utf-8').header('cache-control', 'no-store').send(NOT_BUILT)
  })
}

/** Names in assets/ hold a hash of their content: what they name never changes. */
function keepFor(reply: FastifyReply, path: string): void {
  const isHashed = /[\\/]assets[\\/]/.test(path) && /-[\w-]{8,}\./.test(basename(path))
  reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache')
}

/** An address of the page's own making, not the name of a file or of something for programs. */
function isScene(request: FastifyRequest): boolean {
  const path = request.url.split('?', 1)[0] ?? ''
  return (request.method === 'GET' || request.method === 'HEAD') && !path.includes('.') && !/^\/(api|control|files|ws)(\/|$)/.test(path)
}
