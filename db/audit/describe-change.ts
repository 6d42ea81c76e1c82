type Value = string | number | boolean | null

/**
 * Describes a change for the audit: the names of the changed fields, and for fields in `withValues` the values before
 * and after. `withValues` may contain only fields that are neither personal nor content: ids, codes, dates. For names,
 * addresses and titles the audit records only that they changed.
 */
export function describeChange<Fields extends Record<string, Value>>(
  before: Fields,
  after: Fields,
  withValues: readonly (keyof Fields & string)[],
): { fields: string } & Record<string, Value> {
  const changed = Object.keys(before).filter((name) => before[name] !== after[name])
  const pairs = changed.flatMap((name) =>
    withValues.includes(name)
      ? [
          [`${name}From`, before[name]],
          [`${name}To`, after[name]],
        ]
      : [],
  )
  return { fields: changed.join(' '), ...Object.fromEntries(pairs) }
}
