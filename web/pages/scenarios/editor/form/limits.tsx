import { type JSX, Show } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { useEditor } from '../editor-context.ts'

/** Shows how much of the limits for a schema is used. */
export function Limits(): JSX.Element {
  const editor = useEditor()
  const limit = (name: string) => editor.draft.check()?.limits.find((one) => one.name === name)
  const isNear = (): boolean =>
    (editor.draft.check()?.limits ?? []).some(({ used, most }) => used > most * 0.9 && most > 5)
  return (
    <Show when={limit('properties')}>
      {(fields) => (
        <p class="limits figures" classList={{ 'limits-near': isNear() }}>
          {t('editor.limits', {
            fields: fields().used,
            maxFields: fields().most,
            levels: limit('levels')?.used ?? 0,
            mostLevels: limit('levels')?.most ?? 0,
          })}
        </p>
      )}
    </Show>
  )
}
