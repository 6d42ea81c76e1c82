import Ban from 'lucide-solid/icons/ban'
import RefreshCw from 'lucide-solid/icons/refresh-cw'
import { For, type JSX, Match, Show, Switch } from 'solid-js'
import type { KeyView } from '../../../../server/modules/identity/keys/contract.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { can, me } from '../../../lib/session.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Badge } from '../../../ui/display/badge.tsx'
import type { MenuEntry } from '../../../ui/overlay/menu-props.ts'
import { RowMenu } from '../../../ui/overlay/row-menu.tsx'
import { describeScopes } from './describe-scopes.ts'

export type KeyAct = 'replace' | 'revoke'

/** Nobody may see another person's key. */
const mayReplace = ({ owner, replacedBy }: KeyView): boolean =>
  replacedBy === null && (owner.kind === 'service' || owner.id === me()?.user.id)

function KeyState(props: { apiKey: KeyView }): JSX.Element {
  return (
    <Switch>
      <Match when={props.apiKey.state === 'revoked'}>
        <Badge tone="bad">{t('apiKeys.state.revoked')}</Badge>
      </Match>
      <Match when={props.apiKey.replacedBy !== null}>
        <Badge tone="info">{t('apiKeys.state.replaced')}</Badge>
      </Match>
      <Match when={props.apiKey.state === 'expired'}>
        <Badge tone="warn">{t('apiKeys.state.expired')}</Badge>
      </Match>
      <Match when={props.apiKey.owner.status === 'deactivated'}>
        <Badge tone="warn">{t('apiKeys.state.paused')}</Badge>
      </Match>
    </Switch>
  )
}

const rangesShown = 2

/** The addresses that may use a key; a range of one address is shown as that address. */
function KeyRanges(props: { ranges: readonly string[] }): JSX.Element {
  const all = (): string[] =>
    props.ranges.map((range) => range.replace(/(?<=\.\d+)\/32$|\/128$/, ''))
  const words = (): string => {
    const ranges = all().slice(0, rangesShown).join(', ')
    const count = all().length - rangesShown
    return count > 0
      ? t('apiKeys.onlyFromMore', { ranges, count })
      : t('apiKeys.onlyFrom', { ranges })
  }
  return (
    <Show when={props.ranges.length > 0}>
      <span class="cell-second" title={all().join(', ')}>
        {words()}
      </span>
    </Show>
  )
}

function KeyMenu(props: { apiKey: KeyView; onAct: (act: KeyAct) => void }): JSX.Element {
  const acts = (): KeyAct[] => (mayReplace(props.apiKey) ? ['replace', 'revoke'] : ['revoke'])
  const entries: Record<KeyAct, () => Omit<MenuEntry, 'run'>> = {
    replace: () => ({ label: t('replaceKey.act'), icon: <RefreshCw /> }),
    revoke: () => ({ label: t('revokeKey.act'), icon: <Ban />, danger: true }),
  }
  return (
    <RowMenu
      label={t('apiKeys.actions', { name: props.apiKey.name })}
      acts={acts()}
      entries={entries}
      onAct={props.onAct}
    />
  )
}

function LastUse(props: { apiKey: KeyView }): JSX.Element {
  return (
    <Show
      when={props.apiKey.lastUsedAt}
      fallback={<span class="cell-none">{t('apiKeys.neverUsed')}</span>}
    >
      {(at) => (
        <>
          {formatMoment(at(), locale())}
          <Show when={props.apiKey.lastUsedFrom}>
            {(address) => (
              <span class="cell-second">{t('apiKeys.from', { address: address() })}</span>
            )}
          </Show>
        </>
      )}
    </Show>
  )
}

function KeyRow(props: { apiKey: KeyView; onAct: (act: KeyAct) => void }): JSX.Element {
  const isInForce = (): boolean => props.apiKey.state === 'active'
  return (
    <tr role="row" data-key={props.apiKey.id} classList={{ 'key-gone': !isInForce() }}>
      <td role="cell">
        <span class="key-name">
          <span>{props.apiKey.name}</span>
          <KeyState apiKey={props.apiKey} />
        </span>
        <span class="cell-second key-prefix">{props.apiKey.prefix}…</span>
        <Show when={props.apiKey.seenByFormer}>
          {(former) => (
            <div class="key-seen">
              <span>{t('apiKeys.seenBy', { name: former().name })}</span>
              <Button size="small" onClick={() => props.onAct('replace')}>
                {t('replaceKey.act')}
              </Button>
            </div>
          )}
        </Show>
      </td>
      <td role="cell">
        <For each={describeScopes(props.apiKey.scopes)}>
          {(line) => <span class="key-line">{line}</span>}
        </For>
        <KeyRanges ranges={props.apiKey.allowedRanges} />
      </td>
      <Show when={can('members:write')}>
        <td role="cell" data-label={t('apiKeys.owner')}>
          {props.apiKey.owner.name}
          <Show when={props.apiKey.owner.kind === 'service'}>
            <span class="cell-second">{t('apiKeys.service')}</span>
          </Show>
        </td>
      </Show>
      <td role="cell" data-label={t('apiKeys.lastUse')}>
        <LastUse apiKey={props.apiKey} />
      </td>
      <td role="cell" data-label={t('apiKeys.end')}>
        <Show
          when={props.apiKey.revokedAt ?? props.apiKey.expiresAt}
          fallback={<span class="cell-none">{t('apiKeys.noEnd')}</span>}
        >
          {(end) => <>{formatMoment(end(), locale())}</>}
        </Show>
      </td>
      <td role="cell" class="key-actions">
        <Show when={isInForce()}>
          <KeyMenu apiKey={props.apiKey} onAct={props.onAct} />
        </Show>
      </td>
    </tr>
  )
}

export function KeysTable(props: {
  keys: readonly KeyView[]
  onAct: (key: KeyView, act: KeyAct) => void
}): JSX.Element {
  return (
    <div class="table-frame">
      <table role="table" class="table keys-table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">{t('apiKeys.name')}</th>
            <th role="columnheader">{t('apiKeys.scopes')}</th>
            <Show when={can('members:write')}>
              <th role="columnheader">{t('apiKeys.owner')}</th>
            </Show>
            <th role="columnheader">{t('apiKeys.lastUse')}</th>
            <th role="columnheader">{t('apiKeys.end')}</th>
            <th role="columnheader" class="key-actions">
              <span class="hidden-words">{t('item.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <For each={props.keys}>
            {(key) => <KeyRow apiKey={key} onAct={(act) => props.onAct(key, act)} />}
          </For>
        </tbody>
      </table>
    </div>
  )
}
