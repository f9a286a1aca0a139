const MINUTE = 60
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

/** How long a time is, for people: seconds below two minutes, then minutes, hours and days, rounded down. */
export function ageText(seconds: number): string {
  if (seconds < 2 * MINUTE) return `${seconds} s`
  if (seconds < 2 * HOUR) return `${Math.floor(seconds / MINUTE)} minutes`
  if (seconds < 2 * DAY) return `${Math.floor(seconds / HOUR)} hours`
  return `${Math.floor(seconds / DAY)} days`
}
