import { IconAlertTriangle, IconCircleX, IconInfoCircle } from '@tabler/icons-react'
import { memo } from 'react'
import type { LogLine } from '#contract/schedule.ts'
import type { Shop } from '#contract/shop.ts'
import { MarketplaceSign } from '../../components/MarketplaceSign/MarketplaceSign.tsx'
import { useWords } from '../../words.tsx'
import classes from './LogLines.module.css'

const SIGNS = { info: IconInfoCircle, warn: IconAlertTriangle, error: IconCircleX } as const

/** Lines of the log. The browser renders only the visible ones (`content-visibility`), so that a thousand cost no more than a screen. */
export function LogLines({
  lines,
  shops,
}: {
  readonly lines: readonly LogLine[]
  readonly shops: readonly Shop[]
}) {
  const { t } = useWords()
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keyboard to be scrolled.
    <ol className={classes.list} aria-label={t('sync.view.log')} tabIndex={0}>
      {lines.map(line => (
        <Line key={line.id} line={line} shop={shops.find(shop => shop.id === line.shopId)} />
      ))}
    </ol>
  )
}

const Line = memo(function Line({ line, shop }: { readonly line: LogLine; readonly shop: Shop | undefined }) {
  const words = useWords()
  const { t } = words
  const Icon = SIGNS[line.level]
  const level = t(`sync.log.level.${line.level}`)
  return (
    <li className={classes.line} data-level={line.level}>
      <time dateTime={line.at} title={words.moment(line.at)}>
        {words.second(line.at)}
      </time>
      <Icon size={15} {...(line.level === 'info' ? { 'aria-hidden': true } : { 'aria-label': level })} />
      <span className={classes.shop} title={shop?.name}>
        {shop && <MarketplaceSign of={shop.marketplace} size={14} />}
        {shop && <span>{shop.name}</span>}
      </span>
      <span className={classes.said}>
        {line.step && <b>{words.step(line.step)}: </b>}
        {words.log(line, shop?.marketplace)}
      </span>
    </li>
  )
})
