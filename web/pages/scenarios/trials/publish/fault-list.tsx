import { For, type JSX, Show } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import type { Finding } from '../../editor/check/findings.ts'
import { useEditor } from '../../editor/editor-context.ts'
import { formatFinding, formatPlace } from '../../editor/check/format-finding.ts'

const maxShown = 8

/** The faults that prevent publishing, each with its place. */
export function FaultList(props: { count: number }): JSX.Element {
  const editor = useEditor()
  const where = (finding: Finding): string => formatPlace(finding, editor.form()?.sections ?? [])
  return (
    <div class="report report-red" role="status">
      <p class="report-verdict">{t('publish.faults', { count: props.count })}</p>
      <ul class="lost">
        <For each={editor.findings().slice(0, maxShown)}>
          {(finding) => (
            <li>
              <span class="lost-section">{where(finding)}:</span> {formatFinding(finding)}
            </li>
          )}
        </For>
        <Show when={editor.findings().length > maxShown}>
          <li class="lost-why">
            {t('publish.more', { count: editor.findings().length - maxShown })}
          </li>
        </Show>
      </ul>
    </div>
  )
}
