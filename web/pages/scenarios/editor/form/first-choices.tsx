import { createSignal, type JSX, onMount } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { Button } from '../../../../ui/control/button.tsx'
import { Field } from '../../../../ui/control/field.tsx'
import { useEditor } from '../editor-context.ts'
import { setKind } from '../pack/edit-fields.ts'

/** What there is to choose from, before the field becomes a choice: without any it would fit nothing. */
export function FirstChoices(props: {
  section: string
  field: string
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
    editor.edit((files) => setKind(files, props.section, props.field, 'choice', choices))
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
      <Field label={t('editor.choices')} hint={t('editor.choices.hint')}>
        {(ids) => (
          <input
            ref={(element) => {
              input = element
            }}
            class="input"
            id={ids.id}
            aria-describedby={ids.describedBy}
            placeholder={t('editor.choices.placeholder')}
            autocomplete="off"
            value={typed()}
            onInput={(event) => setTyped(event.currentTarget.value)}
          />
        )}
      </Field>
      <div class="first-choices-buttons">
        <Button type="submit" size="small" look="primary" disabled={titles().length === 0}>
          {t('editor.choices.apply')}
        </Button>
        <Button size="small" onClick={() => props.onClose()}>
          {t('action.cancel')}
        </Button>
      </div>
    </form>
  )
}
