// A process that writes forty messages, one after another: prints each seq when it was answered, or why it was not. Takes the file.
import { openStore } from '../open.ts'
import { ada, fill, say } from './cast.ts'

const [file = ''] = process.argv.slice(2)
const quiet = { error: () => undefined, warn: () => undefined }
const store = await openStore({ database: { file }, log: quiet })
await fill(store)
for (let i = 0; i < 40; i++) {
  const line = await store
    .write((tx) => say(tx, ada, `word ${i}`))
    .then(
      ({ seq }) => String(seq),
      (error: unknown) => String(error),
    )
  process.stdout.write(`${line}\n`)
}
process.exit(0)
