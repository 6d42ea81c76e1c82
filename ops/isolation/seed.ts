/** The seed that somebody asks for, by an option or by AAM_FUZZ_SEED, or else this one. */
export function seedFrom(option: string | undefined, otherwise: number): number {
  const given = option ?? process.env.AAM_FUZZ_SEED
  const seed = Number(given)
  return given && Number.isInteger(seed) ? seed : otherwise
}
