// What is asked of everybody at signing in.
import type { GuardedRole } from '@hearth/protocol/factor-shapes.ts'
import type { ReactElement } from 'react'
import { Skeleton } from '../../parts/empty.tsx'
import { FormError } from '../../parts/field.tsx'
import { Switch } from '../../parts/pick.tsx'
import { t } from '../../text/t.ts'
import { Part } from '../settings/part.tsx'
import styles from './admin.module.css'
import { useAsked, useDeed } from './use-asked.ts'

const labels: readonly { readonly role: GuardedRole; readonly label: () => string }[] = [
  { role: 'owner', label: () => t('A second step for owners') },
  { role: 'admin', label: () => t('A second step for admins') },
  { role: 'moderator', label: () => t('A second step for moderators') },
  { role: 'member', label: () => t('A second step for everybody else') },
]

export function Safety(): ReactElement {
  const { answer, failed, again } = useAsked('admin.safety', {})
  const deed = useDeed(again)
  const roles = answer?.safety.roles ?? []
  const choose = (role: GuardedRole, isOn: boolean): void =>
    deed('admin.safety', { roles: isOn ? [...roles, role] : roles.filter((one) => one !== role) }, t('This holds from now on.'))
  return (
    <Part title={t('Signing in')} says={t('Who must have a second step sets it up before anything else.')}>
      {!answer && !failed && <Skeleton rows={3} />}
      <FormError says={failed} again={again} />
      {answer &&
        labels.map(({ role, label }) => (
          <Switch key={role} label={label()} isOn={roles.includes(role)} onChange={(isOn) => choose(role, isOn)} />
        ))}
      {answer && (
        <Switch
          label={t('App passwords for older programs')}
          hint={t('Nobody comes in through a gateway with their own password')}
          isOn={answer.safety.apps}
          onChange={(apps) => deed('admin.safety', { apps }, t('This holds from now on.'))}
        />
      )}
      {answer !== undefined && answer.without > 0 && (
        <p className={styles.quiet}>
          {t.many(answer.without, '{count} person has no second step yet.', '{count} people have no second step yet.')}
        </p>
      )}
    </Part>
  )
}
