import { type JSX, Show } from 'solid-js'
import { FieldInput, type InputProps } from './field-input.tsx'
import { RowsInput } from './rows-input.tsx'

/** What a field of an item is written into: rows have a table of their own. */
export function ValueInput(props: InputProps): JSX.Element {
  return (
    <Show when={props.field.fields} fallback={<FieldInput {...props} />}>
      <RowsInput {...props} />
    </Show>
  )
}
