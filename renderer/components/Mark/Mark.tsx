/** The logo of the app: an awning over a counter. */
export function Mark({ size = 32 }: { readonly size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true" focusable="false">
      <rect width="32" height="32" rx="8" fill="var(--mantine-color-pine-7)" />
      <path
        d="M8 8h16l2 6.2a2.8 2.8 0 0 1-5 1.6 3.2 3.2 0 0 1-5 0 3.2 3.2 0 0 1-5 0 2.8 2.8 0 0 1-5-1.6Z"
        fill="#fff"
      />
      <path
        d="M8.5 19.5v5h15v-5"
        fill="none"
        stroke="#fff"
        strokeWidth="2.2"
        strokeLinejoin="round"
        strokeLinecap="round"
      />
    </svg>
  )
}
