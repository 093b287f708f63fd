import { globSync } from 'node:fs'
import { join } from 'node:path'
import type { Key } from '#i18n'

/** The fields of `renderer/pages/page.ts` that tests need. */
interface Page {
  readonly path: string
  readonly rail?: { readonly name: Key }
  readonly withoutShop?: true
  readonly unguarded?: true
}

const pages = join(import.meta.dirname, '../../renderer/pages')

/** Every declared page, found by folder instead of by the list of routes, so that a page missing there is noticed. */
export const declaredPages = async (): Promise<readonly Page[]> => {
  const files = globSync('*/page.ts', { cwd: pages })
  const modules = await Promise.all(files.map(file => import(join(pages, file))))
  return modules.flatMap(module => Object.values<Page>(module))
}
