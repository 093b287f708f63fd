import en from './en.json' with { type: 'json' }
import ru from './ru.json' with { type: 'json' }

/** What is said of Wildberries alone. */
export const wb = { ru, en }
