import { createEffect, createMemo, createSignal, For, type JSX, on, Show } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { Skeleton } from '../../../../ui/feedback/skeleton.tsx'
import type { Finding } from '../check/findings.ts'
import { formatFinding } from '../check/format-finding.ts'
import { useEditor } from '../editor-context.ts'
import { jsonFiles } from '../pack/pack-parts.ts'
import { createFileView } from './file-view.ts'
import './files-pane.css'
import { locales } from '../../../../../plugins/vocabulary.ts'

const firstFiles: readonly string[] = [
  jsonFiles.schema,
  jsonFiles.manifest,
  ...locales.map((locale) => jsonFiles[locale]),
]

const rank = (path: string): number => {
  const at = firstFiles.indexOf(path)
  if (at >= 0) return at
  return path.startsWith('prompts/') ? 10 : 20
}

function FileFaults(props: {
  findings: readonly Finding[]
  onGoTo: (offset: number) => void
}): JSX.Element {
  return (
    <Show when={props.findings.length > 0}>
      <ul class="files-faults" role="status">
        <For each={props.findings}>
          {(finding) => (
            <li>
              <button
                type="button"
                class="link figures"
                onClick={() => props.onGoTo(finding.offset)}
              >
                {t('editor.line', { line: finding.line })}
              </button>{' '}
              {formatFinding(finding)}
            </li>
          )}
        </For>
      </ul>
    </Show>
  )
}

/** The scenario's files as text, beside the form and in step with it. */
export function FilesPane(): JSX.Element {
  const editor = useEditor()
  const paths = createMemo((): string[] =>
    Object.keys(editor.draft.files()).toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)),
  )
  const [chosen, setChosen] = createSignal<string>(jsonFiles.schema)
  const path = createMemo((): string =>
    paths().includes(chosen()) ? chosen() : (paths()[0] ?? ''),
  )
  const findings = (): Finding[] => editor.allFindings().filter(({ file }) => file === path())
  let host: HTMLDivElement | undefined
  const view = createFileView(editor, path, findings, () => host)
  createEffect(
    on(editor.target, (target) => {
      if (target) setChosen(target.file)
    }),
  )
  return (
    <div class="files">
      <label class="files-head">
        <span class="hidden-words">{t('editor.file')}</span>
        <select
          class="input"
          onChange={(event) => setChosen(paths()[event.currentTarget.selectedIndex] ?? '')}
        >
          <For each={paths()}>
            {(one) => (
              <option value={one} selected={one === path()}>
                {one}
              </option>
            )}
          </For>
        </select>
      </label>
      <div
        class="files-code"
        ref={(element) => {
          host = element
        }}
      >
        <Show when={!view()}>
          <Skeleton lines={8} />
        </Show>
      </div>
      <FileFaults findings={findings()} onGoTo={(offset) => view()?.reveal(offset)} />
    </div>
  )
}
