export { runEval, type EvalResult, type GroupResult } from './run-eval.ts'
export { score, type TypeScore } from './score.ts'
export { runSchemaSuite, suiteLines } from './schema-suite/run-schema-suite.ts'
