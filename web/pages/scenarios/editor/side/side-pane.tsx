import { type JSX, lazy, Match, Suspense, Switch } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { fetchEarly } from '../../../../lib/fetch-early.ts'
import { Tabs } from '../../../../ui/control/tabs.tsx'
import { Skeleton } from '../../../../ui/feedback/skeleton.tsx'
import { TrialPane } from '../../trials/trial-pane.tsx'
import type { Side } from '../draft-store.ts'
import { useEditor } from '../editor-context.ts'
import { loadCodeView } from '../files/load-code-view.ts'

const loadPreview = () => import('../preview/preview.tsx')
const loadFilesPane = () => import('../files/files-pane.tsx')
const Preview = lazy(async () => ({ default: (await loadPreview()).Preview }))
const FilesPane = lazy(async () => ({ default: (await loadFilesPane()).FilesPane }))

/** The pane beside the form: the trials, a preview of a result, or the files. */
export function SidePane(): JSX.Element {
  const editor = useEditor()
  const side = (): Side => editor.draft.side()
  fetchEarly(loadPreview, loadFilesPane, loadCodeView)
  return (
    <>
      <Tabs
        label={t('editor.side')}
        idPrefix="side"
        value={side()}
        tabs={[
          { value: 'trial', label: t('editor.side.trial') },
          { value: 'preview', label: t('editor.side.preview') },
          { value: 'json', label: t('editor.side.json') },
        ]}
        onChoose={(next) => editor.draft.showSide(next)}
      />
      <div
        class="side-body"
        classList={{ 'side-fill': side() === 'json' }}
        id="side-panel"
        role="tabpanel"
        aria-labelledby={`side-tab-${side()}`}
        tabindex={side() === 'json' ? undefined : 0}
      >
        {/* Kept while another one is seen: a trial may be under way. */}
        <div hidden={side() !== 'trial'}>
          <TrialPane draft={editor.draft} />
        </div>
        <Suspense fallback={<Skeleton lines={6} />}>
          <Switch>
            <Match when={side() === 'preview'}>
              <Preview />
            </Match>
            <Match when={side() === 'json'}>
              <FilesPane />
            </Match>
          </Switch>
        </Suspense>
      </div>
    </>
  )
}
