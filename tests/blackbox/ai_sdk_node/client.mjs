// Vercel's AI SDK against a running server, by the provider for OpenAI (/v1/chat/completions and /v1/responses) and the one for servers like it: texts, streams, schemas, tools, embeddings, reranking, errors. Prints "ok" at the end.
import assert from "node:assert/strict";
import { createOpenAI } from "@ai-sdk/openai";
import { createOpenAICompatible } from "@ai-sdk/openai-compatible";
import { APICallError, cosineSimilarity, embed, embedMany, generateText, isStepCount, Output, streamText, tool } from "ai";
import { z } from "zod";

const { QUESTION: question, MODEL: model, OPENAI_BASE_URL: baseURL, OPENAI_API_KEY: apiKey } = process.env;
const openai = createOpenAI({ baseURL, apiKey });
const compatible = createOpenAICompatible({ name: "onggi", baseURL, apiKey, includeUsage: true, supportsStructuredOutputs: true });
const ways = { chat: openai.chat, responses: openai.responses, compatible: compatible.chatModel };

const once = { maxRetries: 0 };
const short = { ...once, temperature: 0, maxOutputTokens: 120 };
const office = z.object({ city: z.enum(["Seoul", "Busan"]), floor: z.number().int().min(1).max(60) });
const weather = tool({ description: "Weather of a city", inputSchema: z.object({ city: z.enum(["Seoul", "Busan"]) }), execute: async ({ city }) => `22 degrees in ${city}` });

async function documentsAnswer(way) {
  const whole = await generateText({ model: way("onggi"), prompt: question, ...once });
  assert.match(whole.text, /3일 전/);
  assert.equal(whole.finishReason, "stop");
  assert.equal(typeof whole.usage.totalTokens, "number");
  const stream = streamText({ model: way("onggi"), prompt: question, ...once });
  let text = "";
  for await (const piece of stream.textStream) text += piece;
  assert.match(text, /3일 전/);
  assert.equal(await stream.finishReason, "stop");
}

async function aModelWrites(way) {
  const messages = [{ role: "user", content: "Say hello." }, { role: "assistant", content: "Hello." }, { role: "user", content: "Again." }];
  const written = await generateText({ model: way(model), system: "Be short.", messages, ...short, maxOutputTokens: 16 });
  assert.ok(written.text.trim() && ["stop", "length"].includes(written.finishReason));
  assert.ok(written.usage.outputTokens > 0 && written.usage.outputTokens <= 16);
}

async function aSchemaIsKept(way) {
  const output = Output.object({ schema: office });
  const whole = await generateText({ model: way(model), prompt: "Where is the office?", output, ...short });
  office.parse(whole.output);
  const stream = streamText({ model: way(model), prompt: "Where is the office?", output, ...short });
  for await (const _ of stream.partialOutputStream);
  office.parse(await stream.output);
}

async function toolsGoRound(way) {
  const one = { ...short, providerOptions: { openai: { parallelToolCalls: false }, onggi: { parallel_tool_calls: false } } };
  const called = await generateText({ model: way(model), prompt: "Weather in Busan?", tools: { weather }, toolChoice: "required", ...one });
  assert.equal(called.finishReason, "tool-calls");
  assert.equal(called.toolResults[0].output, `22 degrees in ${called.toolCalls[0].input.city}`);
  // The second step has the tool's result before it and may call no more.
  const prepareStep = ({ stepNumber }) => ({ toolChoice: stepNumber === 0 ? "required" : "none" });
  const stream = streamText({ model: way(model), prompt: "Weather in Seoul?", tools: { weather }, prepareStep, stopWhen: isStepCount(2), ...one });
  const kinds = new Set();
  for await (const part of stream.fullStream) kinds.add(part.type);
  assert.ok(kinds.has("tool-call") && kinds.has("tool-result") && kinds.has("text-delta") && !kinds.has("error"), [...kinds].join(" "));
  assert.equal((await stream.steps).length, 2);
}

async function textsAreEmbedded() {
  for (const embedder of [openai.embedding("onggi/static-ko"), compatible.embeddingModel("onggi/static-ko")]) {
    const { embedding, usage } = await embed({ model: embedder, value: "연차 휴가", ...once });
    assert.ok(Math.abs(Math.hypot(...embedding) - 1) < 1e-3 && usage.tokens > 0);
    const { embeddings } = await embedMany({ model: embedder, values: ["연차 휴가", "날씨"], ...once });
    assert.ok(cosineSimilarity(embedding, embeddings[0]) > 0.999);
  }
}

async function responsesGoOn() {
  const first = await generateText({ model: openai.responses("onggi"), prompt: question, ...once });
  const { responseId } = first.providerMetadata.openai;
  assert.match(responseId, /^resp_/);
  const next = await generateText({ model: openai.responses("onggi"), prompt: question, providerOptions: { openai: { previousResponseId: responseId } }, ...once });
  assert.match(next.text, /3일 전/);
}

async function errorsAreTold(way) {
  const told = (status) => (error) => APICallError.isInstance(error) && error.statusCode === status && !error.isRetryable && /\S/.test(error.message);
  await assert.rejects(generateText({ model: way("gpt-4"), prompt: "a", ...once }), told(404));
  await assert.rejects(generateText({ model: createOpenAI({ baseURL, apiKey: "onggi-wrong" }).chat("onggi"), prompt: "a", ...once }), told(401));
}

for (const [name, way] of Object.entries(ways))
  for (const check of [documentsAnswer, aModelWrites, aSchemaIsKept, toolsGoRound, errorsAreTold]) {
    await check((id) => way.call(openai, id));
    console.log(name, check.name);
  }
for (const check of [textsAreEmbedded, responsesGoOn]) {
  await check();
  console.log(check.name);
}
console.log("ok");
