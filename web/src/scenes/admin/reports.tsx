// What people told the moderators, the newest first, and what is done about it.
import { called, shownNames } from '@hearth/client/called.ts'
import type { Report, ReportOutcome } from '@hearth/protocol/moderation-shapes.ts'
import { type ReactElement, useEffect, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { FormError, Segments } from '../../parts/field.tsx'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { ago, filesInWords } from '../../words.ts'
import { Part } from '../settings/part.tsx'
import styles from './admin.module.css'
import { useAsked, useDeed } from './use-asked.ts'

export function Reports(): ReactElement {
  const client = useClient()
  const [which, setWhich] = useState<'open' | 'settled'>('open')
  const { answer, failed, again } = useAsked('report.list', { open: which === 'open' })
  useEffect(() => client.listen((event) => void (event.event === 'moderation.waiting' && again())), [client, again])
  return (
    <Part title={t('Reports')} says={t('Of each you see the one message, and nothing else of where it was said.')}>
      <Segments
        label={t('Which')}
        value={which}
        onValue={setWhich}
        choices={[
          { value: 'open', label: t('Waiting') },
          { value: 'settled', label: t('Settled') },
        ]}
      />
      {!answer && !failed && <Skeleton rows={3} />}
      <FormError says={failed} again={again} />
      {answer?.reports.length === 0 && (
        <p className={styles.quiet}>{which === 'open' ? t('Nothing waits.') : t('Nothing was settled yet.')}</p>
      )}
      <ul>
        {answer?.reports.map((report) => (
          <OneReport key={report.id} report={report} again={again} />
        ))}
      </ul>
    </Part>
  )
}

const whys = (): Readonly<Record<Report['why'], string>> => ({
  rude: t('It is rude or hurtful'),
  harmful: t('It is a threat, or dangerous'),
  unwanted: t('It is advertising, or sent to everybody'),
  other: t('Something else'),
})

const outcomes = (): Readonly<Record<ReportOutcome, string>> => ({
  nothing: t('Nothing was done.'),
  removed: t('The message was deleted.'),
  muted: t('They were muted.'),
  banned: t('They were shut out.'),
  spoken: t('They were spoken to.'),
})

function OneReport({ report, again }: { readonly report: Report; readonly again: () => void }): ReactElement {
  const deed = useDeed(again)
  const names = useChat(shownNames)
  const { show } = useUi.getState()
  const { user, by, message, why, words, at, settled } = report
  const settle = (outcome: ReportOutcome): void => deed('report.settle', { report: report.id, outcome }, t('Settled.'))
  return (
    <li className={styles.report}>
      <p>
        <b>{t('{reporter} about {person}', { reporter: called(by, names).displayName, person: called(user, names).displayName })}</b>{' '}
        <span className={styles.quiet}>{ago(at, Date.now())}</span>
      </p>
      {message && (
        <p className={styles.said}>{message.text === null ? t('(deleted)') : message.text || filesInWords(message.files ?? [])}</p>
      )}
      <p className={styles.quiet}>
        {whys()[why]}
        {words && ` — ${words}`}
      </p>
      {settled ? (
        <p className={styles.quiet}>{outcomes()[settled.outcome]}</p>
      ) : (
        <div className={styles.deeds}>
          {message && message.text !== null && (
            <Button look="danger" onClick={() => settle('removed')}>
              {t('Delete the message')}
            </Button>
          )}
          <Button onClick={() => show({ is: 'mute', user: user.id })}>{t('Mute…')}</Button>
          <Button onClick={() => show({ is: 'ban', user: user.id })}>{t('Ban…')}</Button>
          <Button onClick={() => settle('spoken')}>{t('Settled')}</Button>
          <Button look="quiet" onClick={() => settle('nothing')}>
            {t('Nothing to do')}
          </Button>
        </div>
      )}
    </li>
  )
}
