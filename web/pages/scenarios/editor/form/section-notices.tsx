import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { For, type JSX, Show } from 'solid-js'
import { locale, t } from '../../../../i18n/index.ts'
import type { Finding } from '../check/findings.ts'
import { formatFinding } from '../check/format-finding.ts'
import { canTellApart, untranslated } from '../check/untranslated.ts'
import { useEditor } from '../editor-context.ts'
import type { SectionForm, Words } from '../pack/read-pack.ts'
import { titleOf } from './title-of.ts'

/** Findings of a section that no field shows, each with a link to its place in the JSON. */
export function SectionNotices(props: { section: SectionForm }): JSX.Element {
  const editor = useEditor()
  const own = (): Finding[] =>
    editor
      .findings()
      .filter(
        ({ place, isTitle }) =>
          !isTitle && place !== null && 'section' in place && place.section === props.section.name,
      )
  const fieldOf = ({ place }: Finding): string | undefined => {
    const name = place && 'field' in place ? place.field : null
    const field = props.section.fields.find((one) => one.name === name)
    return field && titleOf(field.title, field.name)
  }
  const isInBoth = (): boolean => canTellApart(editor.form()?.languages ?? [])
  const missing = (): string =>
    (isInBoth() ? untranslated(props.section) : [])
      .map((words: Words) => t('editor.quoted', { words: words[locale()] || words.en }))
      .join(', ')
  return (
    <>
      <For each={own()}>
        {(finding) => (
          <div class="form-notice form-notice-bad" role="note">
            <TriangleAlert />
            <div>
              <p>
                <Show when={fieldOf(finding)}>{(field) => <strong>{field()}: </strong>}</Show>
                {formatFinding(finding)}
              </p>
              <button
                type="button"
                class="link"
                onClick={() => editor.showInJson({ file: finding.file, offset: finding.offset })}
              >
                {t('editor.showInJson')}
              </button>
            </div>
          </div>
        )}
      </For>
      <Show when={own().length === 0 && missing()}>
        {(words) => (
          <div class="form-notice" role="note">
            <TriangleAlert />
            <p>{t('editor.untranslated', { words: words() })}</p>
          </div>
        )}
      </Show>
    </>
  )
}
