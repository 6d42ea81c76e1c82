/** The seed given as an option or by AAM_FUZZ_SEED, or else this default. */
export function seedFrom(option: string | undefined, otherwise: number): number {
  const given = option ?? process.env.AAM_FUZZ_SEED
  const seed = Number(given)
  return given && Number.isInteger(seed) ? seed : otherwise
}
