import { createResource, For, type JSX, Show } from 'solid-js'
import { readModelCall } from '../../../api/runs.ts'
import { t, describeCode } from '../../../i18n/index.ts'
import { problemOf } from '../../../lib/problem.ts'
import { settled } from '../../../lib/settled.ts'
import { Failure } from '../../../ui/feedback/failure.tsx'
import { Skeleton } from '../../../ui/feedback/skeleton.tsx'
import { Dialog } from '../../../ui/overlay/dialog.tsx'

/** Indents JSON; other text stays as it is. */
function laidOut(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}

function Text(props: { title: string; text: string }): JSX.Element {
  return (
    <section class="call-part">
      <h3>{props.title}</h3>
      <pre class="json-text call-text" tabindex="0" role="region" aria-label={props.title}>
        {props.text}
      </pre>
    </section>
  )
}

export default function CallDialog(props: {
  id: string
  title: string
  onClose: () => void
}): JSX.Element {
  const [body] = createResource(() => readModelCall(props.id))
  return (
    <Dialog title={props.title} width="wide" onClose={props.onClose}>
      <Show when={!body.error} fallback={<Failure problem={problemOf(body.error)} />}>
        <Show when={settled(body)} fallback={<Skeleton lines={8} />}>
          {(found) => (
            <div class="call">
              <Show when={found().answer} fallback={<p>{t('calls.noAnswer')}</p>}>
                {(answer) => <Text title={t('calls.answer')} text={laidOut(answer())} />}
              </Show>
              <h2>{t('calls.prompt')}</h2>
              <For each={found().messages}>
                {(message) => (
                  <Text
                    title={describeCode('calls.role', message.role) ?? message.role}
                    text={message.content}
                  />
                )}
              </For>
              <Show when={found().schema}>
                {(schema) => <Text title={t('calls.schema')} text={laidOut(schema())} />}
              </Show>
            </div>
          )}
        </Show>
      </Show>
    </Dialog>
  )
}
