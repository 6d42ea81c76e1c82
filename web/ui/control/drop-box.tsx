import { createSignal, type JSX, Show } from 'solid-js'
import { droppedFiles } from '../../lib/upload/file-handles.ts'
import { Button } from './button.tsx'
import './drop-box.css'

/** A place to drop files on, with a button to choose them by. */
export function DropBox(props: {
  /** What stands in it: what can be dropped, or what was chosen. */
  children: JSX.Element
  /** On the button. */
  choose: string
  /** For those who hear the field that the button opens. */
  label: string
  accept: string
  multiple?: boolean
  busy?: boolean | undefined
  isFilled?: boolean
  fault?: string | undefined
  onFiles: (files: File[]) => void
  /** Chooses by other means than the field; false where it cannot. */
  pick?: () => Promise<boolean>
}): JSX.Element {
  let input: HTMLInputElement | undefined
  const [over, setOver] = createSignal(false)
  const choose = async (): Promise<void> => {
    if (!(await props.pick?.())) input?.click()
  }
  return (
    <div
      class="drop-box"
      classList={{
        'drop-box-over': over(),
        'drop-box-faulty': Boolean(props.fault),
        'drop-box-filled': props.isFilled ?? false,
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
        props.onFiles(droppedFiles(event.dataTransfer))
      }}
    >
      {props.children}
      <Button size="small" busy={props.busy} onClick={() => void choose()}>
        {props.choose}
      </Button>
      <input
        ref={(element) => {
          input = element
        }}
        type="file"
        class="hidden-words"
        tabindex="-1"
        aria-label={props.label}
        accept={props.accept}
        multiple={props.multiple ?? false}
        onChange={(event) => {
          props.onFiles([...(event.currentTarget.files ?? [])])
          event.currentTarget.value = ''
        }}
      />
      <Show when={props.fault}>
        <p class="drop-box-fault" role="alert">
          {props.fault}
        </p>
      </Show>
    </div>
  )
}
