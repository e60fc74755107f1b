// Rooms, and what is kept.
import type { House } from '@hearth/protocol/admin-shapes.ts'
import type { ReactElement } from 'react'
import { Skeleton } from '../../parts/empty.tsx'
import { FormError } from '../../parts/field.tsx'
import { t } from '../../text/t.ts'
import { inBytes } from '../../words.ts'
import { Part } from '../settings/part.tsx'
import styles from './admin.module.css'
import { useAsked } from './use-asked.ts'

export function Kept(): ReactElement {
  const { answer, failed, again } = useAsked('admin.house', {})
  const house = answer?.house
  if (!house)
    return (
      <Part title={t('Rooms and storage')}>
        {!failed && <Skeleton rows={4} />}
        <FormError says={failed} again={again} />
      </Part>
    )
  return (
    <>
      <Part title={t('Rooms')} says={t('The biggest ones. What two people have between them is not listed.')}>
        <Table
          head={[t('Room'), t('People'), t('Entries')]}
          rows={house.rooms.map(({ id, name, members, entries }) => [
            id,
            name || t('(without a name)'),
            members.toLocaleString(),
            entries.toLocaleString(),
          ])}
        />
      </Part>
      <Storage storage={house.storage} />
    </>
  )
}

function Storage({ storage: { files, archived, people, rooms } }: { readonly storage: House['storage'] }): ReactElement {
  return (
    <Part
      title={t('Storage')}
      says={t.many(
        files.count,
        '{size} in {count} file on the disk, each content once.',
        '{size} in {count} files on the disk, each content once.',
        {
          size: inBytes(files.bytes),
        },
      )}
    >
      {archived.count > 0 && (
        <p className={styles.quiet}>
          {t.many(archived.count, '{count} old message compressed in {size}.', '{count} old messages compressed in {size}.', {
            size: inBytes(archived.bytes),
          })}
        </p>
      )}
      {people.length === 0 && rooms.length === 0 && <p className={styles.quiet}>{t('Nobody keeps any files yet.')}</p>}
      <Table head={[t('Person'), t('Files'), t('Size')]} rows={people.map(shown)} />
      <Table head={[t('Room'), t('Files'), t('Size')]} rows={rooms.map(shown)} />
    </Part>
  )
}

const shown = ({ called, count, bytes }: House['storage']['people'][number]): readonly string[] => [
  called,
  called,
  count.toLocaleString(),
  inBytes(bytes),
]

/** @param rows the first of each is its key */
function Table({ head, rows }: { readonly head: readonly string[]; readonly rows: readonly (readonly string[])[] }): ReactElement | null {
  if (rows.length === 0) return null
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          {head.map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map(([key, ...cells]) => (
          <tr key={key}>
            {cells.map((cell, at) => (
              <td key={head[at]}>{cell}</td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
