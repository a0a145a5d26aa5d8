/** "2026-11" of this moment, and the months before it. */
export function recentMonths(now: Date, count: number): string[] {
  return Array.from({ length: count }, (_, back) => {
    const month = new Date(now.getFullYear(), now.getMonth() - back, 1);
    return `${month.getFullYear()}-${String(month.getMonth() + 1).padStart(2, "0")}`;
  });
}

export const formatMonth = (month: string, language: string) =>
  new Intl.DateTimeFormat(language, { year: "numeric", month: "long" }).format(new Date(`${month}-15T12:00:00`));
