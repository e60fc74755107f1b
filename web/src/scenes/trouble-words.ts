// What the server says of trouble as facts, said in the language of the page.
import type { Trouble, TroubleWord } from '@hearth/protocol/trouble-shapes.ts'
import { t } from '../text/t.ts'

/** Of a server that knows other facts than this page, or none, its sentence stands as it is. */
export function troubleInWords({ says, about = [] }: Pick<Trouble, 'says' | 'about'>): string {
  const words = about.map(troubleWord)
  return words.length === 0 || words.includes(undefined) ? says : words.join(' ')
}

/** One fact, in a sentence or two; undefined of one that this page does not know. */
export function troubleWord(word: TroubleWord): string | undefined {
  switch (word.what) {
    case 'no_folder':
      return t(
        'There is no folder {folder} any more. Bring it back, or choose another on the server: hearth backup --every 1d --to FOLDER',
        {
          folder: word.folder,
        },
      )
    case 'not_writable':
      return t('Nothing can be put into {folder}.', { folder: word.folder })
    case 'disk_full':
      return t('The disk with {folder} is full. Room is needed for the database twice and the stored files once.', { folder: word.folder })
    case 'files_lacking':
      return t.many(
        word.many,
        '{count} stored file was damaged or lost before and is not in it: {names}. The oldest backup is kept, which may hold it.',
        '{count} stored files were damaged or lost before and are not in it: {names}. The oldest backup is kept, which may hold them.',
        { names: namesOf(word) },
      )
    case 'files_damaged':
      return t('Damaged or lost on the disk: {names}. Who has such a file may send it again. Look through all: hearth storage --check', {
        names: namesOf(word),
      })
    case 'said':
      return word.says
    default:
      return strange(word)
  }
}

const namesOf = ({ many, names }: { readonly many: number; readonly names: readonly string[] }): string =>
  [...names.map((name) => t('“{name}”', { name })), ...(many > names.length ? ['…'] : [])].join(', ')

const strange = (_word: never): undefined => undefined
