// How Chromium is started: the one that is installed here, and nothing but this machine can be reached from it. And a
// folder as a web server serves it.
import { accessSync, readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { delimiter, extname, join } from 'node:path'

function installed() {
  if (process.env.CHROMIUM) return process.env.CHROMIUM
  for (const name of ['chromium', 'chromium-browser', 'google-chrome']) {
    for (const folder of process.env.PATH.split(delimiter)) {
      try { accessSync(join(folder, name)); return join(folder, name) } catch { /* not here */ }
    }
  }
}

export function options() {
  const args = ['--disable-gpu', '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1']
  if (process.getuid() === 0) args.push('--no-sandbox') // as root, Chromium insists
  return { executablePath: installed(), args }
}

const types = {
  '.html': 'text/html', '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml',
  '.json': 'application/json', '.woff2': 'font/woff2',
}
export async function serve(site) {
  const server = createServer((request, response) => {
    const path = decodeURI(request.url.replace(/[?#].*/, '')).replace(/\/$/, '/index.html')
    const read = name => { try { return readFileSync(join(site, name)) } catch { /* not here */ } }
    const body = read(path)
    if (body) response.writeHead(200, { 'content-type': types[extname(path)] ?? 'text/plain' }).end(body)
    else response.writeHead(404, { 'content-type': 'text/html' }).end(read('404.html'))
  })
  await new Promise(listening => server.listen(0, '127.0.0.1', listening))
  return { home: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}
