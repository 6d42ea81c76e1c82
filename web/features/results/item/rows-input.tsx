import X from 'lucide-solid/icons/x'
import { createEffect, createSignal, For, Index, type JSX, on, Show } from 'solid-js'
import type { RowFieldView } from '../../../../server/modules/scenarios/contract.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import { Button, IconButton } from '../../../ui/control/button.tsx'
import { fromCells, toCells } from './edit-values.ts'
import { FieldInput, type InputProps } from './field-input.tsx'
import './rows-input.css'

/** Rows inside an item as a table to write in. Its value is their JSON. */
export function RowsInput(props: InputProps): JSX.Element {
  let gave = props.value
  const [cells, setCells] = createSignal(toCells(props.field, gave))
  // Text kept from an earlier visit may be anything.
  createEffect(
    on(
      () => props.value,
      (value) => {
        if (value === gave) return
        gave = value
        setCells(toCells(props.field, value))
      },
      { defer: true },
    ),
  )
  const columns = (): RowFieldView[] => props.field.fields ?? []
  const isList = (): boolean => props.field.type === 'array'
  const put = (next: Record<string, string>[]): void => {
    setCells(next)
    gave = fromCells(props.field, next)
    props.onInput(gave)
  }
  const setCell = (at: number, name: string, text: string): void =>
    put(cells().map((row, one) => (one === at ? { ...row, [name]: text } : row)))
  return (
    <div class="rows-input" id={props.id} role="group" aria-label={inLocale(props.field.title)}>
      <input
        hidden
        aria-hidden="true"
        name={props.field.name}
        value={props.value}
        onInput={(event) => props.onInput(event.currentTarget.value)}
      />
      <Index each={cells()}>
        {(row, at) => (
          <div class="rows-input-row">
            <For each={columns()}>
              {(inner) => (
                <label class="rows-input-cell">
                  <span class="field-label">{inLocale(inner.title)}</span>
                  <FieldInput
                    field={inner}
                    id={`${props.id}-${at}-${inner.name}`}
                    describedBy={undefined}
                    people={props.people}
                    cellLabel={inLocale(inner.title)}
                    value={row()[inner.name] ?? ''}
                    onInput={(text) => setCell(at, inner.name, text)}
                  />
                </label>
              )}
            </For>
            <Show when={isList()}>
              <IconButton
                label={t('item.removeRow', { at: at + 1 })}
                onClick={() => put(cells().filter((_, one) => one !== at))}
              >
                <X />
              </IconButton>
            </Show>
          </div>
        )}
      </Index>
      <Show when={isList()}>
        <Button size="small" onClick={() => setCells([...cells(), {}])}>
          {t('item.addRow')}
        </Button>
      </Show>
    </div>
  )
}
