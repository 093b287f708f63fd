import en from './en.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }

/** Texts about Ozon only. */
export const ozon = { ru, en }
