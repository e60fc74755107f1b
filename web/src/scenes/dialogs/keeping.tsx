// The dialogs with which rooms, and the server, are kept pleasant.
import type { ReactElement } from 'react'
import type { OpenDialog } from '../../ui.ts'
import { ReportDialog } from './report.tsx'
import { RoomRulesDialog } from './room-rules.tsx'
import { BanDialog, MuteDialog } from './sanction.tsx'

type Keeping = Extract<OpenDialog, { readonly is: 'room-rules' | 'report' | 'mute' | 'ban' }>

export function KeepingDialog({ dialog, onClose }: { readonly dialog: Keeping; readonly onClose: () => void }): ReactElement {
  switch (dialog.is) {
    case 'room-rules':
      return <RoomRulesDialog id={dialog.room} onClose={onClose} />
    case 'report':
      return <ReportDialog user={dialog.user} room={dialog.room} message={dialog.message} onClose={onClose} />
    case 'mute':
      return <MuteDialog user={dialog.user} room={dialog.room} onClose={onClose} />
    case 'ban':
      return <BanDialog user={dialog.user} onClose={onClose} />
  }
}
