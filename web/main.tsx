import '@fontsource-variable/golos-text/index.css'
import './styles/tokens.css'
import './styles/base.css'
import './styles/input.css'
import './styles/page.css'
import './styles/print.css'
import { render } from 'solid-js/web'
import { App } from './app.tsx'
import { firstLocale, setLocale } from './i18n/index.ts'
import { readAuthState } from './lib/session.ts'

const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

await setLocale(firstLocale())
void readAuthState()
render(() => <App />, root)
