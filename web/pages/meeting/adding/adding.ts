import { createSignal } from 'solid-js'
import type { AddItem } from '../../../../server/modules/review/contract.ts'
import { addItem } from '../../../api/items.ts'
import { inLocale, t } from '../../../i18n/index.ts'
import { showToast } from '../../../ui/feedback/toasts.tsx'
import type { EditingParts } from '../editing-parts.ts'
import type { ShownSection } from '../../../features/results/shown-sections.ts'
import type { CitedWords } from './cited-words.ts'

/** What is added to the result by hand: words of the transcript become an item of a section. */
export function createAdding({
  store,
  review,
  showPane,
}: Pick<EditingParts, 'store' | 'review' | 'showPane'>) {
  const [cited, setCited] = createSignal<CitedWords[]>()
  const [lastSection, setLastSection] = createSignal<string>()
  const [revealed, reveal] = createSignal<{ segmentId: number }>()
  /** Sections that have room for another item. */
  const sections = (): ShownSection[] =>
    review
      .sections()
      .filter(
        ({ view, items }) =>
          view.isList || items.every(({ reviewState }) => reviewState === 'rejected'),
      )

  /** Throws RequestFailed. */
  const add = async (item: AddItem): Promise<void> => {
    const added = await addItem(store.id, item)
    setLastSection(item.section)
    await store.load()
    const section = review.sections().find(({ name }) => name === item.section)
    showToast({
      tone: 'plain',
      words: t('adding.done', { section: section ? inLocale(section.view.title) : item.section }),
      action: {
        label: t('adding.show'),
        run: () => {
          showPane('result')
          // On a phone the result has to be drawn first.
          requestAnimationFrame(() => review.focusItem(added.id))
        },
      },
    })
  }

  return {
    cited,
    sections,
    lastSection,
    mayAdd: (): boolean => review.mayReview() && sections().length > 0,
    open: (words: CitedWords[]): void => {
      if (words.length > 0) setCited(words)
    },
    close: (): void => {
      setCited()
    },
    add,
    /** A stretch of the transcript that no item cites, and that somebody wants to see. */
    revealed,
    reveal: (segmentId: number): void => {
      showPane('transcript')
      // A new object each time, so that a second click leads there again.
      reveal({ segmentId })
    },
  }
}

export type Adding = ReturnType<typeof createAdding>
