"""CLOVA Studio as Naver's API guide describes it (api.ncloud-docs.com: ai-naver-clovastudio-summary, clovastudio-chatcompletionsv3 with -thinking, -fc and -so, clovastudio-embeddingv2, clovastudio-troubleshoot-c4xx), as strictly as a server can be: a header, field or value that the guide does not know is an error of the test, not only of the call."""

import contextlib
import hashlib
import http.server
import json
import re
import threading

KEY = "nv-1234567890abcdef"
MODELS = {"HCX-007": {"tokens": 32_768, "thinks": True, "schemas": True}, "HCX-005": {"tokens": 4_096}, "HCX-DASH-002": {"tokens": 4_096}}
MESSAGE = {"system": set(), "user": set(), "assistant": {"toolCalls"}, "tool": {"toolCallId"}}
CONTEXT_CHARACTERS = 20_000


class Wrong(Exception):
    """What the real one would answer with: a code of the guide."""

    def __init__(self, code, message="", **headers):
        super().__init__(f"{code} {message}")
        self.code, self.message, self.headers = code, message, headers


def need(condition, message, code=40001):
    if not condition:
        raise Wrong(code, message)


def is_number(value):
    return isinstance(value, (int, float)) and not isinstance(value, bool)


def is_whole(value, least, most):
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def check_call(call):
    need(set(call) == {"id", "type", "function"} and call["type"] == "function" and call["id"], "toolCalls")
    need(set(call["function"]) == {"name", "arguments"} and isinstance(call["function"]["arguments"], dict), "toolCalls.arguments")


def check_messages(messages):
    need(isinstance(messages, list) and messages, "messages", 40004)
    need(sum(message["role"] == "system" for message in messages) <= 1, "one system message at most")
    for message in messages:
        need(message["role"] in MESSAGE, "role")
        need({"role", "content"} <= set(message) <= {"role", "content"} | MESSAGE[message["role"]], f"fields of {message['role']}")
        need(isinstance(message["content"], str), "content")
        need(message["content"] or message["role"] == "assistant", "empty content", 40004)
        for call in message.get("toolCalls", []):
            check_call(call)
        need(message["role"] != "tool" or message.get("toolCallId"), "toolCallId")
    need(sum(len(message["content"]) for message in messages) <= CONTEXT_CHARACTERS, "context", 40003)


def check_tools(request):
    for tool in request.get("tools", []):
        need(set(tool) == {"type", "function"} and tool["type"] == "function", "tools")
        need({"name", "description"} <= set(tool["function"]) <= {"name", "description", "parameters"} and tool["function"]["description"], "tools.function")
        need(isinstance(tool["function"].get("parameters", {}), dict), "tools.parameters")
    choice = request.get("toolChoice", "auto")
    names = [tool["function"]["name"] for tool in request.get("tools", [])]
    need(choice in ("auto", "none") or (set(choice) == {"type", "function"} and choice["type"] == "function" and choice["function"]["name"] in names), "toolChoice")
    need("toolChoice" not in request or names, "toolChoice without tools")


def check_schema(schema):
    need(isinstance(schema, dict) and "pattern" not in json.dumps(schema), "schema", 40055)
    need(schema.get("type") in ("string", "number", "boolean", "integer", "object", "array"), "schema.type", 40055)


def check_chat(name, request):
    facts = MODELS.get(name)
    need(facts, "model", 40080)
    limit = "maxCompletionTokens" if facts.get("thinks") else "maxTokens"
    known = {"messages", "topP", "topK", limit, "temperature", "repetitionPenalty", "stop", "seed", "includeAiFilters", "tools", "toolChoice"}
    known |= {"thinking"} if facts.get("thinks") else set()
    known |= {"responseFormat"} if facts.get("schemas") else set()
    need(set(request) <= known, f"fields {set(request) - known}")
    check_messages(request["messages"])
    check_tools(request)
    need(is_number(request.get("topP", 0.8)) and 0 < request.get("topP", 0.8) <= 1, "topP")
    need(is_whole(request.get("topK", 0), 0, 128), "topK")
    need(is_number(request.get("temperature", 0.5)) and 0 <= request.get("temperature", 0.5) <= 1, "temperature")
    need(is_whole(request.get("seed", 0), 0, 4_294_967_295), "seed")
    need(isinstance(request.get("stop", []), list) and all(isinstance(one, str) for one in request.get("stop", [])), "stop")
    about_tools = "tools" in request or any(message["role"] == "tool" for message in request["messages"])
    need(is_whole(request.get(limit, 1024), 1024 if about_tools else 1, facts["tokens"]), limit)
    effort = request.get("thinking", {"effort": "low" if facts.get("thinks") else "none"})
    need(set(effort) == {"effort"} and effort["effort"] in ("none", "low", "medium", "high"), "thinking")
    thinks = effort["effort"] != "none"
    need(not (thinks and about_tools), "tools, thinking")
    need(not (thinks and request.get("stop")), "stop, thinking")
    if "responseFormat" in request:
        need(set(request["responseFormat"]) == {"type", "schema"} and request["responseFormat"]["type"] == "json", "responseFormat", 40055)
        need(not thinks and not about_tools, "responseFormat, thinking")
        check_schema(request["responseFormat"]["schema"])
    return thinks


def vector(text):
    """1,024 numbers, nearer for texts that share pairs of letters; not of length 1, as theirs."""
    values = [0.01] * 1024
    for first, second in zip(text, text[1:], strict=False):
        values[int(hashlib.sha256((first + second).encode()).hexdigest(), 16) % 1024] += 3.5
    return values


