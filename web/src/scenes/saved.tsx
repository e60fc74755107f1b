// What one saved for oneself, in all rooms.
import type { Gives } from '@hearth/protocol/commands.ts'
import type { MessageId } from '@hearth/protocol/ids.ts'
import { BookmarkX } from 'lucide-react'
import { type ReactElement, useCallback, useEffect, useState } from 'react'
import { useShownKeys } from '../keys/keys.ts'
import { Button, IconButton } from '../parts/button.tsx'
import { QuietDrawing } from '../parts/drawings.tsx'
import { Empty, Skeleton } from '../parts/empty.tsx'
import { Excerpt } from '../parts/excerpt.tsx'
import { go } from '../route.ts'
import { useChat, useClient, useRoom } from '../state.ts'
import { t } from '../text/t.ts'
import { useUi } from '../ui.ts'
import { sentence } from '../words.ts'
import styles from './saved.module.css'

type One = Gives<'message.starred'>['starred'][number]

export function Saved(): ReactElement {
  const { list, isMore, failed, more } = useSaved()
  const saveKeys = useShownKeys('save')
  return (
    <main className={styles.page}>
      <div className={styles.column}>
        <h1>{t('Saved')}</h1>
        {list === undefined && !failed && <Skeleton rows={4} faces />}
        {failed && <Empty drawing={<QuietDrawing />} title={t('Could not look')} says={failed} />}
        {list?.length === 0 && (
          <Empty
            drawing={<QuietDrawing />}
            title={t('Nothing is saved yet')}
            says={t('Save a message from its menu, or with {keys}, and it waits for you here. Nobody else sees what you save.', {
              keys: saveKeys,
            })}
          />
        )}
        {list && list.length > 0 && (
          <ul className={styles.card} aria-label={t('Saved')}>
            {list.map((one) => (
              <OneSaved key={one.message.id} saved={one} />
            ))}
          </ul>
        )}
        {isMore && (
          <Button wide onClick={more}>
            {t('Show more')}
          </Button>
        )}
      </div>
    </main>
  )
}

function OneSaved({ saved: { room: id, message } }: { readonly saved: One }): ReactElement | null {
  const client = useClient()
  const room = useRoom(id)
  const isSaved = useChat((state) => state.stars.has(message.id))
  const say = useUi((ui) => ui.say)
  if (!room || !isSaved) return null
  const unstar = (): void =>
    void client.ask('message.unstar', { room: id, id: message.id }).catch((failure: unknown) => say(sentence(failure), 'bad'))
  return (
    <li className={styles.row}>
      <Excerpt message={message} says={room.name} onOpen={() => go({ at: 'room', room: id, seq: message.seq })} />
      <IconButton small tipAt="end" icon={BookmarkX} label={t('Remove from saved')} onClick={unstar} />
    </li>
  )
}

/** The first page anew whenever something is saved, on whichever device; later ones as one asks for them. */
function useSaved() {
  const client = useClient()
  const many = useChat((state) => state.stars.size)
  const isOpen = useChat((state) => state.connection.is === 'open')
  const [list, setList] = useState<readonly One[]>()
  const [isMore, setMore] = useState(false)
  const [failed, setFailed] = useState<string>()
  const ask = useCallback(
    (after?: MessageId) =>
      client.ask('message.starred', after === undefined ? {} : { after }).then(
        ({ starred, more }) => {
          setFailed(undefined)
          setMore(more)
          setList((before = []) => (after === undefined ? starred : [...before, ...starred]))
        },
        (failure: unknown) => setFailed(sentence(failure)),
      ),
    [client],
  )
  useEffect(() => {
    if (isOpen && many >= 0) void ask()
  }, [ask, isOpen, many])
  const last = list?.at(-1)?.message.id
  return { list, isMore, failed, more: () => void ask(last) }
}
