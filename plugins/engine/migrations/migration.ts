/** A section, or a field of its items: `tasks` or `tasks.owner`. */
export interface Target {
  section: string
  field: string | null
}

/** An operation on items of the older major version; names are those that are valid at this point. */
export type MigrationOperation =
  | { op: 'rename'; path: string; to: string }
  | { op: 'default'; path: string; value: unknown }
  | { op: 'drop'; path: string }

/** Converts items of major version `from` to `to`, the next one. */
export interface Migration {
  from: number
  to: number
  operations: MigrationOperation[]
}

export function readTarget(path: string): Target {
  const [section = '', field] = path.split('.')
  return { section, field: field ?? null }
}

/** Where a target is after some operations; null when they drop it. */
export function follow(target: Target, operations: MigrationOperation[]): Target | null {
  let current = target
  for (const operation of operations) {
    const { section, field } = readTarget(operation.path)
    const isSection = section === current.section && field === null
    const isField = section === current.section && field !== null && field === current.field
    if (operation.op === 'drop' && (isSection || isField)) return null
    if (operation.op !== 'rename') continue
    if (isSection) current = { ...current, section: operation.to }
    else if (isField) current = { ...current, field: operation.to }
  }
  return current
}
