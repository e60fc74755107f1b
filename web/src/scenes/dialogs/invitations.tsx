// Invitations with an end: links and pictures that let so many in, and taking them back.
import type { RoomId } from '@hearth/protocol/ids.ts'
import type { Invite } from '@hearth/protocol/way-commands.ts'
import { Copy, X } from 'lucide-react'
import { type ReactElement, useCallback, useEffect, useState } from 'react'
import { Button, IconButton } from '../../parts/button.tsx'
import { Deeds, Dialog } from '../../parts/dialog.tsx'
import { FormError, Segments } from '../../parts/field.tsx'
import { Switch } from '../../parts/pick.tsx'
import { hashOf } from '../../route.ts'
import { useClient, useRoom } from '../../state.ts'
import { t } from '../../text/t.ts'
import { useIsOnlyHere, useOrigin } from '../../ways-here.ts'
import { onlyHere, sentence, soon } from '../../words.ts'
import { maySetRoles } from '../room/room-context.ts'
import { useForm } from '../welcome/use-form.ts'
import styles from './dialogs.module.css'
import { copyLink, LatePoster, Shown } from './share.tsx'

type Props = { readonly id?: RoomId | undefined; readonly onClose: () => void }
const HOURS = ['1', '24', '168', '720'] as const
const USES = ['1', '10', '100'] as const

export function InvitationsDialog({ id, onClose }: Props): ReactElement {
  const room = useRoomOrNone(id)
  const origin = useOrigin()
  const { invites, failed, load, revoke } = useInvites(id)
  const [made, setMade] = useState<MadeOne>()
  const onMade = (token: string, until: number): void => {
    setMade({ link: `${origin}/${hashOf({ at: 'invite', token })}`, until })
    load()
  }
  return (
    <Dialog title={room ? t('Invite people to {room}', { room: room.name }) : t('Invite people to this server')} onClose={onClose}>
      {made ? (
        <Made made={made} room={room?.name} onBack={() => setMade(undefined)} />
      ) : (
        <Make id={id} mayLead={room !== undefined && maySetRoles(room)} onMade={onMade} />
      )}
      <FormError says={failed} />
      {invites.length > 0 && (
        <section aria-label={t('Invitations that are still good')}>
          <h3 className={styles.keyGroup}>{t('Invitations that are still good')}</h3>
          <ul className={styles.rooms}>
            {invites.map((invite) => (
              <li key={invite.id} className={styles.roomRow}>
                <div>
                  <b>{t.many(invite.usesLeft, 'for {count} more person', 'for {count} more people')}</b>
                  <p>
                    {t('until {when}', { when: soon(invite.expiresAt, Date.now()) })}
                    {invite.approval && ` · ${t('asks first')}`}
                    {invite.asleep && ` · ${t('lets nobody in just now')}`}
                  </p>
                </div>
                <IconButton small tipAt="end" icon={X} label={t('Take it back')} onClick={() => revoke(invite)} />
              </li>
            ))}
          </ul>
        </section>
      )}
    </Dialog>
  )
}

function useRoomOrNone(id: RoomId | undefined) {
  const room = useRoom(id ?? ('' as RoomId))
  return id === undefined ? undefined : room
}

function useInvites(room: RoomId | undefined) {
  const client = useClient()
  const [invites, setInvites] = useState<readonly Invite[]>([])
  const [failed, setFailed] = useState<string>()
  const load = useCallback(() => {
    client.ask('invite.list', room === undefined ? {} : { room }).then(
      (answer) => setInvites(answer.invites),
      (failure: unknown) => setFailed(sentence(failure)),
    )
  }, [client, room])
  useEffect(load, [load])
  const revoke = ({ id }: Invite): void =>
    void client.ask('invite.revoke', { invite: id }).then(load, (failure: unknown) => setFailed(sentence(failure)))
  return { invites, failed, load, revoke }
}

type MakeProps = { readonly id: RoomId | undefined; readonly mayLead: boolean; readonly onMade: (token: string, until: number) => void }

function Make({ id, mayLead, onMade }: MakeProps): ReactElement {
  const client = useClient()
  const [hours, setHours] = useState<(typeof HOURS)[number]>('24')
  const [uses, setUses] = useState<(typeof USES)[number]>('10')
  const [role, setRole] = useState<'member' | 'admin'>('member')
  const [approval, setApproval] = useState(false)
  const form = useForm(async () => {
    const where = id === undefined ? {} : { room: id, role }
    const { token, invite } = await client.ask('invite.create', { ...where, uses: Number(uses), hours: Number(hours), approval })
    onMade(token, invite.expiresAt)
  })
  const times = { '1': t('An hour'), '24': t('A day'), '168': t('A week'), '720': t('A month') }
  return (
    <form className={styles.form} onSubmit={form.onSubmit} aria-label={t('New invitation')}>
      <Row says={t('It is good for')}>
        <Segments
          label={t('It is good for')}
          value={hours}
          onValue={setHours}
          choices={HOURS.map((value) => ({ value, label: times[value] }))}
        />
      </Row>
      <Row says={t('How many may come')}>
        <Segments label={t('How many may come')} value={uses} onValue={setUses} choices={USES.map((value) => ({ value, label: value }))} />
      </Row>
      {mayLead && <AsWhat role={role} onRole={setRole} />}
      <Switch
        label={t('With approval')}
        hint={
          id === undefined
            ? t('Who comes by it waits until a moderator lets them in')
            : t('Who comes by it waits until an admin lets them in')
        }
        isOn={approval}
        onChange={setApproval}
      />
      <FormError says={form.other} />
      <Deeds>
        <Button look="main" type="submit" busy={form.isBusy}>
          {t('Make an invitation')}
        </Button>
      </Deeds>
    </form>
  )
}

type Given = 'member' | 'admin'

const AsWhat = ({ role, onRole }: { readonly role: Given; readonly onRole: (role: Given) => void }): ReactElement => (
  <Row says={t('They come in as')}>
    <Segments
      label={t('They come in as')}
      value={role}
      onValue={onRole}
      choices={[
        { value: 'member', label: t('Members') },
        { value: 'admin', label: t('Admins') },
      ]}
    />
  </Row>
)

const Row = ({ says, children }: { readonly says: string; readonly children: ReactElement }): ReactElement => (
  <div>
    <p className={styles.keyGroup} aria-hidden="true">
      {says}
    </p>
    {children}
  </div>
)

type MadeOne = { readonly link: string; readonly until: number }
type MadeProps = { readonly made: MadeOne; readonly room: string | undefined; readonly onBack: () => void }

/** The link is told once: only its trace is kept. */
function Made({ made: { link, until }, room, onBack }: MadeProps): ReactElement {
  const isOnlyHere = useIsOnlyHere()
  return (
    <>
      <p className={styles.says}>{t('Whoever is on this network and has this link can come in. It is not shown again.')}</p>
      <LatePoster link={link} room={room} until={t('Good until {when}', { when: soon(until, Date.now()) })}>
        <Shown link={link} of={t('this invitation')} />
        <p className={styles.address}>{link}</p>
      </LatePoster>
      {isOnlyHere && <p className={styles.says}>{onlyHere()}</p>}
      <Deeds>
        <Button onClick={onBack}>{t('Make another')}</Button>
        <Button look="main" icon={Copy} onClick={() => copyLink(link)}>
          {t('Copy link')}
        </Button>
      </Deeds>
    </>
  )
}
