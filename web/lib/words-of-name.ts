/** The words of a name or a code that nobody has given a title: `voteResult` and `vote-result` are “Vote result”. */
export function wordsOfName(name: string): string {
  const words = name
    .replaceAll(
      /([\p{Ll}\p{N}])(\p{Lu})/gu,
      (_, before: string, letter: string) => `${before} ${letter.toLowerCase()}`,
    )
    .replaceAll(/[-_]+/g, ' ')
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}
