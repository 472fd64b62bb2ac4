import { firstSign } from '@crossdock/domain'
import { ActionIcon, Avatar, Menu, Text } from '@mantine/core'
import { IconLogout } from '@tabler/icons-react'
import { useMutation } from '@tanstack/react-query'
import { useTranslations } from 'use-intl'
import { signOut } from '../api/sign-in.ts'
import { useSession } from './session.tsx'

export function UserMenu() {
  const t = useTranslations('shell')
  const words = useTranslations('words')
  const { user, role } = useSession()
  const leave = useMutation({
    mutationFn: signOut,
    // A full load, so that nothing of this user stays in memory.
    onSettled: () => window.location.assign('/sign-in'),
  })
  return (
    <Menu width={230}>
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" radius="xl" aria-label={t('account')}>
          <Avatar size={28} color="accent" variant="filled" aria-hidden>{firstSign(user.name).toUpperCase()}</Avatar>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown aria-label={t('account')}>
        <Menu.Label>
          <Text size="sm" fw={600} c="var(--mantine-color-text)">{user.name}</Text>
          <Text size="xs">{user.email}</Text>
          <Text size="xs">{words(`role.${role}`)}</Text>
        </Menu.Label>
        <Menu.Divider />
        <Menu.Item leftSection={<IconLogout size={15} aria-hidden />} onClick={() => leave.mutate()}>{t('signOut')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}
