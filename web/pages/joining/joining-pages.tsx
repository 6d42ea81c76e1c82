import { useLocation } from '@solidjs/router'
import type { Component, JSX } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import EmailPage from './email-page.tsx'
import ForgotPage from './forgot-page.tsx'
import JoinPage from './join-page.tsx'
import ProvePage from './prove-page.tsx'
import ResetPage from './reset-page.tsx'

const pages: Record<string, Component> = {
  '/join': JoinPage,
  '/reset': ResetPage,
  '/forgot': ForgotPage,
  '/email': EmailPage,
  '/prove': ProvePage,
}

/** The pages that e-mailed links open share one chunk, which keeps the first page small. */
export default function JoiningPages(): JSX.Element {
  const location = useLocation()
  return <Dynamic component={pages[location.pathname.replace(/\/$/, '')]} />
}
