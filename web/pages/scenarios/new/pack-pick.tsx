import FileText from 'lucide-solid/icons/file-text'
import Upload from 'lucide-solid/icons/upload'
import { type JSX, Show } from 'solid-js'
import { formatBytes } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { DropBox } from '../../../ui/control/drop-box.tsx'
import type { NewForm } from './new-form.ts'
import type { PackFault } from './pack-file.ts'

function formatPackFault(fault: PackFault): string {
  if (fault.is === 'too_large') {
    return t('packFile.too_large', { size: formatBytes(fault.sizeBytes, locale()) })
  }
  return fault.is === 'not_text'
    ? t('packFile.not_text', { path: fault.path })
    : t(`packFile.${fault.is}`)
}

/** Takes one file with an exported pack, chosen or dropped. */
export function PackPick(props: { form: NewForm }): JSX.Element {
  const take = (files: readonly File[]): void => {
    const [file] = files
    if (file) void props.form.takeFile(file)
  }
  const fault = (): string | undefined => {
    const found = props.form.state().picked?.fault
    return found ? formatPackFault(found) : props.form.faultText('file')
  }
  return (
    <DropBox
      choose={t(props.form.state().picked ? 'newScenario.change' : 'newScenario.choose')}
      label={t('newScenario.choose')}
      accept=".json,application/json"
      fault={fault()}
      onFiles={take}
    >
      <Show
        when={props.form.state().picked}
        fallback={
          <>
            <Upload />
            <p class="drop-box-name">{t('newScenario.drop')}</p>
          </>
        }
      >
        {(picked) => (
          <>
            <FileText />
            <p class="drop-box-name">{picked().name}</p>
          </>
        )}
      </Show>
      <p class="drop-box-hint">{t('newScenario.dropHint')}</p>
    </DropBox>
  )
}
