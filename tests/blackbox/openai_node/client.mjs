// The official Node client against a running server: models, chat, responses, streams, files, vector stores, embeddings, errors. Prints "ok" at the end.
import assert from "node:assert/strict";
import OpenAI from "openai";

const client = new OpenAI({ maxRetries: 0 });  // OPENAI_BASE_URL and OPENAI_API_KEY
const messages = [{ role: "user", content: process.env.QUESTION }];

const ids = [];
for await (const model of client.models.list()) ids.push(model.id);
assert.ok(ids.includes("onggi") && ids.includes("onggi/extractive"));

const whole = await client.chat.completions.create({ model: "onggi", messages });
assert.match(whole.choices[0].message.content, /3일 전/);
assert.equal(whole.choices[0].message.onggi.abstained, false);

let text = "", finish = null, usage = null;
const stream = await client.chat.completions.create({ model: "onggi", messages, stream: true, stream_options: { include_usage: true } });
for await (const chunk of stream) {
  text += chunk.choices[0]?.delta.content ?? "";
  finish = chunk.choices[0]?.finish_reason ?? finish;
  usage = chunk.usage ?? usage;
}
assert.match(text, /3일 전/);
assert.equal(finish, "stop");
assert.equal(typeof usage.total_tokens, "number");

const runner = client.chat.completions.stream({ model: "onggi", messages });
assert.match(await runner.finalContent(), /3일 전/);

const response = await client.responses.create({ model: "onggi", input: process.env.QUESTION });
assert.match(response.output_text, /3일 전/);
assert.equal(response.output[0].content[0].annotations[0].type, "file_citation");
let said = "", ended = null;
for await (const event of await client.responses.create({ model: "onggi", input: process.env.QUESTION, previous_response_id: response.id, stream: true })) {
  if (event.type === "response.output_text.delta") said += event.delta;
  if (event.type === "response.completed") ended = event.response;
}
assert.match(said, /3일 전/);
assert.equal(ended.previous_response_id, response.id);
assert.equal((await client.responses.retrieve(ended.id)).output_text, ended.output[0].content[0].text);
const items = [];
for await (const item of client.responses.inputItems.list(ended.id, { order: "asc", limit: 1 })) items.push(item);
assert.deepEqual(items.map((item) => item.role), ["user", "assistant", "user"]);
await client.responses.delete(ended.id);
await assert.rejects(client.responses.retrieve(ended.id), (error) => error instanceof OpenAI.NotFoundError);

const writer = new OpenAI({ apiKey: process.env.WRITER_API_KEY, maxRetries: 0 });
const rules = await writer.files.create({ file: await OpenAI.toFile(Buffer.from("자전거 보관소는 후문 옆에 있다."), "자전거 보관소.txt"), purpose: "assistants" });
assert.equal(rules.filename, "자전거 보관소.txt");
const store = await writer.vectorStores.create({ name: "안내" });
const read = await writer.vectorStores.files.createAndPoll(store.id, { file_id: rules.id, attributes: { floor: 1 } });
assert.equal(read.status, "completed");
const hits = [];
for await (const hit of writer.vectorStores.search(store.id, { query: "자전거는 어디에 둡니까?", filters: { type: "eq", key: "floor", value: 1 } })) hits.push(hit);
assert.deepEqual(hits.map((hit) => hit.file_id), [rules.id]);
assert.equal(await (await writer.files.content(rules.id)).text(), "자전거 보관소는 후문 옆에 있다.");
const named = [];
for await (const file of writer.vectorStores.files.list(store.id, { limit: 1 })) named.push(file.id);
assert.deepEqual(named, [rules.id]);
await writer.vectorStores.delete(store.id);
await writer.files.delete(rules.id);
await assert.rejects(writer.files.retrieve(rules.id), (error) => error instanceof OpenAI.NotFoundError);

const embedding = await client.embeddings.create({ model: "onggi/static-ko", input: "연차 휴가" });
const length = Math.hypot(...embedding.data[0].embedding);
assert.ok(Math.abs(length - 1) < 1e-4, `length ${length}`);

if (process.env.MODEL) {
  const model = process.env.MODEL;
  const schema = { type: "object", properties: { city: { enum: ["Seoul", "Busan"] }, days: { type: "integer", minimum: 1, maximum: 7 } }, required: ["city", "days"], additionalProperties: false };
  const form = { type: "json_schema", json_schema: { name: "visit", strict: true, schema } };
  const asked = [{ role: "user", content: "A visit to Busan." }];
  const shaped = await client.chat.completions.create({ model, messages: asked, response_format: form, temperature: 0, max_tokens: 80 });
  assert.ok(["Seoul", "Busan"].includes(JSON.parse(shaped.choices[0].message.content).city));
  const tools = [{ type: "function", function: { name: "visit", parameters: schema } }];
  const calling = client.chat.completions.stream({ model, messages: asked, tools, tool_choice: "required", parallel_tool_calls: false, temperature: 0, max_tokens: 120 });
  const called = await calling.finalChatCompletion();
  assert.equal(called.choices[0].finish_reason, "tool_calls");
  assert.ok(JSON.parse(called.choices[0].message.tool_calls[0].function.arguments).days >= 1);
  const tool = { type: "function", name: "visit", parameters: schema, strict: true };
  const visiting = client.responses.stream({ model, input: "A visit to Busan.", tools: [tool], tool_choice: "required", parallel_tool_calls: false, temperature: 0, max_output_tokens: 120 });
  const visited = (await visiting.finalResponse()).output[0];
  assert.equal(visited.type, "function_call");
  assert.ok(JSON.parse(visited.arguments).days >= 1);
  const continued = await client.completions.create({ model, prompt: "1, 2, 3, 4, 5, 6,", max_tokens: 6, temperature: 0 });
  assert.match(continued.choices[0].text, /^ 7, 8/);
}

await assert.rejects(client.chat.completions.create({ model: "gpt-4", messages }), (error) => error instanceof OpenAI.NotFoundError && error.code === "model_not_found");
await assert.rejects(new OpenAI({ apiKey: "onggi-wrong", maxRetries: 0 }).models.list(), (error) => error instanceof OpenAI.AuthenticationError);
console.log("ok");
