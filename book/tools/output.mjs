// Does a program print what a page shows? Another run has other times, ids and addresses, so a
// number on the page stands for any number, and spaces for any spaces. `…` in a line stands for any
// text, and as a line of its own for any number of lines: for what differs by more than numbers.
// A bar, as the experiment and the timelines draw them, stands for any bar of its kind.
import { spawnSync } from 'node:child_process';
import path from 'node:path';

// The command line that a page prints. A wrong answer is judged in a folder of the tests, whose name says what is
// wrong with it. A reader who has given that answer types what the page shows.
export function typed(command) {
  return command.replace(/^tests\/exercises\/judge\.sh (\d+\.\d+) \S+$/, 'make exercise-$1');
}

export function matches(shown, printed) {
  return new RegExp(`^${pattern(bars(shown))}$`).test(bars(tidy(printed)) + '\n');
}

function bars(text) {
  return text
    .replace(/ *[|=][|= ]*/g, (bar) => (bar.includes('=') ? ' ==== ' : ' |||| '))
    .replace(/^((?:P\d+|sysmon) +)[ \ds█R·a-z]{20,}$/gm, '$1 (timeline)')
    .replace(/^(M\d+( +[ \ds█·a-z]{20,})?\n)+/gm, 'Ms (timelines)\n');  // as many as there were threads
}

// Colours, what make says about its own failure, and empty lines at the end are not output.
export function tidy(printed) {
  return printed
    .replace(/\x1b\[[0-9;]*m/g, '')
    .split('\n')
    .filter((line) => !/^make(\[\d+\])?: /.test(line))
    .map((line) => line.trimEnd())
    .join('\n')
    .trimEnd();
}

function pattern(shown) {
  return shown.trimEnd().split('\n').map((line) => {
    if (line.trim() === '…') return '(?:.*\\n)*?';
    return line.trimEnd().split('…').map(literally).join('.*') + '\\n';
  }).join('');
}

function literally(text) {
  return text
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/0x[0-9a-f]+|\d+(\\\.\d+)?/g, '(?:0x[0-9a-f]+|\\d+(?:\\.\\d+)?)')
    .replace(/ +/g, ' +');
}

// What a program prints, with each line that the page shortens by `…` shortened again.
export function shortened(printed, shown) {
  const short = shown.split('\n').filter((line) => /\S…|…\S|\S … /.test(line) && line.trim() !== '…');
  return printed.split('\n').map((line) => (!line.includes('…') && short.find((s) => matches(s, line))) || line).join('\n');
}

// What stands below figures.
export const printedOn = /^\*Measured on \d{4}-\d\d-\d\d: .*\*$/m;
export function onwhat() {
  const day = new Date().toISOString().slice(0, 10);
  return `*Measured on ${day}: ${spawnSync(path.join(import.meta.dirname, '../../tests/bench/machine.sh'), { encoding: 'utf8' }).stdout.trim()}.*`;
}
