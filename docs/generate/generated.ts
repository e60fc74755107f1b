// What is generated, and where it lies.
import { asyncapi } from './asyncapi.ts'
import { protocolMarkdown } from './protocol.ts'

/** Each generated document with the text it ought to hold. */
export const generated = (): readonly { readonly path: URL; readonly text: string }[] => [
  { path: new URL('../protocol.md', import.meta.url), text: protocolMarkdown() },
  { path: new URL('../asyncapi.json', import.meta.url), text: asyncapi() },
]
