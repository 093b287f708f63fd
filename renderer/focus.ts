/** As a `ref`: takes the focus once, when the element appears. A new step must not leave the keyboard behind. */
export const focusOnce = (element: HTMLElement | null): void => element?.focus()
