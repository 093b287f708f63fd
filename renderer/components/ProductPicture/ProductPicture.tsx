import { useState } from 'react'
import { useEvent } from '../../api.ts'
import classes from './ProductPicture.module.css'

interface Props {
  /** Address of the picture in the window; null if the catalogue names none. */
  readonly of: string | null
  /** Height, px; pictures are three wide and four high, as the marketplaces show them. */
  readonly height: number
}

/** The main photo of a product beside its name, or an empty frame while the app has not fetched it. */
export function ProductPicture({ of, height }: Props) {
  const [failed, setFailed] = useState<string | null>(null)
  useEvent('pictures.changed', () => setFailed(null))
  const size = { width: (height * 3) / 4, height }
  // The name beside it says what it shows.
  if (of === null || failed === of) return <span className={classes.frame} style={size} />
  return (
    <img
      className={classes.frame}
      style={size}
      src={of}
      alt=""
      decoding="async"
      onError={() => setFailed(of)}
    />
  )
}
