// A server of the contract with nothing behind it, for work on the page alone: node mock/server.ts [PORT]. Serves dist/ too.
// Logins: owner, kim, park with any password of ten characters; documents live in memory.
import { createReadStream, existsSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { abstention, answer, audit, contentOf, type Doc, documents, groups, hits, keys, people } from "./data.ts";
import { pageImage } from "./png.ts";

const dist = fileURLToPath(new URL("../dist", import.meta.url));
const rights: Record<string, string[]> = {
  reader: ["ask"],
  editor: ["ask", "write_documents"],
  owner: ["ask", "write_documents", "manage_people", "manage_keys", "manage_labels", "read_audit", "manage_system"],
};
const types: Record<string, string> = {
  ".js": "text/javascript",
  ".css": "text/css",
  ".svg": "image/svg+xml",
  ".html": "text/html; charset=utf-8",
};
const jobs: Record<string, { id: string; step: number; document: Doc }> = {};
const stages = ["parse", "clean", "chunk", "embed"];
let requests = 0;

class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  readonly reason: string;
  constructor(status: number, code: string, reason = "") {
    super(code);
    this.status = status;
    this.code = code;
    this.reason = reason;
  }
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  return Buffer.concat(pieces);
}
const json = (response: ServerResponse, value: unknown, status = 200) => {
  response.writeHead(status, { "Content-Type": "application/json" });
  response.end(value === undefined ? "" : JSON.stringify(value));
};
const personOf = (request: IncomingMessage) => {
  const login = /onggi_session=([a-z]+)/.exec(request.headers.cookie ?? "")?.[1];
  const person = people.find((one) => one.login === login);
  if (!person) throw new Refusal(401, "unauthenticated");
  return person;
};
const sessionOf = (person: (typeof people)[number]) => ({
  person,
  rights: rights[person.role] ?? [],
  version: "0.1.0",
});
const visible = (person: (typeof people)[number]) =>
  documents.filter((doc) => person.role === "owner" || doc.owner === person.login || doc.allow.includes("everyone"));
const summary = ({ elements: _elements, source: _source, allow: _allow, ...rest }: Doc) => rest;
const detail = (doc: Doc, person: (typeof people)[number]) => ({
  ...summary(doc),
  source: doc.source,
  allow: doc.allow,
  may_change: person.role === "owner" || doc.owner === person.login,
  may_delete: person.role === "owner" || doc.owner === person.login,
  versions: [],
  may_correct: false,
  stages: stages.map((stage, at) => ({ stage, key: `k${at}`, duration_us: 12_400 * (at + 1), reused: at === 3 })),
});
const jobOf = ({ id, step, document }: (typeof jobs)[string]) => {
  const isDone = step > stages.length;
  const broken = document.state === "failed";
  return {
    id,
    type: "ingest",
    state: isDone ? (broken ? "failed" : "done") : step === 0 ? "queued" : "running",
    progress: step / 5,
    stage: stages[step - 1] ?? "",
    attempts: 1,
    created_ms: 1,
    started_ms: 1,
    finished_ms: 0,
    document_id: document.id,
    error: broken ? { code: "bad_input", message: "" } : null,
  };
};

type Call = { request: IncomingMessage; response: ServerResponse; url: URL; parts: string[] };

async function session({ request, response }: Call) {
  if (request.method === "DELETE") {
    response.setHeader("Set-Cookie", "onggi_session=; Max-Age=0; Path=/");
    return json(response, undefined, 204);
  }
  if (request.method === "GET") return json(response, sessionOf(personOf(request)));
  const { login, password } = JSON.parse(String(await bodyOf(request)));
  const person = people.find((one) => one.login === login);
  if (!person || password.length < 10) throw new Refusal(401, "unauthenticated");
  response.setHeader("Set-Cookie", `onggi_session=${login}; HttpOnly; SameSite=Strict; Path=/`);
  return json(response, sessionOf(person));
}

async function upload({ request, response, url }: Call) {
  const bytes = (await bodyOf(request)).length;
  const name = url.searchParams.get("name") ?? "";
  const id = `d${documents.length + 1}`;
  const [like] = documents as [Doc];
  const isBroken = name.includes("깨진");
  const doc: Doc = {
    ...like,
    id,
    name,
    title: "",
    bytes,
    label: url.searchParams.get("label") ?? "O",
    owner: personOf(request).login,
    allow: url.searchParams.getAll("allow"),
    state: "queued",
    created_ms: Date.now(),
    updated_ms: Date.now(),
    warnings: 0,
    characters_out: like.characters_in,
  };
  documents.unshift(doc);
  const job = { id: `j${id}`, step: 0, document: doc };
  jobs[job.id] = job;
  const timer = setInterval(() => {
    job.step += 1;
    if (job.step <= stages.length) return;
    clearInterval(timer);
    doc.state = isBroken ? "failed" : "ready";
    doc.error = isBroken ? { code: "bad_input", message: "", reason: "broken" } : null;
  }, 700);
  return json(response, { document_id: id, what: "created", job_id: job.id }, 202);
}

