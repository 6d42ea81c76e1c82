import type { ArtifactView, ItemView } from '../../../../server/modules/analysis/contract.ts'

/** The result with the newer revision of each item: a slow answer must not undo a later one. */
export const withNewerItems = (
  artifact: ArtifactView,
  findItem: (itemId: string) => ItemView | undefined,
): ArtifactView => ({
  ...artifact,
  sections: artifact.sections.map((section) => ({
    ...section,
    items: section.items.map((item) => {
      const known = findItem(item.id)
      return known && known.rev > item.rev ? known : item
    }),
  })),
})
