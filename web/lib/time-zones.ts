/** The zones of this browser, with one that is kept although it does not list it. */
export function timeZones(kept: string | null | undefined): string[] {
  const listed = Intl.supportedValuesOf('timeZone')
  return kept && !listed.includes(kept) ? [kept, ...listed] : listed
}

export const wordZone = (zone: string): string => zone.replaceAll('_', ' ')
