import '@fontsource-variable/golos-text/index.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/input.css'
import './styles/page.css'
import './styles/print.css'
import { render } from 'solid-js/web'
import { App } from './app.tsx'
import { firstLocale, speak } from './i18n/index.ts'
import { findStanding } from './lib/session.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

await speak(firstLocale())
void findStanding()
render(() => <App />, root)