async function documentCalls(call: Call) {
  const { request, response, url, parts } = call;
  const person = personOf(request);
  if (parts.length === 2) {
    if (request.method === "POST") return upload(call);
    const found = visible(person).filter(
      (doc) =>
        doc.name.includes(url.searchParams.get("name") ?? "") &&
        (!url.searchParams.get("state") || doc.state === url.searchParams.get("state")),
    );
    return json(response, { documents: found.map(summary), total: found.length });
  }
  const doc = visible(person).find((one) => one.id === parts[2]);
  if (!doc) throw new Refusal(404, "not_found");
  if (parts[3] === "content") return json(response, contentOf(doc));
  if (parts[3] === "original") return response.end("original");
  if (parts[3] === "pages") {
    const boxes = doc.elements.flatMap((one) =>
      one.places
        .filter((place) => place.page_index === Number(parts[4]))
        .map((place) => place.box ?? ([0, 0, 0, 0] as [number, number, number, number])),
    );
    response.writeHead(200, { "Content-Type": "image/png" });
    return response.end(pageImage(595, 842, 1.5, boxes));
  }
  if (request.method === "PATCH") Object.assign(doc, JSON.parse(String(await bodyOf(request))));
  if (request.method === "DELETE") documents.splice(documents.indexOf(doc), 1);
  return request.method === "DELETE" ? json(response, undefined, 204) : json(response, detail(doc, person));
}

async function askCall({ request, response }: Call) {
  personOf(request);
  const { question } = JSON.parse(String(await bodyOf(request)));
  const whole = question.includes("환율") ? abstention : answer;
  response.writeHead(200, { "Content-Type": "text/event-stream" });
  for (const text of whole.answer.match(/.{1,6}/gsu) ?? []) {
    response.write(`event: delta\ndata: ${JSON.stringify({ text })}\n\n`);
    await new Promise((resolve) => setTimeout(resolve, question.includes("천천히") ? 300 : 40));
    if (response.destroyed) return;
  }
  response.end(`event: answer\ndata: ${JSON.stringify(whole)}\n\n`);
}

async function admin({ request, response, parts }: Call) {
  personOf(request);
  const lists: Record<string, object> = {
    people: { people },
    groups: { groups },
    keys: { keys },
    audit: { entries: audit },
  };
  if (request.method === "GET") return json(response, lists[parts[1] ?? ""]);
  const body = JSON.parse(String(await bodyOf(request)) || "{}");
  if (parts[1] === "keys" && request.method === "POST") {
    const key = {
      ...keys[0],
      id: `k${keys.length + 1}`,
      name: body.name,
      last_used_ms: 0,
      expires_ms: body.expires_ms ?? 0,
    } as (typeof keys)[number];
    keys.unshift(key);
    return json(response, { key, secret: "onggi-a1b2-c3d4e5f6g7h8i9j0" }, 201);
  }
  if (parts[1] === "groups" && parts.length === 2)
    groups.push({ id: `g${groups.length + 1}`, name: body.name, members: [] });
  return json(response, request.method === "DELETE" ? undefined : {}, request.method === "DELETE" ? 204 : 200);
}

async function api(call: Call) {
  const { request, response, parts } = call;
  switch (parts[1]) {
    case "session":
      return session(call);
    case "status":
      return json(response, {
        documents: documents.length,
        chunks: 42,
        jobs_queued: 0,
        jobs_running: 0,
        index_rebuilding: false,
        upload_bytes_max: 1e9,
      });
    case "documents":
      return documentCalls(call);
    case "jobs":
      return parts.length === 2
        ? json(response, { jobs: Object.values(jobs).map(jobOf) })
        : json(response, undefined, 204);
    case "models":
      return json(response, {
        default: "onggi/extractive",
        models: ["onggi/extractive", "gguf/small"].map((id) => ({
          id,
          kind: "builtin",
          chat: true,
          embed: false,
          rerank: false,
        })),
      });
    case "search": {
      const seen = new Set(visible(personOf(request)).map(({ id }) => id));
      const { query } = JSON.parse(String(await bodyOf(request)));
      return json(response, {
        hits: query.includes("없는") ? [] : hits.filter((hit) => seen.has(hit.document)),
        terms: query.split(" "),
        variants: [],
        reranker: "none",
        duration_us: 3120,
      });
    }
    case "ask":
      return askCall(call);
    case "people":
    case "groups":
    case "keys":
    case "audit":
      return admin(call);
  }
  throw new Refusal(404, "not_found");
}

const server = createServer((request, response) => {
  const url = new URL(request.url ?? "/", "http://mock");
  const parts = decodeURIComponent(url.pathname).split("/").filter(Boolean);
  if (parts[0] !== "api") {
    const file = join(dist, url.pathname);
    const path = extname(file) && existsSync(file) ? file : join(dist, "index.html");
    response.writeHead(200, {
      "Content-Type": types[extname(path)] ?? "application/octet-stream",
      "Content-Security-Policy":
        "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:",
    });
    return createReadStream(path).pipe(response);
  }
  requests += 1;
  const unmarked = request.method !== "GET" && request.headers["x-onggi"] !== "1";
  const answered = unmarked
    ? Promise.reject(new Refusal(403, "not_allowed", "csrf_header_missing"))
    : api({ request, response, url, parts });
  answered.catch((error: unknown) => {
    const { status, code, reason } = error instanceof Refusal ? error : new Refusal(500, "internal");
    json(response, { error: { code, message: String(error), reason, request_id: `mock-${requests}` } }, status);
  });
});
server.listen(Number(process.argv[2] ?? 8499), "127.0.0.1");
