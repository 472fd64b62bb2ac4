import { ActionIcon, Menu, Tooltip, useMantineColorScheme } from '@mantine/core'
import { IconCheck, IconDeviceDesktop, IconLanguage, IconLayoutList, IconLayoutRows, IconMoon, IconSun } from '@tabler/icons-react'
import { useTranslations } from 'use-intl'
import { useLanguage } from './language.tsx'
import { usePreferences } from './preferences.tsx'

const check = <IconCheck size={14} aria-hidden />

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
        <Menu.Item lang="en" rightSection={language === 'en' && check} onClick={() => choose('en')} role="menuitemradio" aria-checked={language === 'en'}>{t('english')}</Menu.Item>
        <Menu.Item lang="zh-Hant-TW" rightSection={language === 'zh' && check} onClick={() => choose('zh')} role="menuitemradio" aria-checked={language === 'zh'}>{t('chinese')}</Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('scheme')}</Menu.Label>
        <Menu.Item leftSection={<IconSun size={15} aria-hidden />} rightSection={colorScheme === 'light' && check} onClick={() => setColorScheme('light')} role="menuitemradio" aria-checked={colorScheme === 'light'}>{t('light')}</Menu.Item>
        <Menu.Item leftSection={<IconMoon size={15} aria-hidden />} rightSection={colorScheme === 'dark' && check} onClick={() => setColorScheme('dark')} role="menuitemradio" aria-checked={colorScheme === 'dark'}>{t('dark')}</Menu.Item>
        <Menu.Item leftSection={<IconDeviceDesktop size={15} aria-hidden />} rightSection={colorScheme === 'auto' && check} onClick={() => setColorScheme('auto')} role="menuitemradio" aria-checked={colorScheme === 'auto'}>{t('system')}</Menu.Item>
        <Menu.Divider />
        <Menu.Label>{t('density')}</Menu.Label>
        <Menu.Item leftSection={<IconLayoutRows size={15} aria-hidden />} rightSection={density === 'comfortable' && check} onClick={() => setDensity('comfortable')} role="menuitemradio" aria-checked={density === 'comfortable'}>{t('comfortable')}</Menu.Item>
        <Menu.Item leftSection={<IconLayoutList size={15} aria-hidden />} rightSection={density === 'compact' && check} onClick={() => setDensity('compact')} role="menuitemradio" aria-checked={density === 'compact'}>{t('compact')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
