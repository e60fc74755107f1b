// What whoever looks after the server is told of it, in a line.
import type { Trouble } from '@hearth/protocol/trouble-shapes.ts'
import { cleanLine } from './clean.ts'

const titles: Readonly<Record<Trouble['code'], string>> = {
  backup_failed: 'The backup failed',
  backup_incomplete: 'The backup is there, but not complete',
  files_damaged: 'Stored files are damaged',
}

export const troubleLine = ({ code, says }: Trouble): string => `${titles[code]}: ${cleanLine(says)}`

/** It is over. */
export const reliefLine = ({ code }: Trouble): string =>
  code === 'files_damaged' ? 'No stored file is damaged any more.' : 'A backup was made again.'
