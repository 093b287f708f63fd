import { globSync } from 'node:fs'
import { join } from 'node:path'

/** What of `renderer/pages/page.ts` is asked for here. */
interface Page {
  readonly path: string
  readonly withoutShop?: true
  readonly unguarded?: true
}

const pages = join(import.meta.dirname, '../../renderer/pages')

/** What every page says of itself, by its folder and not by the list of routes: one that is missing there is missed. */
export const declaredPages = async (): Promise<readonly Page[]> => {
  const files = globSync('*/page.ts', { cwd: pages })
  const modules = await Promise.all(files.map(file => import(join(pages, file))))
  return modules.flatMap(module => Object.values<Page>(module))
}
