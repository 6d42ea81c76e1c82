import KeyRound from 'lucide-solid/icons/key-round'
import Pencil from 'lucide-solid/icons/pencil'
import Plus from 'lucide-solid/icons/plus'
import Power from 'lucide-solid/icons/power'
import PowerOff from 'lucide-solid/icons/power-off'
import { For, type JSX, Show } from 'solid-js'
import type {
  KeyView,
  ServiceAccountView,
} from '../../../../server/modules/identity/keys/contract.ts'
import { t } from '../../../i18n/index.ts'
import { me } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Badge } from '../../../ui/display/badge.tsx'
import type { MenuEntry } from '../../../ui/overlay/menu-props.ts'
import { RowMenu } from '../../../ui/overlay/row-menu.tsx'

export type AccountAct = 'key' | 'change' | 'deactivate' | 'reactivate'

/** Administrators among them are the owner's alone to change; a key may be made for any that is active. */
function actsOn({ role, status }: ServiceAccountView): AccountAct[] {
  const mayChange = role !== 'admin' || me()?.user.role === 'owner'
  if (status === 'deactivated') return mayChange ? ['reactivate'] : []
  return mayChange ? ['key', 'change', 'deactivate'] : ['key']
}

function AccountMenu(props: {
  account: ServiceAccountView
  acts: AccountAct[]
  onAct: (act: AccountAct) => void
}): JSX.Element {
  const entries: Record<AccountAct, () => Omit<MenuEntry, 'run'>> = {
    key: () => ({ label: t('service.newKey'), icon: <KeyRound /> }),
    change: () => ({ label: t('service.change'), icon: <Pencil /> }),
    reactivate: () => ({ label: t('service.reactivate'), icon: <Power /> }),
    deactivate: () => ({ label: t('service.deactivate'), icon: <PowerOff />, danger: true }),
  }
  return (
    <RowMenu
      label={t('service.actions', { name: props.account.name })}
      acts={props.acts}
      entries={entries}
      onAct={props.onAct}
    />
  )
}

function AccountRow(props: {
  account: ServiceAccountView
  keys: number
  onAct: (act: AccountAct) => void
}): JSX.Element {
  const acts = (): AccountAct[] => actsOn(props.account)
  const isActive = (): boolean => props.account.status === 'active'
  const about = (): string =>
    [
      t(`role.${props.account.role}`),
      props.keys > 0 ? t('service.keys', { count: props.keys }) : t('service.noKeys'),
    ].join(' · ')
  return (
    <li class="account" classList={{ 'key-gone': !isActive() }}>
      <div class="account-who">
        <span class="key-name">
          <span>{props.account.name}</span>
          <Show when={!isActive()}>
            <Badge tone="warn">{t('service.deactivated')}</Badge>
          </Show>
        </span>
        <span class="cell-second">{about()}</span>
      </div>
      <Show when={acts().length > 0}>
        <AccountMenu account={props.account} acts={acts()} onAct={props.onAct} />
      </Show>
    </li>
  )
}

/** Counts the account's active keys. */
export const countKeysOf = (account: ServiceAccountView, keys: readonly KeyView[]): number =>
  keys.filter(({ owner }) => owner.id === account.id).length

export function ServiceAccounts(props: {
  accounts: readonly ServiceAccountView[]
  keysInForce: readonly KeyView[]
  onAdd: () => void
  onAct: (account: ServiceAccountView, act: AccountAct) => void
}): JSX.Element {
  return (
    <section aria-label={t('service.title')}>
      <div class="accounts-head">
        <h2>{t('service.title')}</h2>
        <Button size="small" onClick={() => props.onAdd()}>
          <Plus />
          {t('service.add')}
        </Button>
      </div>
      <p class="accounts-words">{t('service.words')}</p>
      <Show
        when={props.accounts.length > 0}
        fallback={<p class="cell-none">{t('service.none')}</p>}
      >
        <ul class="accounts">
          <For each={props.accounts}>
            {(account) => (
              <AccountRow
                account={account}
                keys={countKeysOf(account, props.keysInForce)}
                onAct={(act) => props.onAct(account, act)}
              />
            )}
          </For>
        </ul>
      </Show>
    </section>
  )
}
