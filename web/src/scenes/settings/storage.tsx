import type { Storage } from '@hearth/protocol/shapes.ts'
import { type ReactElement, useEffect, useState } from 'react'
import { Skeleton } from '../../parts/empty.tsx'
import { StorageTable } from '../../parts/storage.tsx'
import { useChat, useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { sentence } from '../../words.ts'
import { Part } from './part.tsx'

export function OwnStorage(): ReactElement {
  const client = useClient()
  const isOnline = useChat((state) => state.connection.is === 'open')
  const [storage, setStorage] = useState<Storage>()
  const [failed, setFailed] = useState<string>()
  useEffect(() => {
    if (!isOnline) return
    let gone = false
    client.ask('account.storage', {}).then(
      (answer) => gone || setStorage(answer.storage),
      (failure: unknown) => gone || setFailed(sentence(failure)),
    )
    return () => {
      gone = true
    }
  }, [client, isOnline])
  return (
    <Part title={t('Your files')} says={t('What you sent in all your rooms. Deleting a message deletes its files.')}>
      {storage ? <StorageTable storage={storage} label={t('Your files')} /> : failed ? <p role="alert">{failed}</p> : <Skeleton rows={2} />}
    </Part>
  )
}
