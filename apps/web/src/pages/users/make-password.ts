// Without characters that are mistaken for each other when read aloud or copied by hand.
const letters = 'abcdefghjkmnpqrstuvwxyz23456789'

/** A random password of five groups of four, about 99 bits. */
export function makePassword(): string {
  const pick = () => {
    const most = 256 - (256 % letters.length)
    for (;;) {
      const [byte = 0] = crypto.getRandomValues(new Uint8Array(1))
      if (byte < most) return letters.charAt(byte % letters.length)
    }
  }
  return Array.from({ length: 5 }, () => Array.from({ length: 4 }, pick).join('')).join('-')
}
