export { readBuiltInPacks } from './built-in-packs.ts'
export { createPacks, type Packs } from './catalogue.ts'
export { scenarioRoutes } from './routes.ts'
export { sectionTitle } from './view.ts'
