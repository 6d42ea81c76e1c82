import { useParams } from '@solidjs/router'
import { createEffect, type JSX, Show } from 'solid-js'
import { inLocale } from '../../../i18n/index.ts'
import { DraftActions } from '../trials/draft-actions.tsx'
import { TrialPane } from '../trials/trial-pane.tsx'
import { createDraft } from './draft-store.ts'
import './editor-page.css'

export default function EditorPage(): JSX.Element {
  const { id = '' } = useParams()
  const draft = createDraft(id)
  const title = (): string => inLocale(draft.draft()?.title ?? { en: id, ru: id })
  createEffect(() => {
    document.title = `${title()} · AAM`
  })
  return (
    <Show when={draft.draft()}>
      <div class="editor">
        <header class="editor-head">
          <h1>{title()}</h1>
          <DraftActions draft={draft} />
        </header>
        <aside class="editor-trial">
          <TrialPane draft={draft} />
        </aside>
      </div>
    </Show>
  )
}
