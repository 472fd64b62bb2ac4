import { constants } from 'node:fs'
import { access } from 'node:fs/promises'
import path from 'node:path'

/** @returns {Promise<string | undefined>} the first of these files that is a program */
export async function firstExecutable(places) {
  for (const place of places) if (await isExecutable(place)) return place
  return undefined
}

export function isExecutable(file) {
  return access(file, constants.X_OK).then(() => true, () => false)
}

/** @returns {string[]} where commands of these names would be, by PATH */
export function placesInPath(names) {
  const folders = (process.env.PATH ?? '').split(path.delimiter).filter(Boolean)
  return names.flatMap((name) => folders.map((folder) => path.join(folder, name)))
}
