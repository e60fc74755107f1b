// One line of words whose links can be followed, and nothing else in it means anything: a topic, a status.
import { Fragment, type ReactElement } from 'react'

const LINK = /(https?:\/\/[^\s<>"']*[^\s<>"'.,;:!?)\]])/

export function Linked({ text }: { readonly text: string }): ReactElement {
  return (
    <>
      {text.split(LINK).map((piece, index) =>
        index % 2 === 0 ? (
          <Fragment key={`${index} ${piece}`}>{piece}</Fragment>
        ) : (
          <a key={`${index} ${piece}`} href={piece} target="_blank" rel="noopener noreferrer">
            {piece}
          </a>
        ),
      )}
    </>
  )
}
