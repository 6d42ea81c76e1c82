import { type Accessor, createEffect, createMemo, createSignal, on, untrack } from 'solid-js'
import type { Draft } from '../draft-store.ts'
import type { Locale } from '../../../../../plugins/vocabulary.ts'
import { jsonFiles } from '../pack/pack-parts.ts'
import type { PackForm } from '../pack/read-pack.ts'
import { type Finding, findingsOf } from './findings.ts'
import { formatFinding } from './format-finding.ts'

const titlePointer = (key: string): string => `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`

/**
 * What is wrong with the draft. A missing title is shown only once its author has left its field or moved on: of
 * something that was just added, the titles may still be on their way.
 */
export function createFindings(draft: Draft, form: Accessor<PackForm | undefined>) {
  const all = createMemo((): Finding[] => findingsOf(draft.files(), form(), draft.check()))
  const [shownTitles, setShownTitles] = createSignal<ReadonlySet<string>>(new Set())
  const titleId = (file: string, pointer: string): string => `${file}${pointer}`
  const showTitles = (ids: readonly string[]): void => {
    setShownTitles((shown) =>
      ids.every((id) => shown.has(id)) ? shown : new Set([...shown, ...ids]),
    )
  }
  const showAllTitles = (): void =>
    showTitles(
      all()
        .filter(({ isTitle }) => isTitle)
        .map(({ file, pointer }) => titleId(file, pointer)),
    )
  const visible = createMemo((): Finding[] =>
    all().filter(
      ({ isTitle, file, pointer }) => !isTitle || shownTitles().has(titleId(file, pointer)),
    ),
  )
  const isChecked = createMemo(() => draft.check() !== undefined)
  // What a draft is opened with is shown at once, unless somebody changed it before the first check.
  createEffect(on(isChecked, () => untrack(() => draft.isDirty() || showAllTitles())))

  const faultAt = (file: string, pointer: string): string | undefined => {
    const found = visible().find((one) => one.file === file && one.pointer === pointer)
    return found && formatFinding(found)
  }
  return {
    findings: visible,
    /** Includes missing titles that are not shown yet. */
    allFindings: all,
    faultAt,
    titleFault: (key: string, locale: Locale): string | undefined =>
      faultAt(jsonFiles[locale], titlePointer(key)),
    /** From now on a missing title under this key is shown. */
    leaveTitle: (key: string, locale: Locale): void =>
      showTitles([titleId(jsonFiles[locale], titlePointer(key))]),
    showAllTitles,
  }
}
