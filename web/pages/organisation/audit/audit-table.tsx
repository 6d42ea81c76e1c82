import { A } from '@solidjs/router'
import { For, type JSX, Show } from 'solid-js'
import type { AuditRow } from '../../../../server/modules/audit/contract.ts'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { thingOf, describeAction, describeActor, describeChanges } from './describe-audit-row.ts'

function AuditThing(props: { row: AuditRow }): JSX.Element {
  const thing = () => thingOf(props.row)
  return (
    <Show when={thing()}>
      {(found) => (
        <Show
          when={found().href}
          fallback={<span classList={{ 'cell-none': found().isGone }}>{found().name}</span>}
        >
          {(href) => (
            <A class="link" href={href()}>
              {found().name}
            </A>
          )}
        </Show>
      )}
    </Show>
  )
}

function AuditLine(props: { row: AuditRow }): JSX.Element {
  const byKey = (): string | undefined => {
    const { key } = props.row
    if (key === null) return undefined
    return key.name === null ? t('audit.byGoneKey') : t('audit.byKey', { name: key.name })
  }
  return (
    <tr role="row" data-action={props.row.action}>
      <td role="cell" class="audit-when figures">
        {formatMoment(props.row.at, locale())}
        <Show when={props.row.address}>
          {(address) => (
            <span class="cell-second">{t('audit.address', { address: address() })}</span>
          )}
        </Show>
      </td>
      <td role="cell" class="audit-who">
        {describeActor(props.row)}
        <Show when={byKey()}>{(words) => <span class="cell-second">{words()}</span>}</Show>
      </td>
      <td role="cell" class="audit-what">
        <span class="audit-action">{describeAction(props.row.action)}</span>
        <For each={describeChanges(props.row)}>
          {(line) => <span class="cell-second audit-change">{line}</span>}
        </For>
      </td>
      <td role="cell" class="audit-thing">
        <AuditThing row={props.row} />
      </td>
    </tr>
  )
}

export function AuditTable(props: { rows: readonly AuditRow[] }): JSX.Element {
  return (
    <div class="table-frame">
      <table role="table" class="table audit-table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader">{t('audit.when')}</th>
            <th role="columnheader">{t('audit.who')}</th>
            <th role="columnheader">{t('audit.what')}</th>
            <th role="columnheader">{t('audit.toWhat')}</th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <For each={props.rows}>{(row) => <AuditLine row={row} />}</For>
        </tbody>
      </table>
    </div>
  )
}
