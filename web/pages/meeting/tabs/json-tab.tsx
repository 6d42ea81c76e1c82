import Copy from 'lucide-solid/icons/copy'
import { type JSX } from 'solid-js'
import { unwrap } from 'solid-js/store'
import { t } from '../../../i18n/index.ts'
import { Button } from '../../../ui/control/button.tsx'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import { useMeeting } from '../meeting-context.ts'
import './tabs.css'

export default function JsonTab(): JSX.Element {
  const { store } = useMeeting()
  const text = (): string => JSON.stringify(unwrap(store.state.artifact) ?? null, null, 2)
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(text())
      showToast({ tone: 'plain', words: t('action.copied') })
    } catch {
      showToast({ tone: 'bad', words: t('failure.clipboard') })
    }
  }
  return (
    <div class="json">
      <div class="json-head">
        <p>
          {t('json.words')} <code>GET /api/v1/meetings/{store.id}/artifacts</code>
        </p>
        <Button size="small" onClick={() => void copy()}>
          <Copy />
          {t('action.copy')}
        </Button>
      </div>
      <pre class="json-text" tabindex="0" role="region" aria-label="JSON">
        {text()}
      </pre>
    </div>
  )
}
