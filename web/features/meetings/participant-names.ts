/** Splits names at commas, semicolons and line ends; each name once. */
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
