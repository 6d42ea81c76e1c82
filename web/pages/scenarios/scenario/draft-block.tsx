import { A } from '@solidjs/router'
import FilePen from 'lucide-solid/icons/file-pen'
import GitCompare from 'lucide-solid/icons/git-compare'
import Trash from 'lucide-solid/icons/trash'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { formatMoment } from '../../../i18n/format.ts'
import { locale, t } from '../../../i18n/index.ts'
import { can } from '../../../lib/session.ts'
import { settled } from '../../../lib/settled.ts'
import { Button } from '../../../ui/control/button.tsx'
import type { KnownScenario } from '../list/known-scenarios.ts'
import type { ScenarioStore } from './scenario-store.ts'

/** The next version's draft, with the buttons that start, edit and delete it. */
export function DraftBlock(props: {
  store: ScenarioStore
  scenario: KnownScenario
  busy: boolean
  onStart: () => void
  onDelete: () => void
}): JSX.Element {
  const draft = () => settled(props.store.draft)
  const title = (): string => {
    const basedOn = draft()?.basedOn
    if (basedOn) return t('scenario.draftOf', { version: basedOn })
    return t(props.scenario.versions.length > 0 ? 'scenario.draft' : 'scenario.draftNew')
  }
  return (
    <section class="draft-block" classList={{ 'draft-block-open': props.scenario.hasDraft }}>
      <FilePen />
      <div class="draft-words">
        <h2>{props.scenario.hasDraft ? title() : t('scenario.draft')}</h2>
        <p class="figures">
          <Switch>
            <Match when={!props.scenario.hasDraft}>{t('scenario.draftNone')}</Match>
            <Match when={draft()}>
              {(known) =>
                t('scenario.draftSaved', { when: formatMoment(known().updatedAt, locale()) })
              }
            </Match>
          </Switch>
        </p>
      </div>
      <Show when={can('scenarios:write')}>
        <div class="draft-actions">
          <Show
            when={props.scenario.hasDraft}
            fallback={
              <Button busy={props.busy} onClick={() => props.onStart()}>
                {t('scenario.draftBegin')}
              </Button>
            }
          >
            <Button look="quiet" onClick={() => props.onDelete()}>
              <Trash />
              {t('scenario.draftDrop')}
            </Button>
            <Show when={props.scenario.versions.length > 0}>
              <A
                class="button button-plain button-normal"
                href={`/scenarios/${props.scenario.id}/changes`}
              >
                <GitCompare />
                {t('scenario.changes')}
              </A>
            </Show>
            <A
              class="button button-primary button-normal"
              href={`/scenarios/${props.scenario.id}/draft`}
            >
              {t('scenarios.editDraft')}
            </A>
          </Show>
        </div>
      </Show>
    </section>
  )
}
