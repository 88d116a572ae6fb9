import type { DigestContent } from './digest-content.js';
import {
  type DigestOutline,
  oneLine,
  outlineOf,
  type OutlineSection,
  unmappedOf,
  weekInWords,
} from './digest-outline.js';

/** A review as it is read. */
export interface WrittenDigest {
  readonly subject: string;
  readonly text: string;
  /** Holds nothing that is fetched from anywhere: nobody learns who opened it. */
  readonly html: string;
}

/**
 * Writes a review.
 *
 * @param now when it is made
 */
export function writeDigest(content: DigestContent, now: Date): WrittenDigest {
  const outline = outlineOf(content, now);
  const unmapped = unmappedOf(content);
  const news = unmapped === 0 ? 'nothing to do' : `${unmapped} not mapped`;
  const subject = oneLine(`${content.organization}: ${news}, ${weekInWords(content.week)}`);
  return { subject, text: asText(outline), html: asHtml(outline) };
}

function asText({ title, remarks, sections, footer }: DigestOutline): string {
  const blocks = [title, ...remarks, ...sections.map(sectionAsText), `-- \n${footer}`];
  return `${blocks.join('\n\n')}\n`;
}

function sectionAsText({ heading, advice, people }: OutlineSection): string {
  return [heading, ...(advice === null ? [] : [advice]), ...people.map((line) => `  - ${line}`)].join('\n');
}

function asHtml({ title, remarks, sections, footer }: DigestOutline): string {
  const parts = [
    `<h1>${escapeHtml(title)}</h1>`,
    ...remarks.map((remark) => `<p>${escapeHtml(remark)}</p>`),
    ...sections.map(sectionAsHtml),
    `<p><small>${escapeHtml(footer)}</small></p>`,
  ];
  const head = `<meta charset="utf-8"><title>${escapeHtml(title)}</title>`;
  return `<!doctype html>\n<html lang="en"><head>${head}</head><body>\n${parts.join('\n')}\n</body></html>\n`;
}

function sectionAsHtml({ heading, advice, people }: OutlineSection): string {
  const list = people.length === 0 ? '' : `<ul>${people.map((line) => `<li>${escapeHtml(line)}</li>`).join('')}</ul>`;
  return `<h2>${escapeHtml(heading)}</h2>${advice === null ? '' : `<p>${escapeHtml(advice)}</p>`}${list}`;
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}
