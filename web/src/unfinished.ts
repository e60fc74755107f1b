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

/** What somebody did with a message, and what waited for the server. */
export function sayRefused(marking: Marking, failure: unknown): void {
  const why = sentence(failure)
  useUi.getState().say(saysOfRefused(marking, why), 'bad')
}

/** It is over by then where one looks: what was refused is named. */
function saysOfRefused({ do: does }: Marking, why: string): string {
  switch (does) {
    case 'edit':
      return t('Not changed. {why}', { why })
    case 'delete':
      return t('Not deleted. {why}', { why })
    case 'pin':
      return t('Not pinned or unpinned. {why}', { why })
    case 'star':
      return t('Not saved. {why}', { why })
    case 'vote':
      return t('Your vote was not counted. {why}', { why })
    case 'close':
      return t('The poll was not closed. {why}', { why })
    case 'react':
      return t('Your reaction was not taken. {why}', { why })
  }
}
