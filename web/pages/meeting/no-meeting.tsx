import { A } from '@solidjs/router'
import Mic from 'lucide-solid/icons/mic'
import { type JSX, Show } from 'solid-js'
import { t } from '../../i18n/index.ts'
import type { Problem } from '../../lib/problem.ts'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { Failure } from '../../ui/feedback/failure.tsx'

/** In place of a meeting that cannot be shown. */
export function NoMeeting(props: { problem: Problem; onRetry: () => void }): JSX.Element {
  return (
    <Show
      when={props.problem.status === 404}
      fallback={
        <Failure
          problem={props.problem}
          action={{ label: t('action.retry'), run: () => props.onRetry() }}
        />
      }
    >
      <EmptyState icon={<Mic />} title={t('failure.not_found')} words={t('meeting.missing.words')}>
        <A class="button button-primary button-normal" href="/meetings">
          {t('missing.go')}
        </A>
      </EmptyState>
    </Show>
  )
}
