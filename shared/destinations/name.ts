/** The partition of the dead letters that belong to no destination. */
export const withoutDestination = 'unreadable';

/**
 * Whether a text can name a destination. The name is a table key (Azure refuses / \ # ? and control characters there)
 * and travels in comma separated lists (`relayowed`, the tenants' column `destinations`).
 */
export function isDestinationName(text: string): boolean {
  return /^[^,/\\#?\p{Cc}]{1,128}$/u.test(text) && text === text.trim() && text !== withoutDestination;
}
