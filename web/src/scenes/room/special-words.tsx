// What waits to be said otherwise than in words of one's own: a poll, with what one chooses of it, or what somebody else said.
import type { Special, Unsent } from '@hearth/client/unsent.ts'
import type { Poll } from '@hearth/protocol/mark-shapes.ts'
import type { ReactElement } from 'react'
import { useClient } from '../../state.ts'
import { Words } from '../../text/markdown.tsx'
import { t } from '../../text/t.ts'
import { Choices } from './poll/poll-card.tsx'

export function SpecialWords({ unsent, special }: { readonly unsent: Unsent; readonly special: Special }): ReactElement {
  if (special.do === 'poll') return <UnsentPoll unsent={unsent} poll={pollOf(unsent.text, special)} />
  return (
    <>
      <p>{t('To be forwarded:')}</p>
      {unsent.text !== '' && <Words text={unsent.text} />}
    </>
  )
}

/** Nobody else can have voted. */
function pollOf(question: string, { options, several, anonymous, vote = [] }: Extract<Special, { readonly do: 'poll' }>): Poll {
  return {
    question,
    options: [...options],
    ...(several && { several }),
    ...(anonymous && { anonymous }),
    counts: options.map((_option, at) => Number(vote.includes(at))),
    voters: Number(vote.length > 0),
    mine: [...vote],
  }
}

function UnsentPoll({ unsent, poll }: { readonly unsent: Unsent; readonly poll: Poll }): ReactElement {
  const client = useClient()
  return <Choices poll={poll} isClosed={false} isWaiting={poll.voters > 0} onVote={(options) => client.choose(unsent.clientId, options)} />
}
