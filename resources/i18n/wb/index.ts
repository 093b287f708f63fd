import en from './en.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }

/** Texts about Wildberries only. */
export const wb = { ru, en }
