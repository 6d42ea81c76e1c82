import { readFileSync } from 'node:fs'
import { findFaults } from './commit-message.ts'

// Git calls this with the path of the message file: `git help hooks`, commit-msg.
const [file = ''] = process.argv.slice(2)
const faults = findFaults(readFileSync(file, 'utf8'))
for (const fault of faults) console.error(fault)
if (faults.length > 0) {
  console.error('Nothing was committed. Your message is kept in .git/COMMIT_EDITMSG.')
  process.exit(1)
}
