import { A } from '@solidjs/router'
import Info from 'lucide-solid/icons/info'
import { For, type JSX, Show } from 'solid-js'
import { formatDay } from '../../../i18n/format.ts'
import { inLocale, locale, t } from '../../../i18n/index.ts'
import { useMeeting } from '../meeting-context.ts'
import { StaleNote } from '../speakers/stale-note.tsx'
import { Section } from '../../../features/results/section.tsx'
import '../../../features/results/results.css'

function NeedsModel(props: { names: string[] }): JSX.Element {
  return (
    <div class="notice" role="note">
      <Info />
      <div>
        <p>
          {t('section.needsModel', { count: props.names.length, names: props.names.join(', ') })}
        </p>
        <p>{t('section.needsModelRemedy')}</p>
      </div>
    </div>
  )
}

export function ResultPane(props: {
  otherRun: boolean
  onRunAgain?: (() => void) | undefined
}): JSX.Element {
  const { store, review } = useMeeting()
  const shown = () => review.sections().filter((section) => section.state !== 'needs-model')
  const waiting = (): string[] =>
    review
      .sections()
      .filter((section) => section.state === 'needs-model')
      .map((section) => inLocale(section.view.title))
  return (
    <div class="result">
      <Show when={props.otherRun}>
        <div class="notice" role="note">
          <Info />
          <p>
            {t('meeting.otherRun')}{' '}
            <A class="link" href={`/meetings/${store.id}`}>
              {t('meeting.backToCurrent')}
            </A>
          </p>
        </div>
      </Show>
      <Show when={store.state.artifact?.run?.expiredAt}>
        {(at) => (
          <div class="notice" role="note">
            <Info />
            <p>{t('meeting.resultExpired', { when: formatDay(at().slice(0, 10), locale()) })}</p>
          </div>
        )}
      </Show>
      <Show
        when={
          store.state.artifact?.run?.provider === 'extractive' &&
          !store.state.artifact.run.expiredAt
        }
      >
        <div class="notice" role="note">
          <Info />
          <p>{t('meeting.extractiveWords')}</p>
        </div>
      </Show>
      <StaleNote />
      <For each={shown().map((section) => section.name)}>
        {(name) => (
          <Show when={shown().find((section) => section.name === name)}>
            {(section) => <Section section={section()} onRunAgain={props.onRunAgain} />}
          </Show>
        )}
      </For>
      <Show when={waiting().length > 0}>
        <NeedsModel names={waiting()} />
      </Show>
    </div>
  )
}
