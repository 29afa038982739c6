// Keeps a reader's saved stories in this browser, to be opened without a connection. While there is one, every page
// comes from the site. `told`, put before this file by readers/views/offline.py, has the addresses that it needs.
const own = `kept ${told.version}`;
const PICTURE = 640; // pixels: of the widths of a picture the first that is as wide is kept
const ANOTHER_READER = /\/(login|logout|signup)\//; // a session may have ended unseen: what is here was somebody else's
const BLANK = '<svg xmlns="http://www.w3.org/2000/svg"/>';

const keptHere = async () => (await caches.keys()).filter((name) => name.startsWith("kept "));
const clear = async () => Promise.all((await keptHere()).map((name) => caches.delete(name)));

// What a page is made of: styles, scripts, and the pictures of the story itself, each in one width. Not the picture
// that counts reads: asking for it would say that the story was read.
const partsOf = (html) => {
  const story = html.split('class="story__more"')[0];
  const files = [...html.matchAll(/(?:href|src)="(\/[^"]+\.(?:css|js|svg))"/g)].map(([, file]) => file);
  const plain = [...story.matchAll(/<img [^>]*?src="(\/[^"]+\.(?:jpe?g|png|webp|gif))"/g)].map(([, file]) => file);
  const widths = [...story.matchAll(/srcset="([^"]+)"/g)].map(([, set]) => {
    const all = set.split(",").map((one) => one.trim().split(" "));
    return (all.find(([, width]) => parseInt(width, 10) >= PICTURE) ?? all.at(-1))[0];
  });
  const pictures = [...plain, ...widths].filter((file) => file.startsWith(told.media));
  return [...new Set([...files, ...pictures])];
};

// A copy that says of what it is made. Stories are fetched as everybody's page, without whose they are.
const keep = async (cache, address, { credentials = "omit", version = "" } = {}) => {
  const answer = await fetch(address, { credentials, cache: "no-cache" });
  if (!answer.ok) return cache.delete(address);
  const html = await answer.text();
  const parts = partsOf(html);
  const headers = { "Content-Type": "text/html; charset=utf-8", "Kept-Parts": parts.join(" "), "Kept-Version": version };
  headers["Content-Security-Policy"] = answer.headers.get("Content-Security-Policy") ?? "default-src 'self'";
  const missing = [];
  for (const part of parts) if (!(await cache.match(part))) missing.push(part);
  await Promise.all(missing.map((part) => cache.add(part).catch(() => null)));
  return cache.put(address, new Response(html, { headers }));
};

// What no page that is kept is made of goes.
const sweep = async (cache, addresses) => {
  const needed = new Set([told.list, ...addresses]);
  for (const address of addresses) {
    const page = await cache.match(address);
    for (const part of page?.headers.get("Kept-Parts")?.split(" ") ?? []) needed.add(part);
  }
  for (const request of await cache.keys()) {
    if (!needed.has(new URL(request.url).pathname)) await cache.delete(request);
  }
};

const bring = async () => {
  const answer = await fetch(told.list, { cache: "no-store" });
  if (answer.status === 403) return clear(); // nobody is signed in
  const list = await answer.json();
  for (const name of await keptHere()) {
    const before = await (await (await caches.open(name)).match(told.list))?.json();
    if (before && before.reader !== list.reader) await caches.delete(name); // it was somebody else's
  }
  const cache = await caches.open(own);
  await cache.put(told.list, new Response(JSON.stringify(list)));
  await keep(cache, told.offline);
  await keep(cache, told.saved, { credentials: "same-origin" });
  for (const [address, version] of Object.entries(list.stories)) {
    const copy = await cache.match(address); // kept anew once the story was corrected
    if (copy?.headers.get("Kept-Version") !== String(version)) await keep(cache, address, { version });
  }
  await sweep(cache, [told.offline, told.saved, ...Object.keys(list.stories)]);
  for (const name of await keptHere()) if (name !== own) await caches.delete(name);
};

let last = Promise.resolve();
const sync = () => {
  last = last.then(bring, bring);
  return last;
};

const withNote = async (page) => {
  const html = (await page.text()).replace(/<main[^>]*>/, (main) => main + told.note);
  return new Response(html, { headers: page.headers });
};

const visit = async (event, address) => {
  try {
    const answer = await fetch(event.request);
    const cache = await caches.open(own);
    if ([404, 410].includes(answer.status)) event.waitUntil(cache.delete(address));
    else if (answer.ok && address !== told.saved && (await cache.match(address))) event.waitUntil(keep(cache, address));
    return answer;
  } catch {
    const page = await caches.match(address);
    return page ? withNote(page) : ((await caches.match(told.offline)) ?? Response.error());
  }
};

// A picture that is not here in that width is in another, in the same folder; one that is not here at all is blank.
const part = async (address, kind) => {
  const found = await caches.match(address);
  if (found) return found;
  const folder = address.slice(0, address.lastIndexOf("/") + 1);
  for (const name of folder.startsWith(told.media) ? await keptHere() : []) {
    const cache = await caches.open(name);
    const other = (await cache.keys()).find((request) => new URL(request.url).pathname.startsWith(folder));
    if (other) return cache.match(other);
  }
  return kind === "image" ? new Response(BLANK, { headers: { "Content-Type": "image/svg+xml" } }) : Response.error();
};

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim().then(sync)));
self.addEventListener("message", (event) => {
  const done = () => event.ports[0]?.postMessage("done");
  event.waitUntil(sync().then(done, done));
});
self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (origin !== self.location.origin) return;
  if (request.method === "POST" && ANOTHER_READER.test(pathname)) event.waitUntil(clear());
  if (request.method !== "GET") return;
  if (request.mode === "navigate") event.respondWith(visit(event, pathname));
  else if (["image", "style", "script"].includes(request.destination)) {
    event.respondWith(fetch(request).catch(() => part(pathname, request.destination)));
  }
});
