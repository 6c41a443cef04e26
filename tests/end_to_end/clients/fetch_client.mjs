// Node's own fetch(): sends requests given as JSON, prints the responses as JSON.
const [url, asked] = process.argv.slice(2);
const seen = [];
for (const { method, path, body, chunked } of JSON.parse(asked)) {
  const options = { method, signal: AbortSignal.timeout(20000) };
  if (body) options.body = body;
  if (chunked) {
    const bytes = new TextEncoder().encode(body);
    options.duplex = 'half';
    options.body = new ReadableStream({
      start(stream) {
        stream.enqueue(bytes.slice(0, 10));
        stream.enqueue(bytes.slice(10));
        stream.close();
      },
    });
  }
  const response = await fetch(url + path, options);
  seen.push({ status: response.status, headers: Object.fromEntries(response.headers), body: await response.text() });
}
console.log(JSON.stringify(seen));
