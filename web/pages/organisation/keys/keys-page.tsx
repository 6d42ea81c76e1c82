import KeyRound from 'lucide-solid/icons/key-round'
import { createSignal, type JSX, Match, Show, Switch } from 'solid-js'
import type {
  KeyView,
  ServiceAccountView,
} from '../../../../server/modules/identity/keys/contract.ts'
import { t } from '../../../i18n/index.ts'
import { openKeptPlaces } from '../../../lib/kept-text.ts'
import { can } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { OrganisationFrame } from '../organisation-frame.tsx'
import { ReplaceKeyDialog, RevokeKeyDialog } from './key-dialogs.tsx'
import { createKeys } from './keys-store.ts'
import { type KeyAct, KeysTable } from './keys-table.tsx'
import { NewKeyDialog } from './new-key-dialog.tsx'
import { AccountDialog, SwitchAccountDialog } from './service-account-dialogs.tsx'
import { type AccountAct, countKeysOf, ServiceAccounts } from './service-accounts.tsx'
import './keys.css'

type Store = ReturnType<typeof createKeys>

/** The current action, with the key or account as it was when the action began. */
type Doing =
  | { is: 'new-key'; accountId?: string }
  | { is: KeyAct; apiKey: KeyView }
  | { is: 'new-account' }
  | { is: Exclude<AccountAct, 'key'>; account: ServiceAccountView }

function keptDoing(): Doing | undefined {
  if (openKeptPlaces('keys.').includes('new')) return { is: 'new-key' }
  return openKeptPlaces('accounts.').includes('new') ? { is: 'new-account' } : undefined
}

function KeyLists(props: {
  store: Store
  onAct: (apiKey: KeyView, is: KeyAct) => void
}): JSX.Element {
  return (
    <>
      <Show
        when={props.store.inForce().length > 0}
        fallback={
          <EmptyState
            icon={<KeyRound />}
            title={t('apiKeys.none.title')}
            words={t('apiKeys.none.words')}
          />
        }
      >
        <KeysTable keys={props.store.inForce()} onAct={props.onAct} />
      </Show>
      <Show when={props.store.former().length > 0}>
        <details class="former-keys">
          <summary>{t('apiKeys.former', { count: props.store.former().length })}</summary>
          <KeysTable keys={props.store.former()} onAct={props.onAct} />
        </details>
      </Show>
    </>
  )
}

function Dialogs(props: { doing: Doing; store: Store; onClose: () => void }): JSX.Element {
  const { store } = props
  const shared = { onChanged: store.read, onClose: () => props.onClose() }
  const accounts = (): ServiceAccountView[] =>
    store.lists.accounts.filter(({ status }) => status === 'active')
  // A dialog is created for each action and lives as long as the action.
  const { doing } = props
  switch (doing.is) {
    case 'new-key':
      return <NewKeyDialog accounts={accounts()} accountId={doing.accountId} {...shared} />
    case 'replace':
      return <ReplaceKeyDialog apiKey={doing.apiKey} {...shared} />
    case 'revoke':
      return <RevokeKeyDialog apiKey={doing.apiKey} {...shared} />
    case 'new-account':
      return <AccountDialog {...shared} />
    case 'change':
      return <AccountDialog account={doing.account} {...shared} />
    case 'deactivate':
    case 'reactivate': {
      const keys = countKeysOf(doing.account, store.inForce())
      return <SwitchAccountDialog account={doing.account} keys={keys} {...shared} />
    }
  }
}

export default function KeysPage(): JSX.Element {
  const store = createKeys()
  const [doing, setDoing] = createSignal<Doing | undefined>(keptDoing())
  const actOnAccount = (account: ServiceAccountView, is: AccountAct): void => {
    setDoing(
      is === 'key' ? { is: 'new-key', accountId: account.id } : { is, account: { ...account } },
    )
  }
  return (
    <OrganisationFrame
      title={t('organisation.keys')}
      actions={
        <Show when={can('keys:write')}>
          <Button look="primary" onClick={() => setDoing({ is: 'new-key' })}>
            <KeyRound />
            {t('apiKeys.add')}
          </Button>
        </Show>
      }
    >
      <p class="organisation-words">{t('apiKeys.words')}</p>
      <Show when={store.problem()}>
        {(problem) => (
          <Failure
            problem={problem()}
            action={{ label: t('action.retry'), run: () => void store.read() }}
          />
        )}
      </Show>
      <Switch>
        <Match when={!store.ready()}>
          <Skeleton lines={5} />
        </Match>
        <Match when={store.lists.keys.length > 0 || !store.problem()}>
          <KeyLists store={store} onAct={(apiKey, is) => setDoing({ is, apiKey: { ...apiKey } })} />
          <Show when={can('members:write')}>
            <ServiceAccounts
              accounts={store.lists.accounts}
              keysInForce={store.inForce()}
              onAdd={() => setDoing({ is: 'new-account' })}
              onAct={actOnAccount}
            />
          </Show>
        </Match>
      </Switch>
      <Show when={store.ready() && doing()} keyed>
        {(now) => <Dialogs doing={now} store={store} onClose={() => setDoing()} />}
      </Show>
    </OrganisationFrame>
  )
}
