import { createTheme, type CSSVariablesResolver, type MantineColorsTuple } from '@mantine/core'

const accent: MantineColorsTuple = ['#eef0fd', '#dde1fa', '#bac2f4', '#98a3ef', '#8592ee', '#5664df', '#3d4bc7', '#3541b0', '#2c3693', '#222a75']
const gray: MantineColorsTuple = ['#f8f9fa', '#f1f3f5', '#e6e8ec', '#d9dce2', '#c3c8d0', '#7f8794', '#5a6270', '#444b57', '#2f353f', '#1d2128']
const dark: MantineColorsTuple = ['#d6d9de', '#b9bec7', '#a0a7b2', '#737b88', '#3a3f49', '#2c3038', '#22262d', '#1a1d23', '#14161b', '#0e1013']

const latin = "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', Arial"
const chinese = "'Noto Sans TC', 'PingFang TC', 'Microsoft JhengHei', 'Noto Sans CJK TC'"

export const theme = createTheme({
  primaryColor: 'accent',
  primaryShade: { light: 6, dark: 6 },
  colors: { accent, gray, dark },
  fontFamily: `${latin}, ${chinese}, sans-serif`,
  fontFamilyMonospace: `ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', 'Liberation Mono', ${chinese}, monospace`,
  fontSizes: { xs: '0.75rem', sm: '0.8125rem', md: '0.875rem', lg: '1rem', xl: '1.125rem' },
  headings: { fontWeight: '600', sizes: { h1: { fontSize: '1.25rem', lineHeight: '1.4' }, h2: { fontSize: '1rem', lineHeight: '1.5' }, h3: { fontSize: '0.875rem', lineHeight: '1.5' } } },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: { defaultProps: { size: 'sm' } },
    TextInput: { defaultProps: { size: 'sm' } },
    Tooltip: { defaultProps: { withArrow: true, openDelay: 250, events: { hover: true, focus: true, touch: true } } },
    Modal: { defaultProps: { centered: true, overlayProps: { backgroundOpacity: 0.45 } }, styles: { title: { fontWeight: 600 } } },
    // A dialog's header is not a second banner of the page.
    ModalHeader: { defaultProps: { role: 'presentation' } },
    Menu: { defaultProps: { shadow: 'md', position: 'bottom-end', withInitialFocusPlaceholder: false } },
    Paper: { defaultProps: { withBorder: true } },
    // The options of a list that is closed are not in the page: with many stores they would outweigh what it shows, and each list would find its place at once.
    Combobox: { defaultProps: { keepMounted: false } },
    // The list itself scrolls: a region that scrolls around it would want a tab stop of its own.
    Select: { defaultProps: { withScrollArea: false }, styles: { options: { maxHeight: 240, overflowY: 'auto' } } },
    Autocomplete: { defaultProps: { withScrollArea: false }, styles: { options: { maxHeight: 240, overflowY: 'auto' } } },
  },
})

/** Mantine's quiet greys are too faint for WCAG AA; these are not. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: {},
  light: { '--mantine-color-dimmed': gray[6], '--mantine-color-placeholder': '#6b7280', '--mantine-color-error': '#b3161d', '--mantine-color-body': '#ffffff', '--mantine-color-anchor': accent[6] },
  dark: { '--mantine-color-dimmed': dark[2], '--mantine-color-placeholder': '#8b93a0', '--mantine-color-error': '#ff9a9a', '--mantine-color-body': dark[7], '--mantine-color-anchor': '#aab5ff' },
})
