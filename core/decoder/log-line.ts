/**
 * Lines of the kernel's log as journalctl and dmesg print them, with their time taken off.
 *
 * journalctl -o short-monotonic: `[    1.234567] host kernel: text`; dmesg: `[    1.234567] text`;
 * dmesg --time-format=iso: `2025-09-27T10:00:00,123456+02:00 text`; either may come without times.
 * Source: systemd src/shared/logs-show.c, output_short(); util-linux sys-utils/dmesg.c.
 */
export const MOST_LINE_CHARACTERS = 600;

export type LogLine = {
  /** Since boot; null: the line has no time, or one of the calendar. */
  seconds: number | null;
  /** A time of either sort stood there. */
  hasTime: boolean;
  text: string;
};

const SINCE_BOOT = /^\[ {0,6}(\d{1,9}\.\d{1,9})\] ?/;
const CALENDAR =
  /^(?:\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[.,]?\d{0,9}[+Z-]?[\d:]{0,6}|\[?[A-Z][a-z]{2} [A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d \d{4}\]?|[A-Z][a-z]{2} [ \d]\d \d\d:\d\d:\d\d(?:\.\d{1,9})?) /;
const SENDER = /^[\w.-]{1,64} kernel: /;
/** Severity of /dev/kmsg and of syslog. */
const LEVEL = /^<\d{1,3}>/;

/** Cut to a bounded length, control characters taken out. */
export function parseLogLine(line: string): LogLine {
  const short = line.length > MOST_LINE_CHARACTERS ? line.slice(0, MOST_LINE_CHARACTERS) : line;
  const clean = short.replace(/\p{Cc}+/gu, ' ').replace(LEVEL, '');
  const time = SINCE_BOOT.exec(clean);
  const rest = time ? clean.slice(time[0].length) : clean.replace(CALENDAR, '');
  return {
    seconds: time ? Number(time[1]) : null,
    hasTime: rest.length < clean.length,
    text: rest
      .replace(SENDER, '')
      .replace(/^kernel: /, '')
      .replace(SINCE_BOOT, '')
      .trimEnd(),
  };
}
