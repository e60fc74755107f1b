// A process that writes until it is killed: prints each seq after it was answered. Takes the file of the database.
import { openStore } from '../open.ts'
import { ada, fill, say } from './cast.ts'

const [file = ''] = process.argv.slice(2)
const store = await openStore({ database: { file } })
await fill(store)
for (let round = 0; ; round++) {
  const jobs = Array.from({ length: 5 }, () => store.write((tx) => say(tx, ada, `round ${round}`)))
  for (const { seq } of await Promise.all(jobs)) process.stdout.write(`${seq}\n`)
}
