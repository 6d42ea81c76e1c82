/** Names as people type them into one field: by commas, semicolons or lines; each once. */
export function namesOf(list: string): string[] {
  return [
    ...new Set(
      list
        .split(/[,;\n]/)
        .map((name) => name.trim())
        .filter(Boolean),
    ),
  ]
}
