// The parts that scenes share, each in its states, beside each other.
import { Flame, Pencil, Smile } from 'lucide-react'
import { type ReactElement, type ReactNode, useState } from 'react'
import styles from './gallery.module.css'
import { cards, people, pieces, rooms, storage } from './gallery-cast.ts'
import { Avatar, PresenceDot, RoomMark } from './parts/avatar.tsx'
import { Badge, Chip } from './parts/badge.tsx'
import { Bar } from './parts/bar.tsx'
import { Button, IconButton } from './parts/button.tsx'
import { DoorDrawing, HearthDrawing, NothingDrawing, OfflineDrawing, QuietDrawing } from './parts/drawings.tsx'
import { Empty, Skeleton } from './parts/empty.tsx'
import { Choices, Field, FormError, PasswordField, Segments } from './parts/field.tsx'
import { Logo } from './parts/logo.tsx'
import { PictureButtons } from './parts/picture-buttons.tsx'
import { Qr } from './parts/qr.tsx'
import { StorageTable } from './parts/storage.tsx'
import { DropZone } from './scenes/room/attach/drop-zone.tsx'
import { Pieces } from './scenes/room/attach/pieces.tsx'
import { MessageFiles } from './scenes/room/files/message-files.tsx'

const drawings = { HearthDrawing, QuietDrawing, NothingDrawing, OfflineDrawing, DoorDrawing }

export function Parts(): ReactElement {
  return (
    <main className={styles.theme}>
      <h1>Parts</h1>
      <Shelf name="Buttons">
        {(['main', 'soft', 'quiet', 'danger'] as const).map((look) => (
          <Button key={look} look={look} icon={Flame}>
            {look}
          </Button>
        ))}
        <Button look="main" busy>
          busy
        </Button>
        <Button disabled>disabled</Button>
        <IconButton icon={Smile} label="Emoji" />
        <IconButton icon={Pencil} label="Edit" small aria-pressed />
      </Shelf>
      <Shelf name="Faces and marks">
        <Logo />
        {Array.from({ length: 12 }, (_, colour) => (
          <Avatar key={colour} user={people[0] && { ...people[0], colour }} standing={colour % 2 === 0 ? 'here' : 'gone'} />
        ))}
        {rooms.slice(0, 4).map((room) => (
          <RoomMark key={room.id} room={room} />
        ))}
        <PresenceDot standing="here" />
        <PresenceDot standing="away" />
        <PresenceDot standing="busy" />
        <PresenceDot standing="gone" />
        <Badge count={7} says="for you" />
        <Badge count={120} says="for you" />
        <Chip>guest</Chip>
      </Shelf>
      <Fields />
      <Files />
      <Shelf name="Empty, loading, failing">
        {Object.entries(drawings).map(([name, Drawing]) => (
          <Empty key={name} drawing={<Drawing />} title={name} says="A sentence that says what happened and what to do.">
            <Button look="main">Do it</Button>
          </Empty>
        ))}
        <div className={styles.wide}>
          <Skeleton rows={3} faces />
        </div>
        <Qr text="https://192.168.1.20:8443/" label="Code" />
      </Shelf>
    </main>
  )
}

function Files(): ReactElement {
  return (
    <Shelf name="Files">
      <div className={styles.wide}>
        <Pieces pieces={pieces} packing={['photos']} />
      </div>
      <div className={styles.wide}>
        <MessageFiles files={cards} />
      </div>
      <div className={styles.wide}>
        <StorageTable storage={storage} label="Files" />
        <Bar at={0.4} label="Sending" />
        <Bar at={0.4} label="Waiting" still />
        <PictureButtons has onChoose={() => undefined} onRemove={() => Promise.resolve()} />
      </div>
      <div className={styles.drop}>
        <DropZone room="Workshop" />
      </div>
    </Shelf>
  )
}

function Fields(): ReactElement {
  const [text, setText] = useState('')
  const [one, setOne] = useState<'a' | 'b'>('a')
  const choices = [
    { value: 'a', label: 'Group', hint: 'Everybody in it speaks.' },
    { value: 'b', label: 'Channel', hint: 'Its admins speak.' },
  ] as const
  return (
    <Shelf name="Fields">
      <div className={styles.wide}>
        <Field label="Name" value={text} onValue={setText} hint="A hint" />
        <Field
          label="Name taken"
          value="Ada"
          onValue={setText}
          error="Somebody has this name, or one that looks like it. Choose another, or add to it."
        />
        <PasswordField label="Password" value={text} onValue={setText} />
        <Segments label="Theme" value={one} choices={choices} onValue={setOne} />
        <Choices label="What kind?" value={one} choices={choices} onValue={setOne} />
        <FormError says="There is no connection to the server right now." />
      </div>
    </Shelf>
  )
}

function Shelf({ name, children }: { readonly name: string; readonly children: ReactNode }): ReactElement {
  return (
    <section className={styles.shelf} aria-label={name}>
      <h2>{name}</h2>
      <div>{children}</div>
    </section>
  )
}
