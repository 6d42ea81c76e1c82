import {
  createEffect,
  createMemo,
  createSignal,
  For,
  type JSX,
  on,
  onCleanup,
  onMount,
  Show,
} from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { Skeleton } from '../../../../ui/feedback/skeleton.tsx'
import { offsetOf } from '../check/places.ts'
import { wordFinding } from '../check/word-finding.ts'
import { useEditor } from '../editor-context.ts'
import { jsonFiles } from '../pack/pack-parts.ts'
import type { CodeView } from './code-view.ts'
import { loadCodeView } from './load-code-view.ts'
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

/** The scenario's files themselves, beside the form and in step with it. */
export function FilesPane(): JSX.Element {
  const editor = useEditor()
  const paths = createMemo((): string[] =>
    Object.keys(editor.draft.files()).toSorted((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1)),
  )
  const [chosen, setChosen] = createSignal<string>(jsonFiles.schema)
  const [view, setView] = createSignal<CodeView>()
  const path = createMemo((): string =>
    paths().includes(chosen()) ? chosen() : (paths()[0] ?? ''),
  )
  const openSection = createMemo(() => editor.section()?.name)
  const text = (): string => editor.draft.files()[path()] ?? ''
  const findings = () => editor.allFindings().filter(({ file }) => file === path())
  let host: HTMLDivElement | undefined

  const open = async (): Promise<void> => {
    const { openCodeView } = await loadCodeView()
    const shown = path()
    if (!host?.isConnected) return
    view()?.destroy()
    setView(
      openCodeView(host, {
        text: text(),
        isJson: shown.endsWith('.json'),
        label: shown,
        onChange: (next) => editor.edit((files) => ({ ...files, [shown]: next }), `file ${shown}`),
      }),
    )
  }
  onMount(() => void open())
  createEffect(on(path, () => void open(), { defer: true }))
  onCleanup(() => view()?.destroy())
  createEffect(() => {
    view()?.setReadOnly(!editor.mayEdit())
  })
  createEffect(() => {
    const [shown, now] = [view(), text()]
    shown?.setText(now)
  })
  createEffect(() => {
    const found = findings().map((finding) => ({
      offset: finding.offset,
      words: wordFinding(finding),
    }))
    view()?.setFaults(found)
  })
  createEffect(
    on(editor.target, (target) => {
      if (target) setChosen(target.file)
    }),
  )
  // The section that is open in the form is what is seen of the schema.
  createEffect(
    on([openSection, view], ([name, shown]) => {
      if (name === undefined || path() !== jsonFiles.schema) return
      const spot = { file: jsonFiles.schema, pointer: `/properties/${name}` }
      shown?.show(offsetOf(spot, editor.draft.files()))
    }),
  )
  // The file that is asked for may have to be opened first.
  createEffect(
    on([editor.target, view], ([target, shown]) => {
      if (target && shown && target.file === path()) shown.reveal(target.offset)
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
      <Show when={findings().length > 0}>
        <ul class="files-faults" role="status">
          <For each={findings()}>
            {(finding) => (
              <li>
                <button
                  type="button"
                  class="link figures"
                  onClick={() => view()?.reveal(finding.offset)}
                >
                  {t('editor.line', { line: finding.line })}
                </button>{' '}
                {wordFinding(finding)}
              </li>
            )}
          </For>
        </ul>
      </Show>
    </div>
  )
}
