// Looking after the server: how it does, who is here, what was reported, who comes in. For admins, in parts for moderators.
import type { User } from '@hearth/protocol/shapes.ts'
import { ArrowLeft } from 'lucide-react'
import type { ReactElement } from 'react'
import { IconButton } from '../../parts/button.tsx'
import { DoorDrawing } from '../../parts/drawings.tsx'
import { Empty } from '../../parts/empty.tsx'
import { type AdminPart, go, hashOf } from '../../route.ts'
import { useMe } from '../../state.ts'
import { t } from '../../text/t.ts'
import { isStaff } from '../room/moderation.ts'
import settings from '../settings/settings.module.css'
import styles from './admin.module.css'
import { AuditLog } from './audit-log.tsx'
import { Bans } from './bans.tsx'
import { Doors } from './doors.tsx'
import { Gateways } from './gateways.tsx'
import { Kept } from './kept.tsx'
import { Limits } from './limits.tsx'
import { Machine } from './machine.tsx'
import { Now } from './now.tsx'
import { People } from './people.tsx'
import { Reports } from './reports.tsx'
import { ServerLog } from './server-log.tsx'

type Row = { readonly part: AdminPart; readonly label: string; readonly forAdmins: boolean; readonly shown: () => ReactElement }

const rows = (): readonly Row[] => [
  { part: 'now', label: t('Now'), forAdmins: true, shown: () => <Now /> },
  { part: 'reports', label: t('Reports'), forAdmins: false, shown: () => <Reports /> },
  { part: 'people', label: t('People'), forAdmins: false, shown: () => <People /> },
  { part: 'bans', label: t('Shut out'), forAdmins: false, shown: () => <Bans /> },
  { part: 'doors', label: t('Coming in'), forAdmins: true, shown: () => <Doors /> },
  { part: 'kept', label: t('Rooms and storage'), forAdmins: true, shown: () => <Kept /> },
  { part: 'limits', label: t('Limits'), forAdmins: true, shown: () => <Limits /> },
  { part: 'machine', label: t('Server'), forAdmins: true, shown: () => <Machine /> },
  { part: 'gateways', label: t('Older programs'), forAdmins: true, shown: () => <Gateways /> },
  { part: 'log', label: t('Log'), forAdmins: true, shown: () => <AuditLog /> },
  { part: 'lines', label: t('Server log'), forAdmins: true, shown: () => <ServerLog /> },
]

const rowsFor = (me: User): readonly Row[] => rows().filter(({ forAdmins }) => (forAdmins ? me.admin : isStaff(me)))

export function Admin({ part }: { readonly part: AdminPart }): ReactElement {
  const me = useMe()
  const mine = rowsFor(me)
  const row = mine.find((one) => one.part === part) ?? mine[0]
  return (
    <main className={settings.settings} data-landmark="messages">
      <div className={settings.column}>
        <header className={settings.head}>
          <span className={settings.back}>
            <IconButton icon={ArrowLeft} tipAt="start" label={t('Back')} onClick={() => go({ at: 'settings' })} />
          </span>
          <h1>{t('Looking after the server')}</h1>
        </header>
        {row === undefined ? (
          <Empty drawing={<DoorDrawing />} title={t('This is for who looks after the server')} says={t('Ask an admin, if you should.')} />
        ) : (
          <>
            <nav className={styles.parts} aria-label={t('Parts')}>
              {mine.map((one) => (
                <a
                  key={one.part}
                  href={hashOf({ at: 'admin', part: one.part })}
                  className={styles.part}
                  aria-current={one.part === row.part ? 'page' : undefined}
                >
                  {one.label}
                </a>
              ))}
            </nav>
            {row.shown()}
          </>
        )}
      </div>
    </main>
  )
}
