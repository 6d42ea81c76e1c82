/** The browser's time zones, and the saved one where the browser does not list it. */
export function timeZoneOptions(
  saved: string | null | undefined,
): { value: string; label: string }[] {
  const listed = Intl.supportedValuesOf('timeZone')
  const zones = saved && !listed.includes(saved) ? [saved, ...listed] : listed
  return zones.map((value) => ({ value, label: value.replaceAll('_', ' ') }))
}
