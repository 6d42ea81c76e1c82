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

/** The pages of links in letters come together: each one alone would lengthen what every first page loads. */
export default function JoiningPages(): JSX.Element {
  const location = useLocation()
  return <Dynamic component={pages[location.pathname.replace(/\/$/, '')]} />
}
