import { For, type JSX, Match, Show, Switch } from 'solid-js'
import { inLocale, t } from '../../../i18n/index.ts'
import { isHighEnough } from '../trials/publish/version.ts'
import type { NewForm } from './new-form.ts'

const maxDifferences = 6

/** Says which scenario gets the pack as its draft, with both versions and the differences. */
export function PackChanges(props: {
  form: NewForm
  into: NonNullable<ReturnType<NewForm['into']>>
}): JSX.Element {
  const published = (): string | undefined => props.form.check()?.comparedWith ?? undefined
  const differences = () => props.form.check()?.differences ?? []
  const title = (): string => inLocale(props.into.scenario.title)
  const version = (): string => props.into.version || '–'
  const isOlder = (newest: string): boolean =>
    newest !== version() && isHighEnough(newest, version())
  return (
    <div class="pack-changes">
      <p>
        {published()
          ? t('newScenario.into', {
              title: title(),
              published: published() ?? '',
              version: version(),
            })
          : t('newScenario.intoUnpublished', { title: title(), version: version() })}
      </p>
      <Show when={published()}>
        {(newest) => (
          <>
            <Show when={isOlder(newest())}>
              <p class="pack-replaces" role="alert">
                {t('newScenario.older', { version: version(), published: newest() })}
              </p>
            </Show>
            <Switch>
              <Match when={differences().length === 0}>
                <p>{t('newScenario.changesNothing', { published: newest() })}</p>
              </Match>
              <Match when={props.form.check()?.requiredBump}>
                {(bump) => (
                  <>
                    <p>
                      {t('newScenario.changes', {
                        published: newest(),
                        bump: t(`changes.bump.${bump()}`),
                      })}
                    </p>
                    <ul>
                      <For each={differences().slice(0, maxDifferences)}>
                        {(difference) => <li>{inLocale(difference.words)}</li>}
                      </For>
                      <Show when={differences().length > maxDifferences}>
                        <li>
                          {t('publish.more', { count: differences().length - maxDifferences })}
                        </li>
                      </Show>
                    </ul>
                  </>
                )}
              </Match>
            </Switch>
          </>
        )}
      </Show>
    </div>
  )
}
