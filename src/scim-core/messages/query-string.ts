import { badRequest } from './scim-error.js';
import { isStorableText } from '../../common/storable-text.js';

/** The parameters that mean something on SCIM routes, in lower case. */
const KNOWN: ReadonlySet<string> = new Set([
  'filter',
  'attributes',
  'excludedattributes',
  'sortby',
  'sortorder',
  'startindex',
  'count',
  'cursor',
]);

/**
 * Reads a query string as Entra's .NET client writes it: `+` is a blank, then percent-encoding is undone, exactly once
 * (`a%2Bb` is `a+b`, `100%2525` is `100%25`). Names ignore case, unknown ones are ignored, of repeated ones the first counts.
 *
 * @param raw what stands after the `?`, or a whole path with it
 * @returns the known parameters by lower-cased name
 * @throws ScimError 400 when a known parameter is not decodable: `invalidFilter` for the filter, else `invalidValue`
 */
export function parseQueryString(raw: string): ReadonlyMap<string, string> {
  const query = /^[/?]/.test(raw) ? raw.slice(raw.indexOf('?') + 1) : raw;
  const parameters = new Map<string, string>();
  for (const pair of query.split('&')) {
    const [rawName = '', ...rest] = pair.split('=');
    const name = decode(rawName)?.toLowerCase() ?? '';
    if (!KNOWN.has(name) || parameters.has(name)) continue;
    const value = decode(rest.join('='));
    if (value === undefined || !isStorableText(value)) {
      const scimType = name === 'filter' ? 'invalidFilter' : 'invalidValue';
      throw badRequest(scimType, `The query parameter '${name}' is not correctly percent-encoded text.`);
    }
    parameters.set(name, value);
  }
  return parameters;
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
