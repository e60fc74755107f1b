// A process that moves messages until none are left or it is killed: prints a line after each run. Takes the file of the database.
import { openStore } from '../open.ts'
import { archiveRooms } from './archived.ts'
import { workshop } from './cast.ts'

const [file = ''] = process.argv.slice(2)
const store = await openStore({ database: { file } })
for (let runs = 1; (await archiveRooms(store, [workshop], 1)) > 0; runs++) process.stdout.write(`${runs}\n`)
process.stdout.write('done\n')
await store.close()
