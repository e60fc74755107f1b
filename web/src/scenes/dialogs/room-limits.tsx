// How much and how many files a room may have: two lines to type in, empty where the server's word holds.
import type { Gives } from '@hearth/protocol/commands.ts'
import type { ReactElement } from 'react'
import { Field } from '../../parts/field.tsx'
import { useChat } from '../../state.ts'
import { t } from '../../text/t.ts'
import { inBytes } from '../../words.ts'

type Held = Gives<'room.storage'>
/** As typed: gigabytes, and a number. */
export type Most = { readonly gigabytes: string; readonly count: string }
/** Null: as the server says. */
export type Own = { readonly bytes: number | null; readonly count: number | null }

const GB = 1_073_741_824
const GIGABYTES = /^\d{1,6}(?:[.,]\d{1,3})?$/
const COUNT = /^[1-9]\d{0,8}$/

export const typed = ({ bytes, count }: Pick<Held, 'bytes' | 'count'>): Most => ({
  gigabytes: bytes === null ? '' : String(Number((bytes / GB).toFixed(3))),
  count: count === null ? '' : String(count),
})

/** What was typed as numbers; undefined for what is none. */
export function readMost({ gigabytes, count }: Most): Own | undefined {
  const [big, many] = [gigabytes.trim(), count.trim()]
  const bytes = big === '' ? null : GIGABYTES.test(big) ? Math.round(Number(big.replace(',', '.')) * GB) : 0
  if (bytes === 0 || (many !== '' && !COUNT.test(many))) return undefined
  return { bytes, count: many === '' ? null : Number(many) }
}

/** What holds from now on, of each that was changed. */
export function mostInWords(before: Own, now: Own): readonly string[] {
  const says: string[] = []
  if (before.bytes !== now.bytes)
    says.push(
      now.bytes === null ? t('Files may be as much as the server says') : t('Files may have {size} in all', { size: inBytes(now.bytes) }),
    )
  if (before.count !== now.count)
    says.push(
      now.count === null
        ? t('Files may be as many as the server says')
        : t.many(now.count, 'There may be {count} file', 'There may be {count} files'),
    )
  return says
}

export function FilesMost({ most, onMost }: { readonly most: Most; readonly onMost: (most: Most) => void }): ReactElement {
  const limits = useChat((state) => state.hello?.limits)
  const isWrong = readMost(most) === undefined
  const isSizeWrong = isWrong && readMost({ ...most, count: '' }) === undefined
  return (
    <>
      <Field
        label={t('How much all files may have, in GB')}
        inputMode="decimal"
        autoComplete="off"
        value={most.gigabytes}
        onValue={(gigabytes) => onMost({ ...most, gigabytes })}
        hint={t('Empty: as the server says, {size}. What is there already stays.', { size: inBytes(limits?.fileBytesPerRoom ?? 0) })}
        error={isSizeWrong ? t('A number of gigabytes, such as 2 or 0.5.') : undefined}
      />
      <Field
        label={t('How many files there may be')}
        inputMode="numeric"
        autoComplete="off"
        value={most.count}
        onValue={(count) => onMost({ ...most, count })}
        hint={t('Empty: as the server says, {count}.', { count: limits?.filesPerRoom ?? 0 })}
        error={isWrong && !isSizeWrong ? t('A whole number, such as 500.') : undefined}
      />
    </>
  )
}
