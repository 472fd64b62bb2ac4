import { useLanguage } from '../../app/language.tsx'
import type { Outputs } from '../../app/session.tsx'

/** A shipping type's name in the reader's language. */
export function useTypeName(): (type: Pick<Outputs['shippingTypes']['list']['items'][number], 'name'>) => string {
  const { language } = useLanguage()
  return (type) => type.name[language]
}
