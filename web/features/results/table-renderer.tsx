import { createMemo, For, type JSX, Show } from 'solid-js'
import type { FieldView, SectionView } from '../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../i18n/index.ts'
import { Detail } from './item/field-content.tsx'
import { fieldText } from './item/field-text.ts'
import { isShort, rowsOf, textOf } from './item/format-field.ts'
import { ItemActions, Tick } from './item/item-actions.tsx'
import { ItemPriority } from './item/item-fields.tsx'
import { ItemFoot, ItemFrame } from './item/item-frame.tsx'
import type { ItemProps } from './item/item-props.ts'
import type { RendererProps } from './row-renderers.tsx'
import { type TableColumns, tableColumns } from './table-columns.ts'
import './renderers.css'
import './table.css'

/** More than stands well beside other facts. */
const maxBesideChars = 48

interface DetailField {
  field: FieldView
  rank?: number
}

const inOrderOf = (view: SectionView, details: readonly DetailField[]): DetailField[] => {
  const names = view.fields.map(({ name }) => name)
  return details.toSorted((a, b) => names.indexOf(a.field.name) - names.indexOf(b.field.name))
}

/**
 * What has no column, and, where the result is too narrow for a column, what would be in it. In the order of the author
 * and in places of their own, so that they can be compared down the items.
 */
function Details(props: ItemProps & TableColumns): JSX.Element {
  const text = (field: FieldView): string | undefined =>
    fieldText(field, props.item.value[field.name])
  const details = (): DetailField[] =>
    inOrderOf(props.view, [
      ...props.columns,
      ...props.rest.map(
        (field) => props.wide.find((one) => one.field.name === field.name) ?? { field },
      ),
    ]).filter(({ field }) => isShort(field) || text(field))
  const isWide = (field: FieldView): boolean =>
    rowsOf(field, props.item.value[field.name]).length > 0 ||
    (text(field)?.length ?? 0) > maxBesideChars
  const classOf = ({ field, rank }: DetailField): string =>
    [rank === undefined ? '' : `below-${rank}`, isWide(field) ? 'detail-wide' : ''].join(' ').trim()
  return (
    <Show when={details().length > 0}>
      <dl class="item-details cell-details">
        <For each={details()}>
          {(detail) => (
            <Show
              when={text(detail.field)}
              fallback={
                <div class={classOf(detail)}>
                  <dt>{inLocale(detail.field.title)}</dt>
                  <dd class="cell-nothing">–</dd>
                </div>
              }
            >
              <Detail
                field={detail.field}
                value={props.item.value[detail.field.name]}
                class={classOf(detail)}
              />
            </Show>
          )}
        </For>
      </dl>
    </Show>
  )
}

/** All columns as the author of the scenario put them. */
const inOrder = ({
  columns,
  wide,
  view,
}: Pick<TableColumns, 'columns' | 'wide'> & Pick<ItemProps, 'view'>): DetailField[] =>
  inOrderOf(view, [...columns, ...wide])

function TableRow(props: ItemProps & TableColumns): JSX.Element {
  const cell = (field: FieldView): JSX.Element => {
    const text = (): string | undefined => fieldText(field, props.item.value[field.name])
    return (
      <Show when={text()} fallback={<span class="cell-nothing">–</span>}>
        <Show when={field.name === props.view.priority} fallback={text()}>
          <ItemPriority item={props.item} view={props.view} />
        </Show>
      </Show>
    )
  }
  return (
    <ItemFrame item={props.item} as="tr" class="grid-row">
      <td role="cell" class="cell-tick">
        <Tick item={props.item} />
      </td>
      <td role="cell" class="cell-text">
        <p class="item-text">{textOf(props.view, props.item.value)}</p>
        <Details {...props} />
        <ItemFoot item={props.item} view={props.view} />
      </td>
      <For each={inOrder(props)}>
        {({ field, rank }) => (
          <td role="cell" class={`cell-field column-${rank}`}>
            {cell(field)}
          </td>
        )}
      </For>
      <td role="cell" class="cell-actions">
        <ItemActions item={props.item} />
      </td>
    </ItemFrame>
  )
}

export function TableRenderer(props: RendererProps): JSX.Element {
  const shared = createMemo(() =>
    tableColumns(props.section.view, (field) =>
      props.section.items.some((item) => fieldText(field, item.value[field.name])),
    ),
  )
  /** Empty columns are named once below the table and take no room. */
  const unsaid = (): string =>
    shared()
      .unsaid.map(({ title }) => inLocale(title))
      .join(', ')
  const textTitle = (): string => {
    const { fields, textField, title } = props.section.view
    return inLocale(fields.find((field) => field.name === textField)?.title ?? title)
  }
  return (
    <div class="sheet">
      <table role="table" class="grid-table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col" class="cell-tick">
              <span class="hidden-words">{t('item.accepted')}</span>
            </th>
            <th role="columnheader" scope="col">
              {textTitle()}
            </th>
            <For each={inOrder({ ...shared(), view: props.section.view })}>
              {({ field, rank }) => (
                <th role="columnheader" scope="col" class={`cell-field column-${rank}`}>
                  {inLocale(field.title)}
                </th>
              )}
            </For>
            <th role="columnheader" scope="col" class="cell-actions">
              <span class="hidden-words">{t('item.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <For each={props.section.items}>
            {(item) => <TableRow item={item} view={props.section.view} {...shared()} />}
          </For>
        </tbody>
      </table>
      <Show when={unsaid()}>
        {(titles) => <p class="table-unsaid">{t('table.unsaid', { titles: titles() })}</p>}
      </Show>
    </div>
  )
}
