import FileText from 'lucide-solid/icons/file-text'
import Upload from 'lucide-solid/icons/upload'
import { createSignal, type JSX, Show } from 'solid-js'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import './add.css'

const kinds =
  '.vtt,.srt,.sbv,.txt,.docx,.json,.md,text/vtt,text/plain,text/markdown,application/json,application/vnd.openxmlformats-officedocument.wordprocessingml.document'

export function FilePick(props: {
  files: readonly File[]
  fault?: string | undefined
  single?: boolean
  busy?: boolean
  onPick: (files: File[]) => void
}): JSX.Element {
  let input: HTMLInputElement | undefined
  const [over, setOver] = createSignal(false)
  const words = (): string => {
    const [first] = props.files
    if (!first) return t('add.drop')
    return props.files.length === 1 ? first.name : t('add.several', { count: props.files.length })
  }
  const take = (list: FileList | null | undefined): void => {
    const files = [...(list ?? [])]
    if (files.length > 0) props.onPick(props.single ? files.slice(0, 1) : files)
  }
  return (
    <div
      class="file-pick"
      classList={{ 'file-pick-over': over(), 'file-pick-faulty': Boolean(props.fault) }}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        event.stopPropagation()
        setOver(false)
        take(event.dataTransfer?.files)
      }}
    >
      <Show when={props.files.length > 0} fallback={<Upload />}>
        <FileText />
      </Show>
      <p class="file-pick-name">{words()}</p>
      <p class="file-pick-hint">{t('add.kinds')}</p>
      <Button size="small" busy={props.busy} onClick={() => input?.click()}>
        {props.files.length > 0 ? t('add.change') : t('add.choose')}
      </Button>
      <input
        ref={(element) => {
          input = element
        }}
        type="file"
        class="hidden-words"
        tabindex="-1"
        aria-label={t('add.choose')}
        accept={kinds}
        multiple={!props.single}
        onChange={(event) => {
          take(event.currentTarget.files)
          event.currentTarget.value = ''
        }}
      />
      <Show when={props.fault}>
        <p class="file-pick-fault" role="alert">
          {props.fault}
        </p>
      </Show>
    </div>
  )
}
