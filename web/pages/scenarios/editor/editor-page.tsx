import { useParams } from '@solidjs/router'
import Braces from 'lucide-solid/icons/braces'
import { createEffect, For, type JSX, Match, onCleanup, onMount, Show, Switch } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { Tabs } from '../../../ui/control/tabs.tsx'
import { EmptyState } from '../../../ui/feedback/empty-state.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { CheckFailure } from './check/check-failure.tsx'
import { FindingList } from './check/finding-list.tsx'
import { createDraft } from './draft-store.ts'
import { type Column, createEditor, EditorContext, type Editor } from './editor-context.ts'
import { EditorHead } from './editor-head.tsx'
import { AboutForm } from './form/about-form.tsx'
import { SectionForm } from './form/section-form.tsx'
import { SectionList } from './form/section-list.tsx'
import { titleOf } from './form/title-of.ts'
import { NoDraft } from './no-draft.tsx'
import { Overtaken } from './overtaken.tsx'
import { SidePane } from './side/side-pane.tsx'
import './editor-page.css'
import './form/form.css'

/** Inputs that are not part of the draft: the browser's own undo applies. */
const isOwnText = (target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement =>
  target instanceof HTMLElement &&
  target.matches('input:not([type=checkbox]), textarea') &&
  !target.matches('[data-draft-text]')

/** Undo and redo for the whole draft; the browser's undo of a single input would conflict with it. */
function bindUndo({ draft }: Editor): void {
  const onKeyDown = (event: KeyboardEvent): void => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return
    if (document.querySelector('dialog[open], [role="menu"]')) return
    const isZ = event.code === 'KeyZ'
    const isRedo = (isZ && event.shiftKey) || (event.code === 'KeyY' && !event.metaKey)
    if (!isZ && !isRedo) return
    if (isOwnText(event.target)) {
      // With an empty input, the browser would undo typing in another one.
      if (!isRedo && event.target.value === '') event.preventDefault()
      return
    }
    event.preventDefault()
    event.stopPropagation()
    if (isRedo) draft.redo()
    else draft.undo()
  }
  onMount(() => window.addEventListener('keydown', onKeyDown, true))
  onCleanup(() => window.removeEventListener('keydown', onKeyDown, true))
}

/** Shown instead of the form while a file is not valid JSON. */
function Unreadable(props: { editor: Editor }): JSX.Element {
  const show = (): void => {
    const [first] = props.editor.findings()
    props.editor.showInJson({
      file: first?.file ?? 'output.schema.json',
      offset: first?.offset ?? 0,
    })
  }
  return (
    <EmptyState
      icon={<Braces />}
      title={t('editor.unreadable.title')}
      words={t('editor.unreadable.words')}
    >
      <Button look="primary" onClick={show}>
        {t('editor.showInJson')}
      </Button>
      <Show when={props.editor.draft.canUndo()}>
        <Button onClick={props.editor.draft.undo}>{t('action.undo')}</Button>
      </Show>
    </EmptyState>
  )
}

function MainColumn(props: { editor: Editor }): JSX.Element {
  return (
    <Switch>
      <Match when={!props.editor.form()}>
        <Unreadable editor={props.editor} />
      </Match>
      <Match when={props.editor.isAbout() && props.editor.form()}>
        {(form) => <AboutForm form={form()} />}
      </Match>
      <Match when={props.editor.section()}>
        {(section) => (
          <For each={[section().name]}>{() => <SectionForm section={section()} />}</For>
        )}
      </Match>
      <Match when={true}>
        <p class="form-none">{t('editor.noSections')}</p>
      </Match>
    </Switch>
  )
}

function Workbench(props: { editor: Editor }): JSX.Element {
  const { editor } = { editor: props.editor }
  bindUndo(editor)
  const columns: readonly { value: Column; label: () => string }[] = [
    { value: 'sections', label: () => t('editor.sections') },
    { value: 'form', label: () => t('editor.column.form') },
    { value: 'side', label: () => t('editor.column.side') },
  ]
  return (
    <div class="editor" data-column={editor.column()} data-side={editor.draft.side()}>
      <EditorHead />
      <Overtaken />
      <CheckFailure />
      <Tabs
        class="editor-columns"
        label={t('editor.columns')}
        idPrefix="column"
        value={editor.column()}
        tabs={columns.map(({ value, label }) => ({ value, label: label() }))}
        onChoose={editor.showColumn}
      />
      <div class="editor-body" id="column-panel">
        <div class="editor-sections">
          <SectionList />
        </div>
        <div class="editor-main">
          <FindingList />
          <MainColumn editor={editor} />
        </div>
        <aside class="editor-side" aria-label={t('editor.side')}>
          <SidePane />
        </aside>
      </div>
      <p class="hidden-words" role="status" aria-live="polite">
        {editor.announcement()}
      </p>
    </div>
  )
}

function DraftPage(props: { id: string }): JSX.Element {
  const draft = createDraft(props.id)
  const editor = createEditor(draft)
  createEffect(() => {
    const title = titleOf(editor.form()?.title ?? draft.draft()?.title, props.id)
    document.title = `${title} · AAM`
  })
  return (
    <EditorContext.Provider value={editor}>
      <Switch
        fallback={
          <div class="page">
            <Skeleton lines={8} />
          </div>
        }
      >
        <Match when={draft.draft()}>
          <Workbench editor={editor} />
        </Match>
        <Match when={draft.problem()}>
          {(problem) => (
            <NoDraft id={props.id} problem={problem()} onStarted={() => void draft.load()} />
          )}
        </Match>
      </Switch>
    </EditorContext.Provider>
  )
}

export default function EditorPage(): JSX.Element {
  const params = useParams()
  return (
    <Show when={params['id']} keyed>
      {(id) => <DraftPage id={id} />}
    </Show>
  )
}
