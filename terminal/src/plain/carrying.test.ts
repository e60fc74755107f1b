import { roomId } from '@hearth/client/cast.ts'
import type { Piece } from '@hearth/client/parcels.ts'
import { expect, test } from 'vitest'
import { noFiles, nothingComes } from '../testing/stage.ts'
import { tellOfFiles } from './carrying.ts'

test('[TERM-33] line by line one hears of a file that it begins, how far it is, that it waits, failed or is sent', () => {
  const printed: string[] = []
  let look = (): void => undefined
  let pieces: readonly Piece[] = []
  const outgoing = {
    ...noFiles,
    get list() {
      return pieces.length === 0
        ? []
        : [{ clientId: 'p', room: roomId('Workshop'), text: '', replyTo: null, at: 1, isPosted: true, pieces }]
    },
    subscribe: (changed: () => void) => ((look = changed), () => undefined),
  }
  tellOfFiles(outgoing, nothingComes, (line) => void printed.push(line))
  const size = 40_000_000
  const at = (sent: number, progress: Partial<Piece['progress']> = {}) => {
    pieces = [
      {
        ...{ key: 'k', name: 'film\u0007.mp4', size, type: 'video/mp4', bytes: new Blob([]) },
        progress: { is: 'sending', sent, size, speed: 1, ...progress },
      },
    ]
    look()
  }
  at(0)
  at(1_000_000)
  at(21_000_000)
  at(21_000_000, { is: 'waiting' })
  at(21_000_000, { is: 'failed', failure: { code: 'storage_full', says: 'The disk is full.' } })
  at(30_000_000)
  at(size, { is: 'done' })
  pieces = []
  look()
  expect(printed).toEqual([
    '* sending film.mp4 (40.0 MB)',
    '* sending film.mp4 (50 % of 40.0 MB)',
    '* film.mp4 waits for the server',
    '* film.mp4 was not sent: The disk is full. /retry or /cancel',
    '* sending film.mp4 (75 % of 40.0 MB)',
    '* film.mp4 is sent',
  ])
})

test('[TERM-33] what was changed since is not offered to be tried again, for that does nothing', () => {
  const printed: string[] = []
  const piece = { key: 'k', name: 'plan.txt', size: 8, type: 'text/plain', bytes: null }
  const progress = { is: 'queued', sent: 0, size: 8, speed: 0 } as const
  const parcel = {
    clientId: 'p',
    room: roomId('Workshop'),
    text: '',
    replyTo: null,
    at: 1,
    isPosted: true,
    pieces: [{ ...piece, progress }],
  }
  let look = (): void => undefined
  const outgoing = { ...noFiles, list: [parcel], subscribe: (changed: () => void) => ((look = changed), () => undefined) }
  tellOfFiles(outgoing, nothingComes, (line) => void printed.push(line))
  look()
  expect(printed).toEqual(['* plan.txt was not sent: its file was changed or is gone; /cancel takes it back'])
})
