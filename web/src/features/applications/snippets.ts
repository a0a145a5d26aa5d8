// How other programs call an application: the OpenAI API under its model's name.
export type Snippet = { language: string; label: string; code: string };

const keyVariable = "ONGGI_API_KEY";

/** `question` is an example; `base` the address of the server. */
export function snippetsFor(base: string, model: string, question: string): Snippet[] {
  const body = JSON.stringify({ model, messages: [{ role: "user", content: question }] });
  return [
    {
      language: "curl",
      label: "curl",
      code: [
        `curl ${base}/v1/chat/completions \\`,
        `  -H "Authorization: Bearer $${keyVariable}" \\`,
        `  -H "Content-Type: application/json" \\`,
        `  -d '${body.replaceAll("'", "'\\''")}'`,
      ].join("\n"),
    },
    {
      language: "python",
      label: "Python",
      code: [
        "import os",
        "from openai import OpenAI  # pip install openai",
        "",
        `client = OpenAI(base_url="${base}/v1", api_key=os.environ["${keyVariable}"])`,
        "answer = client.chat.completions.create(",
        `    model="${model}",`,
        `    messages=[{"role": "user", "content": ${JSON.stringify(question)}}],`,
        ")",
        "print(answer.choices[0].message.content)",
      ].join("\n"),
    },
    {
      language: "typescript",
      label: "TypeScript",
      code: [
        'import OpenAI from "openai"; // npm install openai',
        "",
        `const client = new OpenAI({ baseURL: "${base}/v1", apiKey: process.env.${keyVariable} });`,
        "const answer = await client.chat.completions.create({",
        `  model: "${model}",`,
        `  messages: [{ role: "user", content: ${JSON.stringify(question)} }],`,
        "});",
        "console.log(answer.choices[0].message.content);",
      ].join("\n"),
    },
    {
      language: "cpp",
      label: "C++",
      code: [
        "#include <curl/curl.h>  // g++ ask.cpp -lcurl",
        "#include <cstdlib>",
        "#include <string>",
        "",
        "int main() {",
        "  CURL* curl = curl_easy_init();",
        `  const std::string key = std::string("Authorization: Bearer ") + std::getenv("${keyVariable}");`,
        "  curl_slist* headers = curl_slist_append(nullptr, key.c_str());",
        '  headers = curl_slist_append(headers, "Content-Type: application/json");',
        `  const char* body = R"json(${body})json";`,
        `  curl_easy_setopt(curl, CURLOPT_URL, "${base}/v1/chat/completions");`,
        "  curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers);",
        "  curl_easy_setopt(curl, CURLOPT_POSTFIELDS, body);",
        "  const CURLcode done = curl_easy_perform(curl);  // writes the JSON to standard output",
        "  curl_slist_free_all(headers);",
        "  curl_easy_cleanup(curl);",
        "  return done == CURLE_OK ? 0 : 1;",
        "}",
      ].join("\n"),
    },
  ];
}
