import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { For, type JSX, Show } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { useEditor } from '../editor-context.ts'
import { setLanguages } from '../pack/edit-about.ts'
import { completeLanguage } from './complete-language.ts'
import { type Finding, isShownInForm } from './findings.ts'
import { formatFinding, formatPlace } from './format-finding.ts'

/** Up to this many are shown open. */
const maxOpenFindings = 3

/** What makes the draft invalid; each finding links to the place where it can be fixed. */
export function FindingList(): JSX.Element {
  const editor = useEditor()
  const where = (finding: Finding): string => formatPlace(finding, editor.form()?.sections ?? [])
  return (
    <Show when={editor.findings().length > 0}>
      <details
        class="findings"
        open={!editor.form() || editor.findings().length <= maxOpenFindings}
      >
        <summary>
          <TriangleAlert />
          {t('editor.findings', { count: editor.findings().length })}
        </summary>
        <ul>
          <For each={editor.findings()}>
            {(finding) => (
              <li>
                <button type="button" class="link" onClick={() => editor.goTo(finding)}>
                  {where(finding)}
                </button>
                <Show when={!isShownInForm(finding)}>
                  <span> {formatFinding(finding)}</span>
                </Show>
              </li>
            )}
          </For>
        </ul>
        <Show when={editor.mayEdit() && completeLanguage(editor.form(), editor.findings())}>
          {(language) => (
            <p class="findings-offer">
              {t(`editor.onlyTitles.${language()}`)}{' '}
              <button
                type="button"
                class="link"
                onClick={() => editor.edit((files) => setLanguages(files, [language()]))}
              >
                {t(`editor.enough.${language()}`)}
              </button>
            </p>
          )}
        </Show>
      </details>
    </Show>
  )
}
