// What an earlier page began and could not end is ended here; what the server does not take of it is said, wherever one is by then.
import type { Client } from '@hearth/client/client.ts'
import type { Marking } from '@hearth/client/marking.ts'
import { carryOver } from './carry-over.ts'
import { takeUp } from './own-settings.ts'
import { t } from './text/t.ts'
import { useUi } from './ui.ts'
import { sentence } from './words.ts'

/** Called once per page. */
export function finish(client: Client): void {
  const refused = (failure: unknown): void => useUi.getState().say(sentence(failure), 'bad')
  takeUp(client, refused)
  carryOver(client, refused)
}

/** A reaction, a star or changed words that waited for the server. */
export function sayRefused(marking: Marking, failure: unknown): void {
  const why = sentence(failure)
  useUi.getState().say(marking.do === 'edit' ? t('Not changed. {why}', { why }) : why, 'bad')
}
