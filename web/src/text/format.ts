// Numbers, sizes and times as a reader expects them in the page's language.

const units = ["B", "KB", "MB", "GB", "TB"];

export function formatBytes(bytes: number, language: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${new Intl.NumberFormat(language, { maximumFractionDigits: digits }).format(value)} ${units[unit]}`;
}

export const formatNumber = (value: number, language: string) => new Intl.NumberFormat(language).format(value);

/** ₩1,235 or $0.0123: small sums keep two digits that say something; `micros` are millionths of the currency. */
export function formatMoney(micros: number, currency: string, language: string): string {
  const amount = micros / 1_000_000;
  const isSmall = amount > 0 && amount < 1;
  const digits = isSmall ? { maximumSignificantDigits: 2 } : {};
  return new Intl.NumberFormat(language, { style: "currency", currency, ...digits }).format(amount);
}

/** 120.4ms, 12.3초, 3분 20초, 2시간 5분: the two largest units, below a minute one with a digit behind the point. */
export function formatDuration(ms: number, language: string): string {
  const part = (value: number, unit: "hour" | "minute" | "second" | "millisecond") =>
    new Intl.NumberFormat(language, {
      style: "unit",
      unit,
      unitDisplay: "narrow",
      maximumFractionDigits: 1,
    }).format(value);
  if (ms > 0 && ms < 999.95) return part(ms, "millisecond");
  if (ms < 59_950) return part(ms / 1000, "second");
  const whole = Math.round(ms / 1000);
  const [hours, minutes, rest] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  return hours > 0
    ? `${part(hours, "hour")} ${part(minutes, "minute")}`
    : `${part(minutes, "minute")} ${part(rest, "second")}`;
}

/** 2026. 3. 2. 오후 1:05; the empty string for 0, which the contract uses for "never". */
export function formatTime(timeMs: number, language: string): string {
  if (timeMs <= 0) return "";
  return new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" }).format(timeMs);
}

/** Share of the characters that came through; undefined where nothing was counted. Rounded down: 99.96 % is not 100 %. */
export function keptShare(charactersIn: number, charactersOut: number): number | undefined {
  return charactersIn > 0 ? Math.min(1, charactersOut / charactersIn) : undefined;
}

/** Below this share a document carries a mark: a reader should look at what was left out. */
export const keptShareMin = 0.995;

export const formatShare = (share: number, language: string) =>
  new Intl.NumberFormat(language, { style: "percent", maximumFractionDigits: 1 }).format(
    Math.floor(share * 1000) / 1000,
  );
