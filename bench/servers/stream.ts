// The floor for files: node:http that streams a body to the disk and a file back, with one sync at the end, and does nothing else.
import { createReadStream, createWriteStream } from 'node:fs'
import { open } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'

const [folder = '.'] = process.argv.slice(2)

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy())
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  console.log(JSON.stringify({ port: typeof address === 'object' && address ? address.port : 0 }))
})
process.on('SIGTERM', () => process.exit(0))

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const path = join(folder, basename(request.url ?? 'x'))
  if (request.method === 'GET') return await pipeline(createReadStream(path), response)
  await pipeline(request, createWriteStream(path))
  const file = await open(path, 'r+')
  await file.datasync()
  await file.close()
  response.end('kept')
}
