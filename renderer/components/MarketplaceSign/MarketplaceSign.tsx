import type { Marketplace } from '#contract/shop.ts'
import { viewOf } from '../../marketplaces/index.ts'
import { useWords } from '../../words.tsx'
import classes from './MarketplaceSign.module.css'

interface Props {
  readonly of: Marketplace
  readonly size?: number
  /** Whether the name is already shown beside it. */
  readonly silent?: boolean
}

/** The badge of a marketplace: its letter on its colour. */
export function MarketplaceSign({ of, size = 18, silent = false }: Props) {
  const { t } = useWords()
  const { letter, background } = viewOf(of).sign
  const name = t(`marketplace.${of}`)
  const told = silent ? { 'aria-hidden': true as const } : { role: 'img', 'aria-label': name, title: name }
  return (
    <span
      className={classes.sign}
      style={{ background, width: size, height: size, borderRadius: size * 0.28, fontSize: size / 2 }}
      {...told}
    >
      {letter}
    </span>
  )
}
