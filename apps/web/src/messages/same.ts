/** The shape of another language: exactly the same keys, any text. */
export type Same<Messages> = { readonly [Key in keyof Messages]: Messages[Key] extends string ? string : Same<Messages[Key]> }