class ClovaStudio(http.server.ThreadingHTTPServer):
    """`say(request)` gives an answer: a text; a list of calls [{"name", "arguments"}]; or raises Wrong. `seen`: what came, (path, body). `wrongs`: what a strict server would not have taken. `troubles`: raised by the next calls, one each. `after`: how many events of a stream come before it breaks off, or before the trouble `midst`."""

    daemon_threads = True

    def __init__(self, say="네."):
        super().__init__(("127.0.0.1", 0), Handler)
        self.say = say if callable(say) else lambda request: say
        self.seen, self.wrongs, self.troubles, self.ids = [], [], [], []
        self.after, self.midst, self.thoughts = None, None, "몰래 하는 생각입니다"
        self.host = f"127.0.0.1:{self.server_port}"
        self.url = f"http://{self.host}"
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def __exit__(self, *_):
        self.shutdown()
        self.server_close()

    def chats(self):
        return [body for path, body in self.seen if "chat-completions" in path]


class Handler(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        studio = self.server
        raw = self.rfile.read(int(self.headers["Content-Length"]))
        with contextlib.suppress(ConnectionError):
            try:
                if studio.troubles:
                    raise studio.troubles.pop(0)
                need(self.headers.get("Authorization") == f"Bearer {KEY}", "key", 40104)
                need(self.headers.get("Content-Type") == "application/json", "type", 41500)
                identity = self.headers.get("X-NCP-CLOVASTUDIO-REQUEST-ID", "")
                need(re.fullmatch(r"[\w-]{8,64}", identity) and identity not in studio.ids, "request id")
                studio.ids.append(identity)
                self.answer(json.loads(raw))
            except Wrong as wrong:
                if wrong.code in (40001, 40004, 40400, 41500):
                    studio.wrongs.append(str(wrong))
                self.whole({"status": {"code": str(wrong.code), "message": f"{wrong.message} in {raw.decode()}"}}, 200 if wrong.headers.pop("hidden", False) else wrong.code // 100, **wrong.headers)

    def answer(self, request):
        studio = self.server
        studio.seen.append((self.path, request))
        if self.path == "/v1/api-tools/embedding/v2":
            need(set(request) == {"text"} and isinstance(request["text"], str), "text")
            need(request["text"].strip(), "text", 40004)
            self.result({"embedding": vector(request["text"]), "inputTokens": len(request["text"])})
            return
        found = re.fullmatch(r"/v3/chat-completions/([\w.-]+)", self.path)
        need(found, self.path, 40400)
        thinks = check_chat(found.group(1), request)
        said = studio.say(request)
        streams = self.headers.get("Accept") == "text/event-stream"
        (self.stream if streams else self.at_once)(said, studio.thoughts if thinks else "")

    def usage(self, said, thoughts):
        written = len(said) + len(thoughts)
        usage = {"promptTokens": 20, "completionTokens": written, "totalTokens": 20 + written}
        return {**usage, "completionTokensDetails": {"thinkingTokens": len(thoughts)}} if thoughts else usage

    def message(self, said, thoughts):
        message = {"role": "assistant", "content": said if isinstance(said, str) else ""}
        if isinstance(said, list):
            message["toolCalls"] = [{"id": f"call_{number}", "type": "function", "function": call} for number, call in enumerate(said)]
        return {**message, "thinkingContent": thoughts} if thoughts else message

    def finished(self, said, thoughts):
        reason = "tool_calls" if isinstance(said, list) else "stop"
        return {"message": self.message(said, thoughts), "finishReason": reason, "created": 1_791_043_155, "seed": 77, "usage": self.usage(said, thoughts)}

    def at_once(self, said, thoughts):
        self.result(self.finished(said, thoughts))

    def pieces(self, said, thoughts):
        for letter in thoughts:
            yield {"thinkingContent": letter}
        if isinstance(said, str):
            for letter in said:
                yield {"content": letter}
            return
        for number, call in enumerate(said):
            yield {"content": "", "toolCalls": [{"id": f"call_{number}", "type": "function", "function": {"name": call["name"]}}]}
            written = json.dumps(call["arguments"], ensure_ascii=False)
            for begin in range(0, len(written), 3):
                yield {"content": "", "toolCalls": [{"type": "function", "function": {"partialJson": written[begin : begin + 3]}}]}

    def stream(self, said, thoughts):
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream;charset=UTF-8")
        self.end_headers()
        for number, piece in enumerate(self.pieces(said, thoughts)):
            if self.server.after is not None and number >= self.server.after:
                if self.server.midst:
                    self.event("error", {"status": {"code": str(self.server.midst.code), "message": "속내"}})
                return
            self.event("token", {"message": {"role": "assistant", **piece}, "finishReason": None, "created": 1, "seed": 77, "usage": None})
        self.event("result", self.finished(said, thoughts))
        self.event("signal", {"data": "[DONE]"})

    def event(self, name, data):
        """Cut in two anywhere: the network does."""
        text = f"id:{len(self.server.seen)}-{name}\nevent:{name}\ndata:{json.dumps(data, ensure_ascii=False)}\n\n".encode()
        for part in (text[: len(text) // 2], text[len(text) // 2 :]):
            self.wfile.write(part)
            self.wfile.flush()

    def result(self, result):
        self.whole({"status": {"code": "20000", "message": "OK"}, "result": result})

    def whole(self, body, status=200, **headers):
        data = json.dumps(body, ensure_ascii=False).encode()
        self.send_response(status)
        for name, value in {"Content-Type": "application/json", "Content-Length": len(data), **headers}.items():
            self.send_header(name.replace("_", "-"), str(value))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_):
        pass
