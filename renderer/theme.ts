import type { CSSVariablesResolver, MantineColorsTuple } from '@mantine/core'
import { Card, Container, createTheme, Menu, Modal, Portal, Select, Table, Tooltip } from '@mantine/core'

const pine: MantineColorsTuple = [
  '#ecf8f3',
  '#daefe6',
  '#b3dfcd',
  '#89ceb2',
  '#64be9a',
  '#43ad86',
  '#2a9671',
  '#17805c',
  '#11684a',
  '#0b5039',
]
const dark: MantineColorsTuple = [
  '#e6eae8',
  '#c5cdca',
  '#9daaa5',
  '#6d7974',
  '#39433f',
  '#2c3431',
  '#222927',
  '#1a201e',
  '#131817',
  '#0d1110',
]

/** Id of the element that menus, dialogs and tooltips are rendered in. */
export const PORTALS = 'portals'

/** Calm surfaces, one accent colour, tabular figures. */
export const theme = createTheme({
  primaryColor: 'pine',
  primaryShade: 7,
  colors: { pine, dark },
  autoContrast: true,
  respectReducedMotion: true,
  luminanceThreshold: 0.35,
  defaultRadius: 'md',
  radius: { lg: '0.75rem' },
  cursorType: 'pointer',
  fontFamily: 'Inter, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif',
  fontFamilyMonospace: 'ui-monospace, "Cascadia Mono", "SF Mono", "DejaVu Sans Mono", monospace',
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: {
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.375rem', lineHeight: '1.3' },
      h2: { fontSize: '1rem', lineHeight: '1.4' },
      h3: { fontSize: '0.875rem', lineHeight: '1.4' },
    },
  },
  components: {
    Card: Card.extend({ defaultProps: { withBorder: true, padding: 'md', radius: 'lg' } }),
    // All pages start at the same edge, however wide they are.
    Container: Container.extend({ defaultProps: { px: 'lg' }, styles: { root: { marginInline: 0 } } }),
    // A menu contains items only; the menu itself takes the focus.
    Menu: Menu.extend({ defaultProps: { withInitialFocusPlaceholder: false } }),
    Modal: Modal.extend({
      // Without `insetInline` it would start at the edge of the main part.
      styles: { title: { fontWeight: 600, lineHeight: 1.35 }, inner: { insetInline: 0 } },
      defaultProps: {
        centered: true,
        radius: 'lg',
        overlayProps: { backgroundOpacity: 0.35 },
        // The page always reserves space for its scrollbar, so nothing moves when a dialog opens.
        removeScrollProps: { removeScrollBar: false },
      },
    }),
    // What opens above the page belongs to its main landmark.
    Portal: Portal.extend({ defaultProps: { target: `#${PORTALS}` } }),
    // A long name ends in an ellipsis, not in the middle of a letter.
    Select: Select.extend({ styles: { input: { textOverflow: 'ellipsis' } } }),
    Table: Table.extend({ defaultProps: { verticalSpacing: 8, horizontalSpacing: 'sm', fz: 'sm' } }),
    Tooltip: Tooltip.extend({
      defaultProps: {
        multiline: true,
        maw: 300,
        withArrow: true,
        events: { hover: true, focus: true, touch: true },
      },
    }),
  },
})

/** Background of cards, text colours readable on both backgrounds (contrast 4.5:1 or more), and colours of the chart's three series. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--ground': '#f5f7f6',
    '--mantine-color-text': '#16211d',
    '--mantine-color-dimmed': '#5d6b66',
    '--mantine-color-pine-text': '#11684a',
    '--mantine-color-red-text': '#c92a2a',
    '--mantine-color-error': '#c92a2a',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-placeholder': '#6c757d',
    '--card': '#ffffff',
    '--segments': '#eef2f0',
    '--segments-edge': 'transparent',
    '--segments-lit': '#ffffff',
    '--mantine-color-yellow-text': '#8f5b00',
    '--mantine-color-yellow-light-color': '#7a4d00',
    '--series-revenue': '#2a9671',
    '--series-revenue-lit': '#11684a',
    '--series-revenue-partial': '#d5ebe2',
    '--series-ads': '#c4681a',
    '--series-ads-lit': '#8f4509',
    '--series-ads-partial': '#f6e1d0',
    '--chart-line': '#e3e8e6',
    '--chart-cursor': '#eef3f1',
    '--chart-missing': '#85908c',
  },
  dark: {
    '--ground': '#131817',
    '--card': '#222927',
    '--segments': '#0d1110',
    '--segments-edge': '#39433f',
    '--segments-lit': '#2c3431',
    '--mantine-color-body': '#1a201e',
    '--mantine-color-error': '#ff8787',
    '--mantine-color-red-filled': '#c92a2a',
    '--mantine-color-red-filled-hover': '#b02525',
    '--mantine-color-placeholder': '#9daaa5',
    '--mantine-color-pine-light': '#1c3a2f',
    '--mantine-color-pine-light-color': '#89ceb2',
    '--mantine-color-pine-text': '#64be9a',
    '--mantine-color-yellow-text': '#f0b44c',
    '--mantine-color-yellow-light': '#332a18',
    '--mantine-color-yellow-light-color': '#f0c674',
    '--series-revenue': '#2a9671',
    '--series-revenue-lit': '#64be9a',
    '--series-revenue-partial': '#1f3d33',
    '--series-ads': '#eb9a4c',
    '--series-ads-lit': '#ffc48a',
    '--series-ads-partial': '#46331f',
    '--chart-line': '#2c3431',
    '--chart-cursor': '#252d2a',
    '--chart-missing': '#75817c',
  },
})
