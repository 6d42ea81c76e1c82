import Upload from 'lucide-solid/icons/upload'
import { createSignal, type JSX, Show } from 'solid-js'
import { droppedFiles } from '../../lib/upload/file-handles.ts'
import './drop-zone.css'

const carriesFiles = (event: DragEvent): boolean =>
  event.dataTransfer?.types.includes('Files') ?? false

/** Takes files that are dropped anywhere on it, and says so while they hover. */
export function DropZone(props: {
  label: string
  disabled?: boolean
  onFiles: (files: File[]) => void
  children: JSX.Element
}): JSX.Element {
  const [depth, setDepth] = createSignal(0)
  const takes = (event: DragEvent): boolean => {
    if (props.disabled || !carriesFiles(event)) return false
    event.preventDefault()
    return true
  }
  return (
    <div
      class="drop-zone"
      onDragEnter={(event) => takes(event) && setDepth((now) => now + 1)}
      onDragOver={takes}
      onDragLeave={() => setDepth((now) => Math.max(0, now - 1))}
      onDrop={(event) => {
        setDepth(0)
        if (takes(event)) props.onFiles(droppedFiles(event.dataTransfer))
      }}
    >
      {props.children}
      <Show when={depth() > 0 && !props.disabled}>
        <div class="drop-veil" aria-hidden="true">
          <span>
            <Upload />
            {props.label}
          </span>
        </div>
      </Show>
    </div>
  )
}
