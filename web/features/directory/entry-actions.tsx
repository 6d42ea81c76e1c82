import Pencil from 'lucide-solid/icons/pencil'
import Trash from 'lucide-solid/icons/trash'
import { type JSX, Show } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { IconButton } from '../../ui/control/button.tsx'
import { mayEditDirectory } from './directory-frame.tsx'

export function EntryActions(props: {
  name: string
  onEdit: () => void
  onDelete: () => void
}): JSX.Element {
  return (
    <Show when={mayEditDirectory()}>
      <span class="entry-actions">
        <IconButton label={`${t('action.edit')}: ${props.name}`} onClick={() => props.onEdit()}>
          <Pencil />
        </IconButton>
        <IconButton label={`${t('action.delete')}: ${props.name}`} onClick={() => props.onDelete()}>
          <Trash />
        </IconButton>
      </span>
    </Show>
  )
}
