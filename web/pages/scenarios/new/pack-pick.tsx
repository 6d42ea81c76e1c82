import FileText from 'lucide-solid/icons/file-text'
import Upload from 'lucide-solid/icons/upload'
import { createSignal, type JSX, Show } from 'solid-js'
import { wordBytes } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { droppedFiles } from '../../../lib/upload/file-handles.ts'
import { Button } from '../../../ui/control/button.tsx'
import '../../meetings/add/add.css'
import type { NewForm } from './new-form.ts'
import type { PackFault } from './pack-file.ts'

function wordPackFault(fault: PackFault): string {
  if (fault.is === 'too_large') {
    return t('packFile.too_large', { size: wordBytes(fault.sizeBytes, locale()) })
  }
  return fault.is === 'not_text'
    ? t('packFile.not_text', { path: fault.path })
    : t(`packFile.${fault.is}`)
}

/** One file with an exported pack, chosen or dropped. */
export function PackPick(props: { form: NewForm }): JSX.Element {
  let input: HTMLInputElement | undefined
  const [over, setOver] = createSignal(false)
  const take = (files: readonly File[]): void => {
    const [file] = files
    if (file) void props.form.takeFile(file)
  }
  const fault = (): string | undefined => {
    const found = props.form.picked()?.fault
    return found ? wordPackFault(found) : props.form.faults().file
  }
  return (
    <div
      class="file-pick"
      classList={{ 'file-pick-over': over(), 'file-pick-faulty': Boolean(fault()) }}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        event.stopPropagation()
        setOver(false)
        take(droppedFiles(event.dataTransfer))
      }}
    >
      <Show
        when={props.form.picked()}
        fallback={
          <>
            <Upload />
            <p class="file-pick-name">{t('newScenario.drop')}</p>
          </>
        }
      >
        {(picked) => (
          <>
            <FileText />
            <p class="file-pick-name">{picked().name}</p>
          </>
        )}
      </Show>
      <p class="file-pick-hint">{t('newScenario.dropHint')}</p>
      <Button size="small" onClick={() => input?.click()}>
        {t(props.form.picked() ? 'newScenario.change' : 'newScenario.choose')}
      </Button>
      <input
        ref={(element) => {
          input = element
        }}
        type="file"
        class="hidden-words"
        tabindex="-1"
        aria-label={t('newScenario.choose')}
        accept=".json,application/json"
        onChange={(event) => {
          take([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = ''
        }}
      />
      <Show when={fault()}>
        <p class="file-pick-fault" role="alert">
          {fault()}
        </p>
      </Show>
    </div>
  )
}
