import Info from 'lucide-solid/icons/info'
import type { JSX } from 'solid-js'
import { t } from '../../../../i18n/index.ts'
import { offsetOf } from '../check/places.ts'
import { useEditor } from '../editor-context.ts'
import { jsonFiles } from '../pack/pack-parts.ts'

/** Shown for a section that the form cannot edit: it is kept, and edited as JSON. */
export function ByHand(props: { section: string }): JSX.Element {
  const editor = useEditor()
  const show = (): void => {
    const spot = { file: jsonFiles.schema, pointer: `/properties/${props.section}` }
    editor.showInJson({ file: spot.file, offset: offsetOf(spot, editor.draft.files()) })
  }
  return (
    <div class="notice" role="note">
      <Info />
      <div>
        <p>{t('editor.byHand')}</p>
        <button type="button" class="link" onClick={show}>
          {t('editor.showInJson')}
        </button>
      </div>
    </div>
  )
}
