import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { type JSX, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { useEditor } from './editor-context.ts'

/** Somebody else saved a newer draft: nothing is saved until one of the two is chosen. */
export function Overtaken(): JSX.Element {
  const { draft } = useEditor()
  return (
    <Show when={draft.saving() === 'overtaken'}>
      <div class="form-notice overtaken" role="alert">
        <TriangleAlert />
        <div>
          <p>{t('editor.overtaken')}</p>
          <div class="overtaken-buttons">
            <Button size="small" look="primary" onClick={() => void draft.takeTheirs()}>
              {t('editor.takeTheirs')}
            </Button>
            <Button size="small" onClick={() => void draft.keepMine()}>
              {t('editor.keepMine')}
            </Button>
          </div>
        </div>
      </div>
    </Show>
  )
}
