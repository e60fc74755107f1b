// What a message said before it was changed, and what it says now.
import type { Gives } from '@hearth/protocol/commands.ts'
import type { MessageId, RoomId } from '@hearth/protocol/ids.ts'
import { type ReactElement, useEffect, useState } from 'react'
import { Dialog } from '../../parts/dialog.tsx'
import { Skeleton } from '../../parts/empty.tsx'
import { FormError } from '../../parts/field.tsx'
import { useClient } from '../../state.ts'
import { Words } from '../../text/markdown.tsx'
import { t } from '../../text/t.ts'
import { sentence, wholeTime } from '../../words.ts'
import styles from './versions.module.css'

type Version = Gives<'message.versions'>['versions'][number]

export function VersionsDialog({
  room,
  id,
  onClose,
}: {
  readonly room: RoomId
  readonly id: MessageId
  readonly onClose: () => void
}): ReactElement {
  const client = useClient()
  const [versions, setVersions] = useState<readonly Version[]>()
  const [failed, setFailed] = useState<string>()
  useEffect(() => {
    client.ask('message.versions', { room, id }).then(
      (answer) => setVersions(answer.versions.toReversed()),
      (failure: unknown) => setFailed(sentence(failure)),
    )
  }, [client, room, id])
  return (
    <Dialog title={t('What it said before')} wide onClose={onClose}>
      {!versions && !failed && <Skeleton rows={2} />}
      <FormError says={failed} />
      <ol className={styles.list} aria-label={t('Versions, newest first')}>
        {versions?.map((version, place) => (
          <li key={version.at}>
            <p className={styles.when}>
              <time dateTime={new Date(version.at).toISOString()}>{wholeTime(version.at)}</time>
              {place === 0 && <span>{t('as it is now')}</span>}
            </p>
            <Words text={version.text} />
          </li>
        ))}
      </ol>
      {versions?.length === 1 && <p className={styles.when}>{t('This server keeps no earlier versions of it.')}</p>}
    </Dialog>
  )
}
