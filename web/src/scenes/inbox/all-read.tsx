// Marks all that is new as read.
import { allRead } from '@hearth/client/all-read.ts'
import { EVERYTHING, marksOn } from '@hearth/client/marks.ts'
import { CheckCheck } from 'lucide-react'
import type { ReactElement } from 'react'
import { isUntold } from '../../marks.ts'
import { Button } from '../../parts/button.tsx'
import type { Listed } from '../../room-groups.ts'
import { useClient } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useUi } from '../../ui.ts'
import { sentence } from '../../words.ts'

/** All at once, and back again for a while. */
export function AllRead({ rooms }: { readonly rooms: readonly Listed[] }): ReactElement {
  const client = useClient()
  const say = useUi((ui) => ui.say)
  const failed = (failure: unknown): void => say(sentence(failure), 'bad')
  const act = (): void => {
    const { read, back } = allRead(client.state, rooms)
    const undo = (): void => {
      const own = marksOn(client.state.marks, EVERYTHING)
      if (own.length > 0 && isUntold(own)) return client.undo(EVERYTHING)
      client.do(back).then(() => back.rooms.forEach(({ room }) => client.letGo(room)), failed)
    }
    client.do(read).then((how) => {
      // What waits is said where it stands.
      if (how === 'done') say(t('All is marked as read'), 'good', { label: t('Undo'), act: undo })
    }, failed)
  }
  return (
    <Button look="quiet" icon={CheckCheck} onClick={act}>
      {t('Mark all as read')}
    </Button>
  )
}
