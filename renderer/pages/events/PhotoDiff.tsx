import { Text } from '@mantine/core'
import { IconArrowsLeftRight, IconMinus, IconPhoto, IconPlus } from '@tabler/icons-react'
import { useWords } from '../../words.tsx'
import classes from './Diff.module.css'
import { type GalleryMove, type Placed, photoDiff } from './photo-diff.ts'

const SIGNS = { added: IconPlus, removed: IconMinus, moved: IconArrowsLeftRight, same: null } as const

/** The gallery before and after by file names: the window loads nothing from the network. */
export function PhotoDiff({ gallery: { before, after } }: { readonly gallery: GalleryMove }) {
  const { t } = useWords()
  const rows = photoDiff(before, after)
  return (
    <div className={classes.galleries}>
      {rows.before ? (
        <Gallery name={t('events.photos.before')} photos={rows.before} />
      ) : (
        <Text size="xs" c="dimmed">
          {t('events.photos.unknown')}
        </Text>
      )}
      <Gallery name={t('events.photos.after')} photos={rows.after} />
    </div>
  )
}

function Gallery({ name, photos }: { readonly name: string; readonly photos: readonly Placed[] }) {
  const { t } = useWords()
  const title = t('events.photos.count', { name, count: photos.length })
  return (
    <div>
      <Text size="xs" c="dimmed" mb={4}>
        {title}
      </Text>
      <ol className={classes.photos} aria-label={title}>
        {photos.map(({ url, file, place, mark }) => {
          const Sign = SIGNS[mark]
          return (
            <li key={url} data-mark={mark} title={url}>
              <span className={classes.frame}>
                <IconPhoto size={18} stroke={1.4} aria-hidden />
                <b>{place}</b>
                {mark !== 'same' && Sign && (
                  <Sign size={14} stroke={2.4} role="img" aria-label={t(`events.photos.${mark}`)} />
                )}
              </span>
              <span className={classes.file}>{file}</span>
            </li>
          )
        })}
      </ol>
    </div>
  )
}
