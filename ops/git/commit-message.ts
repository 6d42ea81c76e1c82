const longestSubject = 72

/** Verbs whose own ending looks like that of another form. */
const verbs = new Set(
  `bring embed exceed feed need ping proceed seed shed speed spread spring string swing
   access address bias bless canvas compress cross discuss dismiss express focus guess
   miss pass press process stress suppress toss witness`.split(/\s+/),
)

/**
 * The faults of a commit message, one sentence each; empty if it is fine. The rules are those of `git help commit`,
 * section Discussion, with the verb in the imperative.
 */
export function findFaults(message: string): string[] {
  const lines = message.split('\n').filter((line) => !line.startsWith('#'))
  const subject = lines[0]?.trim() ?? ''
  if (/^(fixup|squash|amend)! |^(Merge|Revert) /.test(subject)) return []
  if (subject === '') return ['Write a subject in the first line.']
  const faults: string[] = []
  if (subject.length > longestSubject) {
    faults.push(`The subject has ${subject.length} characters; ${longestSubject} are the most.`)
  }
  if (subject.endsWith('.')) faults.push('End the subject without a full stop.')
  const [first = ''] = subject.split(/[^\p{L}'-]/u)
  if (!/^\p{Lu}/u.test(first)) faults.push('Begin the subject with a capital letter.')
  if (!isImperative(first.toLowerCase())) {
    faults.push(`Write the subject in the imperative: not "${first}" but what the change does.`)
  }
  if ((lines[1] ?? '').trim() !== '') faults.push('Leave the second line empty.')
  return faults
}

const isImperative = (word: string): boolean => verbs.has(word) || !/(?:ing|ed|[^s]s)$/.test(word)
