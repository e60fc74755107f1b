// Which dialog is open. They come in one piece, after the first screen.
import type { ReactElement } from 'react'
import { late } from '../../parts/late.ts'
import { type OpenDialog, useUi } from '../../ui.ts'
import { BrowseDialog } from './browse.tsx'
import { ConfirmDialog } from './confirm.tsx'
import { EditRoomDialog } from './edit-room.tsx'
import { ForwardDialog } from './forward.tsx'
import { InvitationsDialog } from './invitations.tsx'
import { InviteDialog } from './invite.tsx'
import { JoinDialog } from './join.tsx'
import { KeepingDialog } from './keeping.tsx'
import { LaterDialog } from './later.tsx'
import { NewChatDialog } from './new-chat.tsx'
import { NewPollDialog } from './new-poll.tsx'
import { NewRoomDialog } from './new-room.tsx'
import { NotifyDialog } from './notify.tsx'
import { PhoneDialog } from './phone.tsx'
import { PictureDialog } from './picture.tsx'
import { PinsDialog } from './pins.tsx'
import { ProfileDialog } from './profile.tsx'
import { RoomFilesDialog } from './room-files.tsx'
import { ShareDialog } from './share.tsx'
import { ShortcutsDialog } from './shortcuts.tsx'
import { SwitcherDialog } from './switcher.tsx'
import { VersionsDialog } from './versions.tsx'
import { WriteDialog } from './write.tsx'

const LateSearch = late(() => import('../search/search.tsx').then((module) => module.SearchDialog))
const LatePreJoin = late(() => import('../call/pre-join.tsx').then((module) => module.PreJoin))

export function Dialogs({ dialog }: { readonly dialog: OpenDialog }): ReactElement {
  const show = useUi((ui) => ui.show)
  // What one of them has opened in its place stays.
  const close = (): void => void (useUi.getState().dialog === dialog && show(null))
  switch (dialog.is) {
    case 'switcher':
      return <SwitcherDialog onClose={close} />
    case 'new-chat':
      return <NewChatDialog onClose={close} />
    case 'new-room':
      return <NewRoomDialog isVoice={dialog.isVoice ?? false} onClose={close} />
    case 'browse':
      return <BrowseDialog onClose={close} />
    case 'join':
      return <JoinDialog onClose={close} />
    case 'shortcuts':
      return <ShortcutsDialog isChanging={dialog.isChanging ?? false} onClose={close} />
    case 'phone':
      return <PhoneDialog onClose={close} />
    case 'profile':
    case 'write':
    case 'later':
      return <OwnDialog dialog={dialog} onClose={close} />
    case 'invitations':
    case 'invite':
    case 'share':
    case 'edit-room':
    case 'notify':
    case 'room-files':
      return <RoomDialog dialog={dialog} onClose={close} />
    case 'pins':
    case 'forward':
    case 'new-poll':
    case 'versions':
      return <MarkDialog dialog={dialog} onClose={close} />
    case 'search':
      return <LateSearch room={dialog.room} words={dialog.words ?? ''} onClose={close} />
    case 'room-rules':
    case 'report':
    case 'mute':
    case 'ban':
      return <KeepingDialog dialog={dialog} onClose={close} />
    case 'pre-join':
      return <LatePreJoin id={dialog.room} video={dialog.video} call={dialog.call} onClose={close} />
    case 'picture':
      return <PictureDialog image={dialog.image} room={dialog.room} onClose={close} />
    case 'confirm':
      return <ConfirmDialog question={dialog} onClose={close} />
  }
}

type OfOne = Extract<OpenDialog, { readonly is: 'profile' | 'write' | 'later' }>

/** Of somebody, or of what one has put off. */
function OwnDialog({ dialog, onClose }: { readonly dialog: OfOne; readonly onClose: () => void }): ReactElement {
  switch (dialog.is) {
    case 'profile':
      return <ProfileDialog key={dialog.user} id={dialog.user} onClose={onClose} />
    case 'write':
      return <WriteDialog key={dialog.user} user={dialog.user} onClose={onClose} />
    case 'later':
      return <LaterDialog plan={dialog.plan} onClose={onClose} />
  }
}

type OfRoom = Extract<OpenDialog, { readonly is: 'invitations' | 'invite' | 'share' | 'edit-room' | 'notify' | 'room-files' }>

function RoomDialog({ dialog, onClose }: { readonly dialog: OfRoom; readonly onClose: () => void }): ReactElement {
  switch (dialog.is) {
    case 'invitations':
      return <InvitationsDialog id={dialog.room} onClose={onClose} />
    case 'invite':
      return <InviteDialog id={dialog.room} onClose={onClose} />
    case 'share':
      return <ShareDialog id={dialog.room} onClose={onClose} />
    case 'edit-room':
      return <EditRoomDialog id={dialog.room} onClose={onClose} />
    case 'notify':
      return <NotifyDialog id={dialog.room} onClose={onClose} />
    case 'room-files':
      return <RoomFilesDialog id={dialog.room} onClose={onClose} />
  }
}

type Mark = Extract<OpenDialog, { readonly is: 'pins' | 'forward' | 'new-poll' | 'versions' }>

function MarkDialog({ dialog, onClose }: { readonly dialog: Mark; readonly onClose: () => void }): ReactElement {
  switch (dialog.is) {
    case 'pins':
      return <PinsDialog id={dialog.room} onClose={onClose} />
    case 'forward':
      return <ForwardDialog from={dialog.room} id={dialog.message} words={dialog.words} onClose={onClose} />
    case 'new-poll':
      return <NewPollDialog room={dialog.room} asked={dialog.question ?? ''} unsent={dialog.unsent} onClose={onClose} />
    case 'versions':
      return <VersionsDialog room={dialog.room} id={dialog.message} onClose={onClose} />
  }
}
