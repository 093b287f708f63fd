/** The nonce that the main process assigned to the style tags of this page; without it the CSP blocks them. */
export const styleNonce = (): string =>
  document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? ''

// The scroll lock of dialogs creates a style tag and looks for the nonce under this name.
Object.assign(globalThis, { __webpack_nonce__: styleNonce() })
