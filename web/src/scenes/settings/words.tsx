import { Download, Link2 } from 'lucide-react'
import type { ReactElement } from 'react'
import { Button } from '../../parts/button.tsx'
import { useMe } from '../../state.ts'
import { takeAlong } from '../../take-along.ts'
import { t } from '../../text/t.ts'
import { type Question, useUi } from '../../ui.ts'
import { Part } from './part.tsx'
import styles from './settings.module.css'

export function Words(): ReactElement {
  const me = useMe()
  return (
    <Part title={t('Your words')}>
      <div className={styles.row}>
        <span>
          {t('All your rooms and their files as one zip: to read without Hearth, and as tables. One room alone is in that room’s menu.')}
        </span>
        <Button icon={Download} onClick={() => takeAlong()}>
          {t('Take them along')}
        </Button>
      </div>
      {me.admin && (
        <div className={styles.row}>
          <span>{t('Links with which people make an account here, for so many and so long.')}</span>
          <Button icon={Link2} onClick={() => useUi.getState().show({ is: 'invitations' })}>
            {t('Invite people')}
          </Button>
        </div>
      )}
      {me.admin && (
        <div className={styles.row}>
          <span>{t('Everything on this server, of everybody, to keep or to move it elsewhere.')}</span>
          <Button icon={Download} onClick={() => useUi.getState().show(askAll())}>
            {t('Take everything')}
          </Button>
        </div>
      )}
    </Part>
  )
}

const askAll = (): Question => ({
  is: 'confirm',
  title: t('Take everything along?'),
  says: t('The zip holds what everybody said and sent, also where two people talk alone. The server’s log will say that you took it.'),
  act: t('Take everything'),
  then: async () => takeAlong(undefined, 'server'),
})
