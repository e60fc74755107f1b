// What waits to be said otherwise than in words of one's own: a poll with its options, or what somebody else said.
import type { Special } from '@hearth/client/unsent.ts'
import type { ReactElement } from 'react'
import { Words } from '../../text/markdown.tsx'
import { t } from '../../text/t.ts'

export function SpecialWords({ text, special }: { readonly text: string; readonly special: Special }): ReactElement {
  return (
    <>
      <p>{special.do === 'poll' ? t('A poll:') : t('To be forwarded:')}</p>
      {text !== '' && <Words text={text} />}
      {special.do === 'poll' && (
        <ul>
          {special.options.map((option) => (
            <li key={option}>{option}</li>
          ))}
        </ul>
      )}
    </>
  )
}
