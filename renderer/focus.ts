/** As a `ref`: focuses the element once, when it appears, so that the keyboard focus follows to a new step. */
export const focusOnce = (element: HTMLElement | null): void => element?.focus()
