import { createSignal, type JSX, onMount } from 'solid-js'
import { t } from '../../../../../i18n/index.ts'
import { Button } from '../../../../../ui/control/button.tsx'
import { Field } from '../../../../../ui/control/field.tsx'
import { useEditor } from '../../editor-context.ts'
import { setKind } from '../../pack/field/field-settings.ts'

const words = {
  choice: {
    label: 'editor.choices',
    hint: 'editor.choices.hint',
    placeholder: 'editor.choices.placeholder',
    apply: 'editor.choices.apply',
  },
  rows: {
    label: 'editor.rows.columns',
    hint: 'editor.rows.hint',
    placeholder: 'editor.rows.placeholder',
    apply: 'editor.rows.apply',
  },
} as const

/** Asks for the first choices or columns before the field's kind changes: no value fits a field without any. */
export function FirstChoices(props: {
  section: string
  field: string
  kind: 'choice' | 'rows'
  onClose: () => void
}): JSX.Element {
  const editor = useEditor()
  const [typed, setTyped] = createSignal('')
  let input: HTMLInputElement | undefined
  onMount(() => input?.focus())
  const titles = (): string[] => [
    ...new Set(
      typed()
        .split(/[,;\n]/)
        .map((title) => title.trim())
        .filter(Boolean),
    ),
  ]
  const apply = (): void => {
    if (titles().length === 0) return
    const choices = titles().map(editor.inOneLanguage)
    editor.edit((files) => setKind(files, props.section, props.field, props.kind, choices))
    props.onClose()
  }
  return (
    <form
      class="first-choices"
      onSubmit={(event) => {
        event.preventDefault()
        apply()
      }}
    >
      <Field label={t(words[props.kind].label)} hint={t(words[props.kind].hint)}>
        {(ids) => (
          <input
            ref={(element) => {
              input = element
            }}
            class="input"
            id={ids.id}
            aria-describedby={ids.describedBy}
            placeholder={t(words[props.kind].placeholder)}
            autocomplete="off"
            value={typed()}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        )}
      </Field>
      <div class="first-choices-buttons">
        <Button type="submit" size="small" look="primary" disabled={titles().length === 0}>
          {t(words[props.kind].apply)}
        </Button>
        <Button size="small" onClick={() => props.onClose()}>
          {t('action.cancel')}
        </Button>
      </div>
    </form>
  )
}
