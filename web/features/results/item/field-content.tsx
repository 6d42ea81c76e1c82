import Square from 'lucide-solid/icons/square'
import SquareCheck from 'lucide-solid/icons/square-check'
import { For, type JSX, Show } from 'solid-js'
import type { FieldView, RowFieldView } from '../../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import { isChecklist, isShort, type Row, rowsOf } from './format-field.ts'
import { fieldText } from './field-text.ts'
import './field-content.css'

interface RowsProps {
  field: FieldView
  rows: Row[]
}

/** Rows inside an item, with a column for whatever is said in any of them. */
function RowTable(props: RowsProps): JSX.Element {
  const columns = (): RowFieldView[] =>
    (props.field.fields ?? []).filter((inner) =>
      props.rows.some((row) => fieldText(inner, row[inner.name])),
    )
  return (
    <table class="row-table" role="table">
      <thead role="rowgroup">
        <tr role="row">
          <For each={columns()}>
            {(inner) => (
              <th role="columnheader" scope="col">
                {inLocale(inner.title)}
              </th>
            )}
          </For>
        </tr>
      </thead>
      <tbody role="rowgroup">
        <For each={props.rows}>
          {(row) => (
            <tr role="row">
              <For each={columns()}>
                {(inner) => (
                  <td
                    role="cell"
                    data-title={inLocale(inner.title)}
                    classList={{ 'row-table-short': isShort(inner) }}
                  >
                    {fieldText(inner, row[inner.name]) ?? '–'}
                  </td>
                )}
              </For>
            </tr>
          )}
        </For>
      </tbody>
    </table>
  )
}

function Checklist(props: RowsProps): JSX.Element {
  const text = (row: Row): string => {
    const field = props.field.fields?.find(({ type }) => type === 'string')
    return (field && fieldText(field, row[field.name])) ?? ''
  }
  const isDone = (row: Row): boolean => row['done'] === true
  return (
    <ul class="row-checklist">
      <For each={props.rows}>
        {(row) => (
          <li>
            <Show when={isDone(row)} fallback={<Square aria-hidden="true" />}>
              <SquareCheck aria-hidden="true" />
            </Show>
            <span>
              {text(row)}
              <span class="hidden-words"> ({t(isDone(row) ? 'item.done' : 'item.notDone')})</span>
            </span>
          </li>
        )}
      </For>
    </ul>
  )
}

/** What a field says: rows as a table of their own, anything else in words. */
export function FieldContent(props: { field: FieldView; value: unknown }): JSX.Element {
  const rows = (): Row[] => rowsOf(props.field, props.value)
  return (
    <Show when={rows().length > 0} fallback={fieldText(props.field, props.value)}>
      <Show
        when={isChecklist(props.field)}
        fallback={<RowTable field={props.field} rows={rows()} />}
      >
        <Checklist field={props.field} rows={rows()} />
      </Show>
    </Show>
  )
}

/** A field with its name before it, and its rows below that. */
export function Detail(props: {
  field: FieldView
  value: unknown
  class?: string | undefined
}): JSX.Element {
  const hasRows = (): boolean => rowsOf(props.field, props.value).length > 0
  return (
    <div class={props.class} classList={{ 'detail-rows': hasRows() }}>
      <dt>{inLocale(props.field.title)}</dt>
      <dd>
        <FieldContent field={props.field} value={props.value} />
        <Show when={!fieldText(props.field, props.value)}>{t('item.notSaid')}</Show>
      </dd>
    </div>
  )
}
