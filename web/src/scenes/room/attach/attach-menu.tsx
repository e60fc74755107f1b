import { FolderArchive, Images, Vote } from 'lucide-react'
import type { ReactElement, RefObject } from 'react'
import { DeedMenu } from '../../../parts/deed-menu.tsx'
import { t } from '../../../text/t.ts'

type Props = {
  readonly at: RefObject<HTMLElement | null>
  readonly onClose: () => void
  readonly onFiles: () => void
  readonly onFolder: () => void
  readonly onPoll: () => void
}

export function AttachMenu({ at, onClose, onFiles, onFolder, onPoll }: Props): ReactElement {
  const deeds = [
    { id: 'files', label: t('Files and pictures'), icon: Images, act: onFiles },
    { id: 'folder', label: t('A folder, as one zip'), icon: FolderArchive, act: onFolder },
    { id: 'poll', label: t('New poll'), icon: Vote, act: onPoll },
  ]
  return <DeedMenu at={at} label={t('Attach')} deeds={deeds} placement="top start" onClose={onClose} />
}
