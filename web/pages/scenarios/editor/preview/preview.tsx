import {
  createDeferred,
  createEffect,
  createMemo,
  createSignal,
  For,
  type JSX,
  Show,
} from 'solid-js'
import { locale, t } from '../../../../i18n/index.ts'
import { Segments } from '../../../../ui/control/segments.tsx'
import { ResultContext, type ResultParts } from '../../../../features/results/result-context.ts'
import type { ShownSection } from '../../../../features/results/shown-sections.ts'
import { Section } from '../../../../features/results/section.tsx'
import '../../../../features/results/results.css'
import { useEditor } from '../editor-context.ts'
import { languageLabels } from '../language-labels.ts'
import { toShownSection } from './section-view.ts'
import './preview.css'
import { type Locale, locales } from '../../../../../plugins/vocabulary.ts'

const marginPx = 12

const nothing = (): void => {}

/** A read-only review without a player. */
const stillParts: ResultParts = {
  store: { state: {} },
  review: {
    current: () => undefined,
    setCurrent: nothing as ResultParts['review']['setCurrent'],
    focusItem: nothing,
    itemIds: () => [],
    shown: () => undefined,
    showEvidence: nothing,
    noting: () => undefined,
    setNoting: nothing as ResultParts['review']['setNoting'],
    editing: () => undefined,
    setEditing: nothing as ResultParts['review']['setEditing'],
    mayReview: () => false,
    accept: nothing,
    decide: nothing,
    save: async () => 'refused',
    acceptSection: async () => {},
    undoSection: async () => {},
    undoableInSection: () => 0,
  },
  player: { isReady: () => false, isPlayingEvidence: () => false },
  shortNameOf: ({ speaker }) => speaker,
}

/** Keyed by the section's content, so that only changed sections are rendered again. */
function ShownByText(props: { text: string }): JSX.Element {
  const section = createMemo((): ShownSection => JSON.parse(props.text))
  const isTable = (): boolean => section().view.render === 'table'
  return (
    <Show when={isTable()} fallback={<Section section={section()} />}>
      <div class="preview-table">
        <Section section={section()} />
        <p class="field-hint">{t('editor.preview.table')}</p>
      </div>
    </Show>
  )
}

/** How a result of this draft would look. */
export function Preview(): JSX.Element {
  const editor = useEditor()
  const [language, setLanguage] = createSignal<Locale>(locale())
  // Deferred, so that typing stays fluent with a large pack.
  const draft = createDeferred(
    createMemo(() => ({ files: editor.draft.files(), sections: editor.form()?.sections ?? [] })),
  )
  const names = (): string[] =>
    draft()
      .sections.filter(({ isByHand }) => !isByHand)
      .map(({ name }) => name)
  const textOf = (name: string): string | undefined => {
    const { files, sections } = draft()
    const section = sections.find((one) => one.name === name)
    return section && JSON.stringify(toShownSection(files, section, language()))
  }
  let pane: HTMLDivElement | undefined
  const openSection = createMemo(() => names().find((name) => name === editor.section()?.name))
  createEffect(() => {
    const open = openSection()
    if (open === undefined) return
    const section = pane?.querySelector(`[data-section="${CSS.escape(open)}"]`)
    const scroller = pane?.closest('[role="tabpanel"]')
    if (!section || !scroller) return
    // scrollIntoView would also scroll the page around the pane.
    const above = section.getBoundingClientRect().top - scroller.getBoundingClientRect().top
    const headPx = pane?.firstElementChild?.clientHeight ?? 0
    scroller.scrollTop += above - headPx - marginPx
  })
  return (
    <ResultContext.Provider value={stillParts}>
      <div
        class="preview"
        ref={(element) => {
          pane = element
        }}
      >
        <div class="preview-head">
          <p class="field-hint">{t('editor.preview.words')}</p>
          <Segments
            label={t('editor.preview.language')}
            value={language()}
            choices={locales.map((value) => ({ value, label: t(languageLabels[value].name) }))}
            onChoose={setLanguage}
          />
        </div>
        <For each={names()}>
          {(name) => {
            const text = createMemo(() => textOf(name))
            return <Show when={text()}>{(shown) => <ShownByText text={shown()} />}</Show>
          }}
        </For>
      </div>
    </ResultContext.Provider>
  )
}
