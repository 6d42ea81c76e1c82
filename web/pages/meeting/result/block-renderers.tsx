import { For, type JSX, Show } from 'solid-js'
import type { FieldView } from '../../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import { isShort, textOf } from '../item/field-words.ts'
import { ItemActions, Tick } from '../item/item-actions.tsx'
import { fieldText, ItemDetails, ItemPills, ItemPriority } from '../item/item-fields.tsx'
import { ItemFoot, ItemFrame, type ItemProps } from '../item/item-frame.tsx'
import type { RendererProps } from './row-renderers.tsx'
import './renderers.css'
import './table.css'

function Card(props: ItemProps): JSX.Element {
  return (
    <ItemFrame item={props.item} as="li" class="card">
      <Tick item={props.item} />
      <div class="card-body">
        <p class="item-text">{textOf(props.view, props.item.value)}</p>
        <ItemDetails {...props} />
        <ItemFoot {...props}>
          <ItemPriority {...props} />
          <ItemPills {...props} />
        </ItemFoot>
      </div>
      <ItemActions item={props.item} />
    </ItemFrame>
  )
}

export function CardsRenderer(props: RendererProps): JSX.Element {
  return (
    <ul class="card-grid">
      <For each={props.section.items}>
        {(item) => <Card item={item} view={props.section.view} />}
      </For>
    </ul>
  )
}

function Facts(props: ItemProps): JSX.Element {
  const said = (): { field: FieldView; text: string }[] =>
    props.view.fields.flatMap((field) => {
      const text = fieldText(field, props.item.value[field.name])
      return text ? [{ field, text }] : []
    })
  return (
    <ItemFrame item={props.item} as="article" class="row">
      <Tick item={props.item} />
      <div class="row-body">
        <dl class="facts">
          <For each={said()}>
            {(fact) => (
              <div>
                <dt>{inLocale(fact.field.title)}</dt>
                <dd>{fact.text}</dd>
              </div>
            )}
          </For>
        </dl>
        <ItemFoot {...props} />
      </div>
      <ItemActions item={props.item} />
    </ItemFrame>
  )
}

export function KeyValueRenderer(props: RendererProps): JSX.Element {
  return (
    <div class="sheet">
      <For each={props.section.items}>
        {(item) => <Facts item={item} view={props.section.view} />}
      </For>
    </div>
  )
}

function Prose(props: ItemProps): JSX.Element {
  return (
    <ItemFrame item={props.item} as="article" class="row">
      <Tick item={props.item} />
      <div class="row-body">
        <p class="item-text prose">{textOf(props.view, props.item.value)}</p>
        <ItemDetails {...props} all />
        <ItemFoot {...props} />
      </div>
      <ItemActions item={props.item} />
    </ItemFrame>
  )
}

export function ProseRenderer(props: RendererProps): JSX.Element {
  return (
    <div class="sheet">
      <For each={props.section.items}>
        {(item) => <Prose item={item} view={props.section.view} />}
      </For>
    </div>
  )
}

/** Columns that at least one row fills; a column of nothing only takes room. */
function filledColumns(props: RendererProps): FieldView[] {
  return props.section.view.fields.filter(
    (field) =>
      field.name !== props.section.view.textField &&
      props.section.items.some((item) => fieldText(field, item.value[field.name])),
  )
}

const mostColumns = 4

function TableRow(props: ItemProps & { columns: FieldView[]; rest: FieldView[] }): JSX.Element {
  return (
    <ItemFrame item={props.item} as="tr" class="grid-row">
      <td role="cell">
        <Tick item={props.item} />
      </td>
      <td role="cell" class="cell-text">
        <p class="item-text">{textOf(props.view, props.item.value)}</p>
        <ItemDetails item={props.item} view={{ ...props.view, fields: props.rest }} all />
        <ItemFoot item={props.item} view={props.view} />
      </td>
      <For each={props.columns}>
        {(field) => {
          const text = (): string | undefined => fieldText(field, props.item.value[field.name])
          return (
            <td
              role="cell"
              class="cell-field"
              classList={{
                'cell-empty': !text(),
                'cell-short': isShort(field) && field.format !== 'person',
              }}
              data-label={inLocale(field.title)}
            >
              <Show when={text()} fallback={<span class="cell-nothing">–</span>}>
                <Show when={field.name === props.view.priority} fallback={text()}>
                  <ItemPriority item={props.item} view={props.view} />
                </Show>
              </Show>
            </td>
          )
        }}
      </For>
      <td role="cell" class="cell-actions">
        <ItemActions item={props.item} />
      </td>
    </ItemFrame>
  )
}

export function TableRenderer(props: RendererProps): JSX.Element {
  const columns = (): FieldView[] => filledColumns(props).slice(0, mostColumns)
  const rest = (): FieldView[] => filledColumns(props).slice(mostColumns)
  const textTitle = (): string => {
    const { fields, textField, title } = props.section.view
    return inLocale(fields.find((field) => field.name === textField)?.title ?? title)
  }
  return (
    <div class="sheet">
      <table role="table" class="grid-table">
        <thead role="rowgroup">
          <tr role="row">
            <th role="columnheader" scope="col">
              <span class="hidden-words">{t('item.accepted')}</span>
            </th>
            <th role="columnheader" scope="col">
              {textTitle()}
            </th>
            <For each={columns()}>
              {(field) => (
                <th role="columnheader" scope="col">
                  {inLocale(field.title)}
                </th>
              )}
            </For>
            <th role="columnheader" scope="col">
              <span class="hidden-words">{t('item.actions')}</span>
            </th>
          </tr>
        </thead>
        <tbody role="rowgroup">
          <For each={props.section.items}>
            {(item) => (
              <TableRow item={item} view={props.section.view} columns={columns()} rest={rest()} />
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}
