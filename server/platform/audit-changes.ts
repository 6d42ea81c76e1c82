type Value = string | number | boolean | null

/**
 * What changed, for the audit: the names of the fields that did, and those of `told` as they were before and are now.
 * Told may be what is neither personal nor content: ids, codes, dates. Of names, addresses and titles a row says that they
 * changed, and no more.
 */
export function describeChange<Fields extends Record<string, Value>>(
  before: Fields,
  after: Fields,
  told: readonly (keyof Fields & string)[],
): { fields: string } & Record<string, Value> {
  const changed = Object.keys(before).filter((name) => before[name] !== after[name])
  const pairs = changed.flatMap((name) =>
    told.includes(name)
      ? [
          [`${name}From`, before[name]],
          [`${name}To`, after[name]],
        ]
      : [],
  )
  return { fields: changed.join(' '), ...Object.fromEntries(pairs) }
}
