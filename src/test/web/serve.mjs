// Serves the dashboard's files as they are on disk, and everything else from a running service: `node serve.mjs [port] [service]`.
import { createServer, request } from "node:http";
import { connect } from "node:net";
import { readFileSync } from "node:fs";
import { extname } from "node:path";

const [port = "8090", service = "http://localhost:8080"] = process.argv.slice(2);
const upstream = new URL(service);
const files = new URL("../../main/resources/dashboard/", import.meta.url);
const hosts = [`localhost:${port}`, `127.0.0.1:${port}`];
const types = { ".js": "text/javascript", ".css": "text/css", ".svg": "image/svg+xml", ".html": "text/html" };

/** Passes a call on, with the host that the service expects. */
function pass(call, answer) {
  const onward = request(
    { host: upstream.hostname, port: upstream.port, path: call.url, method: call.method, headers: { ...call.headers, host: upstream.host } },
    (given) => answer.writeHead(given.statusCode, given.headers) && given.pipe(answer),
  );
  onward.on("error", () => answer.writeHead(502).end());
  call.pipe(onward);
}

/** The page as the service gives it, with the files of the disk. */
function page(call, answer) {
  const onward = request({ host: upstream.hostname, port: upstream.port, path: "/", headers: { host: upstream.host } }, (given) => {
    let text = "";
    given.on("data", (part) => (text += part));
    given.on("end", () => {
      const importMap = /<script type="importmap">(.*?)<\/script>/s.exec(text)[1];
      const html = readFileSync(new URL("index.html", files), "utf8")
        .replaceAll(/asset:/g, "/assets/disk/")
        .replaceAll(/import:([a-z@./-]+)/g, (_, name) => JSON.parse(importMap).imports[name])
        .replace("{{import-map}}", importMap)
        .replace("{{sign-in}}", "");
      answer.writeHead(200, { "content-type": "text/html", "content-security-policy": given.headers["content-security-policy"] });
      answer.end(html);
    });
  });
  onward.on("error", () => answer.writeHead(502).end());
  onward.end();
}

const server = createServer((call, answer) => {
  if (!hosts.includes(call.headers.host)) return answer.writeHead(403).end();
  const path = new URL(call.url, "http://localhost").pathname;
  if (path.startsWith("/assets/disk/")) {
    try {
      const file = new URL(path.slice("/assets/disk/".length), files);
      if (!file.href.startsWith(files.href)) throw new Error("outside of the folder");
      const content = readFileSync(file);
      answer.writeHead(200, { "content-type": types[extname(path)], "cache-control": "no-store" }).end(content);
    } catch {
      answer.writeHead(404).end();
    }
  } else if (/^\/($|runs|reports|requests|mirror)/.test(path)) {
    page(call, answer);
  } else {
    pass(call, answer);
  }
});
server.on("upgrade", (call, socket) => {
  const { host, origin } = call.headers;
  if (!hosts.includes(host) || (origin && origin !== `http://${host}`)) return socket.destroy();
  const onward = connect(Number(upstream.port), upstream.hostname, () => {
    const headers = { ...call.headers, host: upstream.host, origin: upstream.origin };
    onward.write(`GET ${call.url} HTTP/1.1\r\n${Object.entries(headers).map(([key, value]) => `${key}: ${value}\r\n`).join("")}\r\n`);
    onward.pipe(socket).pipe(onward);
  });
  onward.on("error", () => socket.destroy());
  socket.on("error", () => onward.destroy());
});
server.listen(Number(port), "127.0.0.1", () => console.log(`http://localhost:${port}`));
