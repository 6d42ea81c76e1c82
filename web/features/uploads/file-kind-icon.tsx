import FileQuestion from 'lucide-solid/icons/file-question-mark'
import FileText from 'lucide-solid/icons/file-text'
import Mic from 'lucide-solid/icons/mic'
import Video from 'lucide-solid/icons/video'
import { type JSX, Match, Switch } from 'solid-js'
import type { FileKind } from './file-kind.ts'

export function FileKindIcon(props: { kind: FileKind | undefined }): JSX.Element {
  return (
    <Switch fallback={<FileQuestion />}>
      <Match when={props.kind === 'transcript'}>
        <FileText />
      </Match>
      <Match when={props.kind === 'audio'}>
        <Mic />
      </Match>
      <Match when={props.kind === 'video'}>
        <Video />
      </Match>
    </Switch>
  )
}
