import { ada, entry, messageId, room, said } from '@hearth/client/cast.ts'
import type { FileId } from '@hearth/protocol/ids.ts'
import type { FileCard, Found } from '@hearth/protocol/shapes.ts'
import { expect, test } from 'vitest'
import { afterEvent } from './use-files.ts'

const workshop = room('Workshop').id
// Ids are letters and digits; which ones says nothing here.
const plan = { id: 'plan' as FileId, name: 'plan.pdf', size: 5, kind: 'document', type: 'application/pdf' } satisfies FileCard
const after = (...events: Parameters<typeof afterEvent>[1][]) => events.reduce<readonly Found[]>(afterEvent, [])
const sent = said(workshop, 5, undefined, { id: messageId('5'), files: [plan] })
const later = said(workshop, 6, undefined, { id: messageId('6'), files: [plan] })

test('[WEB-SCENE-10] the files beside a room stay true without being looked for again', () => {
  expect(after(sent, said(workshop, 7), later, later).map(({ message }) => message.seq)).toEqual([6, 5])
  const gone = entry('file.gone', workshop, 8, { id: messageId('5'), file: plan.id, why: 'expired', at: 1 })
  expect(after(sent, gone)[0]?.message.files).toEqual([{ ...plan, gone: 'expired' }])
  const deleted = (id: string) => entry('message.deleted', workshop, 9, { id: messageId(id), deletedAt: 1, by: ada.id })
  expect(after(sent, deleted('7'))).toHaveLength(1)
  expect(after(sent, deleted('5'))).toEqual([])
})
