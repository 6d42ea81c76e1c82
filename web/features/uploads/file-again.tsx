import { type JSX, Show } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { pickFiles } from '../../lib/upload/file-handles.ts'
import { Button } from '../../ui/control/button.tsx'
import { onEngine } from './engine.ts'
import type { Upload } from './uploads.ts'

/** After a reload the browser has lost the file: it is chosen again, or opened again by a click. */
export function FileAgain(props: { upload: Upload }): JSX.Element {
  let input: HTMLInputElement | undefined
  const offer = (file: File | undefined): void => {
    if (file) onEngine((engine) => engine.offer(props.upload.id, file))
  }
  const choose = async (): Promise<void> => {
    const picked = await pickFiles(false)
    if (picked) offer(picked[0])
    else input?.click()
  }
  return (
    <div class="dock-again">
      <Show
        when={props.upload.hasHandle}
        fallback={
          <Button size="small" onClick={() => void choose()}>
            {t('dock.chooseAgain')}
          </Button>
        }
      >
        <Button
          size="small"
          onClick={() => onEngine((engine) => engine.openAgain(props.upload.id))}
        >
          {t('dock.goOn')}
        </Button>
      </Show>
      <input
        ref={(element) => {
          input = element
        }}
        type="file"
        class="hidden-words"
        tabindex="-1"
        aria-label={t('dock.chooseAgainOf', { name: props.upload.fileName })}
        onChange={(event) => {
          offer(event.currentTarget.files?.[0])
          event.currentTarget.value = ''
        }}
      />
    </div>
  )
}
