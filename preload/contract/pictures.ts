import { z } from 'zod'

/** Folder of the pictures within the data folder, and the beginning of their addresses in the window. */
export const PICTURES = 'pictures'
/** File name of a picture: no path can be written with it. */
export const PICTURE_NAME = /^[0-9a-f]{32}$/

/** Address of a product's picture in the window; without content as long as the picture was not fetched. */
export const PicturePath = z.string().regex(/^\/pictures\/[0-9a-f]{32}$/)
