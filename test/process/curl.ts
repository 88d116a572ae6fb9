/** As much of curl as the README uses, for machines without it: `curl -s URL [-H header]… [-d body]`. */
async function curl(args: readonly string[]): Promise<void> {
  const headers = new Headers();
  let url = '';
  let body: string | undefined;
  for (let at = 0; at < args.length; at += 1) {
    const word = args[at] ?? '';
    if (word === '-H') headers.append(...pairOf(args[(at += 1)] ?? ''));
    else if (word === '-d') body = args[(at += 1)];
    else if (word !== '-s') url = word;
  }
  const response = await fetch(url, {
    method: body === undefined ? 'GET' : 'POST',
    headers,
    ...(body ? { body } : {}),
  });
  process.stdout.write(`${response.status} ${await response.text()}\n`);
}

function pairOf(header: string): [string, string] {
  const [name = '', value = ''] = header.split(/: (.*)/s);
  return [name, value];
}

await curl(process.argv.slice(2));
