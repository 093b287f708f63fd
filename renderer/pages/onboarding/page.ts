import type { Page } from '../page.ts'

/** The wizard, while there is no shop. */
export const welcome: Page = { path: '/welcome', title: 'wizard.title', unguarded: true }

/** The wizard for another shop. */
export const anotherShop: Page = { path: '/shops/new', title: 'wizard.title' }
