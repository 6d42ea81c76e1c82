import {
  type Accessor,
  createEffect,
  createMemo,
  createSignal,
  on,
  onCleanup,
  onMount,
} from 'solid-js'
import type { Finding } from '../check/findings.ts'
import { formatFinding } from '../check/format-finding.ts'
import { offsetOf } from '../check/places.ts'
import type { Editor } from '../editor-context.ts'
import { jsonFiles } from '../pack/pack-parts.ts'
import type { CodeView } from './code-view.ts'
import { loadCodeView } from './load-code-view.ts'

/** Shows one file of the draft in a code view that follows the draft, its findings and the place that is asked for. */
export function createFileView(
  editor: Editor,
  path: Accessor<string>,
  findings: Accessor<Finding[]>,
  host: () => HTMLElement | undefined,
): Accessor<CodeView | undefined> {
  const [view, setView] = createSignal<CodeView>()
  const text = (): string => editor.draft.files()[path()] ?? ''

  const open = async (): Promise<void> => {
    const { openCodeView } = await loadCodeView()
    const shown = path()
    const element = host()
    if (!element?.isConnected) return
    view()?.destroy()
    setView(
      openCodeView(element, {
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
    const faults = findings().map((finding) => ({
      offset: finding.offset,
      words: formatFinding(finding),
    }))
    view()?.setFaults(faults)
  })
  followPlaces(editor, path, view)
  return view
}

/** Scrolls to the section that is open in the form, and to the place that somebody asked for. */
function followPlaces(
  editor: Editor,
  path: Accessor<string>,
  view: Accessor<CodeView | undefined>,
): void {
  // A memo, so that an edit within the section does not scroll.
  const openSection = createMemo(() => editor.section()?.name)
  createEffect(
    on([openSection, view], ([name, shown]) => {
      if (name === undefined || path() !== jsonFiles.schema) return
      const spot = { file: jsonFiles.schema, pointer: `/properties/${name}` }
      shown?.show(offsetOf(spot, editor.draft.files()))
    }),
  )
  // The file may have to be opened first, so the place is revealed once its view is there.
  createEffect(
    on([editor.target, view], ([target, shown]) => {
      if (target && shown && target.file === path()) shown.reveal(target.offset)
    }),
  )
}
