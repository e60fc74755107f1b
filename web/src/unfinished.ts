// What an earlier page began and could not end is ended here; what the server does not take of it is said, wherever one is by then.
import type { Client } from '@hearth/client/client.ts'
import type { HeldMark } from '@hearth/client/marks.ts'
import { ChatError } from '@hearth/protocol/errors.ts'
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

/** What somebody did, and what waited for the server. */
export function sayRefused(mark: HeldMark, failure: unknown): void {
  const why = sentence(failure)
  useUi.getState().say(saysOfUnsure(mark, failure, why) ?? saysOfRefused(mark, why), 'bad')
}

/** The answer was lost before; what is not there any more may be as one wanted it. */
function saysOfUnsure(mark: HeldMark, failure: unknown, why: string): string | undefined {
  if (!mark.tried || !(failure instanceof ChatError) || failure.code !== 'later_unknown') return undefined
  if (mark.do === 'drop') return t('It may have been sent before it was called off. {why}', { why })
  return mark.do === 'change' && mark.kind === 'send'
    ? t('It may have been sent with the new words already; they are back where you write: look before you send them. {why}', { why })
    : undefined
}

/** It is over by then where one looks: what was refused is named. */
function saysOfRefused(marking: HeldMark, why: string): string {
  switch (marking.do) {
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
    case 'follow':
      return marking.on ? t('The thread is not followed. {why}', { why }) : t('The thread is still followed. {why}', { why })
    case 'unread':
      return t('Not marked as unread. {why}', { why })
    case 'remind':
      return marking.note === ''
        ? t('You will not be reminded. {why}', { why })
        : t('You will not be reminded of “{note}”. {why}', { note: marking.note, why })
    case 'later':
      return t('It will not be sent later; the words are back where you write. {why}', { why })
    case 'change':
      return marking.kind === 'send'
        ? t('Not changed; the new words are back where you write. {why}', { why })
        : t('Not changed. {why}', { why })
    case 'drop':
      return t('Not called off. {why}', { why })
    case 'write':
      return t('Not sent; the words are kept where you wrote them. {why}', { why })
    case 'read':
      return t('Not marked as read. {why}', { why })
    case 'contact':
      return t('Your contacts are as before. {why}', { why })
    case 'name':
      return marking.name === null
        ? t('The nickname was not removed. {why}', { why })
        : t('The nickname “{name}” was not kept. {why}', { name: marking.name, why })
    case 'block':
      return marking.on ? t('Not blocked. {why}', { why }) : t('Still blocked. {why}', { why })
    case 'notify':
      return t('What calls you from the room is as before. {why}', { why })
  }
}
