import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core'
import { IconDeviceDesktop, IconLanguage, IconLayoutList, IconLayoutRows, IconMoon, IconSun } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { useLanguage } from './language.tsx'
import { usePreferences } from './preferences.tsx'
import { oneOf } from '../ui/one-of.ts'

const schemes = ['light', 'dark', 'auto'] as const

/** Language, appearance and density. */
export function DisplayMenu() {
  const t = useTranslations('shell')
  const { language, choose } = useLanguage()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { density, setDensity } = usePreferences()
  return (
    <Menu width={200} closeOnItemClick={false}>
      <Menu.Target>
        <Tooltip label={t('display')}>
          <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t('display')}><IconLanguage size={19} stroke={1.6} /></ActionIcon>
        </Tooltip>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('display')}>
        <Menu.Label>{t('language')}</Menu.Label>
        <Menu.RadioGroup value={language} onChange={(value) => choose(value === 'zh' ? 'zh' : 'en')}>
          <Menu.RadioItem value="en" lang="en">{t('english')}</Menu.RadioItem>
          <Menu.RadioItem value="zh" lang="zh-Hant-TW">{t('chinese')}</Menu.RadioItem>
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('scheme')}</Menu.Label>
        <Menu.RadioGroup value={colorScheme} onChange={(value) => setColorScheme(oneOf(schemes, value) ?? 'auto')}>
          <Menu.RadioItem value="light" rightSection={<IconSun size={15} aria-hidden />}>{t('light')}</Menu.RadioItem>
          <Menu.RadioItem value="dark" rightSection={<IconMoon size={15} aria-hidden />}>{t('dark')}</Menu.RadioItem>
          <Menu.RadioItem value="auto" rightSection={<IconDeviceDesktop size={15} aria-hidden />}>{t('system')}</Menu.RadioItem>
        </Menu.RadioGroup>
        <Menu.Divider />
        <Menu.Label>{t('density')}</Menu.Label>
        <Menu.RadioGroup value={density} onChange={(value) => setDensity(value === 'compact' ? 'compact' : 'comfortable')}>
          <Menu.RadioItem value="comfortable" rightSection={<IconLayoutRows size={15} aria-hidden />}>{t('comfortable')}</Menu.RadioItem>
          <Menu.RadioItem value="compact" rightSection={<IconLayoutList size={15} aria-hidden />}>{t('compact')}</Menu.RadioItem>
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  )
}
