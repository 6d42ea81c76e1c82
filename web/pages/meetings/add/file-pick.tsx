import Upload from 'lucide-solid/icons/upload'
import X from 'lucide-solid/icons/x'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { wordBytes } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { wordProblem } from '../../../i18n/problem-words.ts'
import { droppedFiles, pickFiles } from '../../../lib/upload/file-handles.ts'
import { Button, IconButton } from '../../../ui/control/button.tsx'
import { FileKindIcon } from '../uploads/file-kind-icon.tsx'
import type { PickedFile } from './file-kind.ts'
import './add.css'

/** For browsers whose dialog shows only what is asked for; what is taken is decided by content. */
const kinds =
  'audio/*,video/*,.mkv,.vtt,.srt,.sbv,.txt,.json,.md,.docx,application/vnd.openxmlformats-officedocument.wordprocessingml.document'

const words = {
  several: { drop: 'add.drop', kinds: 'add.kinds', choose: 'add.choose' },
  any: { drop: 'add.dropOne', kinds: 'add.kinds', choose: 'add.chooseOne' },
  transcript: { drop: 'add.dropTranscript', kinds: 'add.transcriptKinds', choose: 'add.chooseOne' },
} as const

function PickedRow(props: { picked: PickedFile; onDrop: () => void }): JSX.Element {
  const { picked } = props
  return (
    <li class="picked" classList={{ 'picked-refused': Boolean(picked.problem) }}>
      <FileKindIcon kind={picked.kind} />
      <div class="picked-words">
        <span class="picked-name">{picked.file.name}</span>
        <Show
          when={picked.problem}
          fallback={
            <span class="picked-about figures">
              {t(`add.kind.${picked.kind ?? 'transcript'}`)} ·{' '}
              {wordBytes(picked.file.size, locale())}
            </span>
          }
        >
          {(problem) => <span class="picked-fault">{wordProblem(problem())}</span>}
        </Show>
      </div>
      <IconButton label={t('add.takeOut', { name: picked.file.name })} onClick={props.onDrop}>
        <X />
      </IconButton>
    </li>
  )
}

export function FilePick(props: {
  files: readonly PickedFile[]
  fault?: string | undefined
  /** One file, and of which kind; else as many as there are. */
  single?: 'any' | 'transcript'
  busy?: boolean
  onPick: (files: File[]) => void
}): JSX.Element {
  let input: HTMLInputElement | undefined
  const [over, setOver] = createSignal(false)
  const take = (files: readonly File[]): void => {
    if (files.length > 0) props.onPick(props.single ? files.slice(0, 1) : [...files])
  }
  const choose = async (): Promise<void> => {
    const picked = await pickFiles(!props.single)
    if (picked) take(picked)
    else input?.click()
  }
  const takeOut = (gone: PickedFile): void =>
    props.onPick(props.files.filter((picked) => picked !== gone).map(({ file }) => file))
  return (
    <div
      class="file-pick"
      classList={{
        'file-pick-over': over(),
        'file-pick-faulty': Boolean(props.fault),
        'file-pick-filled': props.files.length > 0,
      }}
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
        when={props.files.length > 0}
        fallback={
          <>
            <Upload />
            <p class="file-pick-name">{t(words[props.single ?? 'several'].drop)}</p>
            <p class="file-pick-hint">{t(words[props.single ?? 'several'].kinds)}</p>
          </>
        }
      >
        <ul class="picked-list">
          <For each={props.files}>
            {(picked) => <PickedRow picked={picked} onDrop={() => takeOut(picked)} />}
          </For>
        </ul>
        <Show when={props.files.length > 1}>
          <p class="file-pick-hint">{t('add.several')}</p>
        </Show>
      </Show>
      <Button size="small" busy={props.busy} onClick={() => void choose()}>
        {t(props.files.length > 0 ? 'add.change' : words[props.single ?? 'several'].choose)}
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
          take([...(event.currentTarget.files ?? [])])
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
