/** The nonce that the main process gave to this page's style tags; without it the content security policy refuses them. */
export const styleNonce = (): string =>
  document.querySelector<HTMLElement>('meta[property="csp-nonce"]')?.nonce ?? ''

// The scroll lock of open dialogs makes its own style tag and looks for the nonce under this name.
Object.assign(globalThis, { __webpack_nonce__: styleNonce() })
