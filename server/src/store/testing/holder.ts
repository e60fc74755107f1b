// A process that holds the lock of a data folder until it is ended.
import { lockData } from '../lock.ts'

const [folder = ''] = process.argv.slice(2)
await using _lock = await lockData(folder)
process.stdout.write('held\n')
await new Promise((end) => process.stdin.on('end', end).resume())
