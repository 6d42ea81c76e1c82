export { runEval } from './run-eval.ts'
export type { EvalResult, GroupResult } from './result.ts'
export { score, type TypeScore } from './score.ts'
export { runSchemaSuite, suiteLines } from './schema-suite/run-schema-suite.ts'
