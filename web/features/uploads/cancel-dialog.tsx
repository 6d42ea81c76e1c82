import type { JSX } from 'solid-js'
import { t } from '../../i18n/index.ts'
import { ConfirmDialog } from '../../ui/overlay/confirm-dialog.tsx'
import { cancel } from './recordings.ts'
import type { Upload } from './uploads.ts'

export default function CancelDialog(props: { upload: Upload; onClose: () => void }): JSX.Element {
  return (
    <ConfirmDialog
      title={t('dock.cancelAsk', { name: props.upload.fileName })}
      words={t(props.upload.isOwnMeeting ? 'dock.cancelWords' : 'dock.cancelWordsKept')}
      confirm={t('dock.cancel')}
      run={() => cancel(props.upload.id)}
      onClose={props.onClose}
    />
  )
}
